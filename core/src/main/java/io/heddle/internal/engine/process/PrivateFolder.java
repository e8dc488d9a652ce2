package io.heddle.internal.engine.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Removes the folder in which a parent meets its children, and what is in it: by the parent, or by the
/// children of one that was killed, several of them at once.
final class PrivateFolder {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private PrivateFolder() {}

    static void remove(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            entries.toList().forEach(PrivateFolder::delete);
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a private folder could not be listed", e);
        }
        delete(folder);
    }

    static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a private file could not be removed", e);
        }
    }
}
