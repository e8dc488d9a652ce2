package io.heddle.console.quickstart;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;

/// The directory into which the two reports are written.
///
/// A report appears under its name when it is complete, in place of one of an earlier tour. A file of
/// that name which no tour has written is never touched.
final class OutputFolder {

    static final String JSON = "result.json";
    static final String PAGE = "timeline.html";

    /// Writes one report.
    @FunctionalInterface
    interface Content {
        void writeTo(Appendable out) throws IOException;
    }

    /// Within so many bytes from its beginning a report says who made it.
    private static final int HEAD_BYTES = 512;

    private final Path folder;

    private OutputFolder(Path folder) {
        this.folder = folder;
    }

    /// Makes sure, before hours of work, that the reports can be written.
    ///
    /// @param folder is created if it does not exist
    /// @throws IOException if it cannot be written, or if a report would replace a file of somebody
    ///   else; the message says which
    static OutputFolder open(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new FileSystemException(Names.printable(folder), null, "not a directory");
        }
        OutputFolder output = new OutputFolder(Files.createDirectories(folder).toRealPath());
        for (String name : List.of(JSON, PAGE)) {
            output.refuseToReplaceOthers(output.folder.resolve(name));
        }
        output.tryToWrite();
        return output;
    }

    private void tryToWrite() throws IOException {
        try {
            Files.delete(Files.createFile(draft(JSON)));
        } catch (IOException e) {
            // of the directory, not of a draft whose name says nothing to anybody
            throw new FileSystemException(Names.printable(folder), null, Reasons.of(e));
        }
    }

    private void refuseToReplaceOthers(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isOurs(file)) {
            throw new FileSystemException(
                    Names.printable(file),
                    null,
                    "exists and was not written by heddle quickstart; give another directory with"
                            + " --out, or move it away");
        }
    }

    private static boolean isOurs(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
            return head.contains('"' + Report.TOOL + '"');
        }
    }

    /// Gives the places of the reports, which are not input of the next tour.
    Set<Path> files() {
        return Set.of(folder.resolve(JSON), folder.resolve(PAGE));
    }

    /// Writes a report.
    ///
    /// @return its absolute path
    Path write(String name, Content content) throws IOException {
        Path draft = draft(name);
        // Ctrl-C does not leave it behind
        draft.toFile().deleteOnExit();
        try {
            try (BufferedWriter out = Files.newBufferedWriter(draft)) {
                content.writeTo(out);
            }
            return Files.move(
                    draft,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /// Of two tours that write here at the same time, each has drafts of its own.
    private Path draft(String name) {
        return folder.resolve(".%s.%d.tmp".formatted(name, ProcessHandle.current().pid()));
    }
}
