package io.heddle.console.timeline;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/// The file that somebody wants: a page, or Trace Event JSON, as its name says.
public final class TimelineFile {

    private final Path path;
    private final boolean page;

    private TimelineFile(Path path, boolean page) {
        this.path = path;
        this.page = page;
    }

    /// Takes the name of a file.
    ///
    /// @param path the file; it ends with `.html` or `.json`
    /// @return the file, of which nothing is written yet
    /// @throws IllegalArgumentException if it ends otherwise, or cannot be there
    public static TimelineFile of(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".html") && !name.endsWith(".json")) {
            throw new IllegalArgumentException(
                    "a timeline is a page, .html, or Trace Event JSON, .json: file=" + path);
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "the folder for the timeline is not there: file=" + path);
        }
        if (Files.isDirectory(path)) {
            throw new IllegalArgumentException("the timeline would be a folder: file=" + path);
        }
        return new TimelineFile(path, name.endsWith(".html"));
    }

    /// Tells where it is.
    ///
    /// @return the file
    public Path path() {
        return path;
    }

    /// Writes it: all of it, or, if that fails, nothing.
    ///
    /// @param title what it is about
    /// @param whole the whole recording
    /// @param parts what it shows
    /// @throws IOException if it cannot be written
    public void write(String title, Story whole, List<Part> parts) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        Path unfinished = Files.createTempFile(folder, ".heddle-timeline", ".tmp");
        try {
            try (Writer out = Files.newBufferedWriter(unfinished)) {
                if (page) {
                    out.write(TimelinePage.of(title, parts));
                } else {
                    TraceEvents.write(whole, parts, out);
                }
            }
            Files.move(unfinished, path, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
