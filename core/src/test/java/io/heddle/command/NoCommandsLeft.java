package io.heddle.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.internal.os.ProcFs;
import io.heddle.internal.os.ProcessTree;
import io.heddle.internal.os.Trees;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Says after each test whether every process that it started is gone, and names those that are not.
final class NoCommandsLeft implements AfterEachCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public void afterEach(ExtensionContext context) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(living()).isEmpty());
    }

    /// Lists processes that lie in the tree of this one.
    static List<String> living() {
        return ProcFs.pids()
                .boxed()
                .filter(pid -> pid != ProcessHandle.current().pid())
                .filter(pid ->
                        ProcFs.environment(pid, ProcessTree.VARIABLE)
                                .filter(id -> id.startsWith(Trees.OWN + "/"))
                                .isPresent())
                .filter(pid -> ProcFs.stat(pid).filter(ProcFs.Stat::lives).isPresent())
                .map(pid ->
                        pid
                                + " "
                                + ProcessHandle.of(pid)
                                        .flatMap(handle -> handle.info().commandLine())
                                        .orElse("?"))
                .toList();
    }
}
