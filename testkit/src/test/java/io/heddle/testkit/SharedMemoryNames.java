package io.heddle.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What stands in the folder of shared memory: files have a name there only while they are made.
final class SharedMemoryNames {

    private static final Path FOLDER = Path.of("/dev/shm");

    private SharedMemoryNames() {}

    /// Waits until none of the names is there that are there now. Others may come and go: another JVM of this build
    /// makes memory too.
    static void vanish() throws Exception {
        Set<Path> left = present();
        Eventually.holds(
                "no file keeps its name " + left,
                () -> {
                    left.retainAll(present());
                    return left.isEmpty();
                });
    }

    private static Set<Path> present() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().contains("heddle-"))
                    .collect(Collectors.toSet());
        }
    }
}
