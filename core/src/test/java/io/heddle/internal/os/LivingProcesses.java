package io.heddle.internal.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

/// What tests have started and is still there.
public final class LivingProcesses {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private LivingProcesses() {}

    /// Waits until none is left that was started by this process, and names those that stay.
    public static void awaitNone() {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .untilAsserted(() -> assertThat(in(Trees.OWN)).isEmpty());
    }

    /// Lists processes that carry the id of a tree, or of one within it; without this one.
    public static List<String> in(String tree) {
        return ProcFs.pids()
                .boxed()
                .filter(pid -> pid != ProcessHandle.current().pid())
                .filter(pid ->
                        ProcFs.environment(pid, ProcessTree.VARIABLE)
                                .filter(id -> ProcessTree.contains(tree, id))
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
