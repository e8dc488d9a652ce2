package io.heddle.console.timeline;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

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
    /// @throws IllegalArgumentException if it ends otherwise, or cannot be written there
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
        TimelineFile file = new TimelineFile(path, name.endsWith(".html"));
        file.requireWritable();
        return file;
    }

    /// Finds out before anything has run.
    private void requireWritable() {
        try {
            Path unfinished = unfinished();
            Files.createFile(unfinished);
            Files.delete(unfinished);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the timeline cannot be written there: file=%s reason=%s".formatted(path, e),
                    e);
        }
    }

    /// Beside it, so that it can take its place at once.
    private Path unfinished() {
        return path.toAbsolutePath()
                .resolveSibling(".heddle-timeline-%s.tmp".formatted(UUID.randomUUID()));
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
        Path unfinished = unfinished();
        try {
            // not one of Files, which gives up at half a pair of characters in a name
            try (Writer out =
                    new BufferedWriter(
                            new OutputStreamWriter(
                                    Files.newOutputStream(
                                            unfinished, StandardOpenOption.CREATE_NEW),
                                    StandardCharsets.UTF_8))) {
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
