package io.heddle.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The repository's own pages, as files on disk.
final class Documents {

    private static final Set<String> NOT_OURS = Set.of("target", "node_modules");

    private Documents() {}

    /// Finds the folder that holds the reactor's `pom.xml`, wherever the tests were started.
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isRegularFile(folder.resolve("heddle"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder above holds the script 'heddle': started="
                            + Path.of("").toAbsolutePath());
        }
        return folder;
    }

    /// Finds all files of the repository whose path ends so; no hidden folder, no build output.
    static List<Path> endingWith(String ending) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(
                    root(),
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes attributes) {
                            String name = String.valueOf(folder.getFileName());
                            boolean skip = NOT_OURS.contains(name) || name.startsWith(".");
                            return skip && !folder.equals(root())
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            if (file.toString().endsWith(ending)) {
                                found.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        return found;
    }

    /// Reads a file as lines.
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Tells whether people learn from a page: its code must be real, in blocks as well as in the text.
    ///
    /// @param page as [#nameOf] names it
    static boolean isForLearners(String page) {
        return page.matches("README.*\\.md|docs/[\\w-]+\\.md")
                || page.startsWith("docs/how-to/")
                || page.startsWith("docs/zh/");
    }

    /// Names a file as seen from the root.
    static String nameOf(Path file) {
        return root().relativize(file).toString();
    }
}
