package io.heddle.internal.engine.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Removes what this process and its children have put into their private folder.
///
/// Whatever cannot be removed is somebody else's by now, or is removed by the next one who tries.
final class PrivateFiles {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private PrivateFiles() {}

    static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a private file could not be removed", e);
        }
    }

    static void deleteWithContents(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            entries.forEach(PrivateFiles::delete);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a private folder could not be listed", e);
        }
        delete(folder);
    }
}
