package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.internal.os.LivingProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Says after each test whether every process that it started is gone, and names those that are not.
///
/// A parent program that a test starts as a process of its own lies in the tree of the test's JVM too
/// ([ParentProgram]), so its children are found as well.
final class NoLeftovers implements AfterEachCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public void afterEach(ExtensionContext context) {
        LivingProcesses.awaitNone();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(filesBesideTheSocket()).isEmpty());
    }

    private static List<Path> filesBesideTheSocket() throws IOException {
        try (Stream<Path> entries = Files.list(Listener.current().folder())) {
            return entries.filter(path -> !path.equals(Listener.current().socket())).toList();
        }
    }
}
