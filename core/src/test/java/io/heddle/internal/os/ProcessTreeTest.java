package io.heddle.internal.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.heddle.Signal;
import io.heddle.StrandStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What belongs to a tree, by each of the three ways, and that nothing else does.
@Tag("slow")
class ProcessTreeTest {

    private static final String TREE = "test-" + ProcessHandle.current().pid();

    /// No process has this pid, and none is its session.
    private static final long NOBODY = -1;

    private final List<Process> started = new ArrayList<>();

    private Process start(Map<String, String> variables, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(variables);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private static Process awaitProgram(Process process, String program) {
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        process.info()
                                .command()
                                .filter(path -> path.endsWith(program))
                                .isPresent());
        return process;
    }

    @Test
    void environmentMakesAMember() throws IOException {
        Process inner = start(Map.of(ProcessTree.VARIABLE, TREE + "/1/2"), "sleep", "1000");
        Process other = start(Map.of(ProcessTree.VARIABLE, TREE + "/12"), "sleep", "1000");

        assertThat(ProcessTree.members(TREE + "/1", NOBODY)).containsExactly(inner.pid());
        assertThat(ProcessTree.members(TREE, NOBODY)).contains(inner.pid(), other.pid());
        assertThat(ProcessTree.members(TREE + "/3", NOBODY)).isEmpty();
    }

    @Test
    void sessionMakesAMember() throws IOException {
        Process root =
                start(
                        Map.of(ProcessTree.VARIABLE, TREE + "/6"),
                        "setsid",
                        "sh",
                        "-c",
                        "env -i sleep 1000 & env -i sleep 1000");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(ProcessTree.members(TREE + "/6", root.pid())).hasSize(3));

        assertThat(ProcessTree.endDescendants(TREE + "/6", root.pid())).isTrue();
        await().atMost(Duration.ofSeconds(20)).until(() -> !root.isAlive()); // its child has ended
    }

    @Test
    void processThatWasGivenThePidOfADeadRootIsSpared() throws IOException {
        Process stranger = start(Map.of(), "setsid", "sh", "-c", "sleep 1000; true");

        assertThat(ProcessTree.members("no-such-tree", stranger.pid())).isEmpty();
        await().atMost(Duration.ofSeconds(20)).until(() -> stranger.children().count() == 1);
        assertThat(ProcessTree.endDescendants("no-such-tree", stranger.pid())).isTrue();
        assertThat(stranger.children()).allMatch(ProcessHandle::isAlive).hasSize(1);
    }

    @Test
    void parentMakesAMember() throws IOException {
        Process root =
                start(
                        Map.of(ProcessTree.VARIABLE, TREE + "/4"),
                        "sh",
                        "-c",
                        "env -i setsid sleep 1000; true");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(ProcessTree.members(TREE + "/4", root.pid())).hasSize(2));

        assertThat(ProcessTree.endDescendants(TREE + "/4", root.pid())).isTrue();
        await().atMost(Duration.ofSeconds(20)).until(() -> !root.isAlive()); // its child has ended
    }

    @Test
    void processEndsWhatItHasStartedAndSparesItself() throws IOException {
        Process child = start(Map.of(ProcessTree.VARIABLE, TREE + "/5"), "sleep", "1000");
        long self = ProcessHandle.current().pid();

        assertThat(ProcessTree.endDescendants(TREE + "/5", self)).isTrue();

        await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
    }

    @Test
    void treeContainsItselfAndWhatIsWithin() {
        assertThat(ProcessTree.contains("a/1", "a/1")).isTrue();
        assertThat(ProcessTree.contains("a/1", "a/1/b/2")).isTrue();
        assertThat(ProcessTree.contains("a/1", "a/12")).isFalse();
        assertThat(ProcessTree.contains("a/1", "a")).isFalse();
    }

    @Test
    void statusFollowsStopAndContinue() throws IOException {
        Process process = awaitProgram(start(Map.of(), "sleep", "1000"), "sleep");
        long pid = process.pid();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcFs.status(pid).orElseThrow() == StrandStatus.WAITING);

        Signals.send(process.toHandle(), Signal.STOP);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcFs.status(pid).orElseThrow() == StrandStatus.STOPPED);

        Signals.send(process.toHandle(), Signal.CONT);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcFs.status(pid).orElseThrow() == StrandStatus.WAITING);
    }

    @Test
    void signalToAnEndedProcessDoesNothing() throws Exception {
        Process process = start(Map.of(), "true");
        process.waitFor();

        assertThatCode(() -> Signals.send(process.toHandle(), Signal.USR1))
                .doesNotThrowAnyException();
        assertThat(ProcFs.stat(process.pid())).isEmpty();
    }

    @Test
    void memoryIsThatOfTheProcessAndNeverMoreThanItsPeak() {
        ProcFs.Memory self = ProcFs.memory(ProcessHandle.current().pid()).orElseThrow();

        assertThat(self.residentBytes()).isGreaterThan(10L << 20); // no JVM has less
        assertThat(self.peakBytes()).isGreaterThanOrEqualTo(self.residentBytes());
    }

    @Test
    void statReadsNamesWithSpacesAndParentheses() {
        ProcFs.Stat self = ProcFs.stat(ProcessHandle.current().pid()).orElseThrow();

        assertThat(self.parent()).isEqualTo(ProcessHandle.current().parent().orElseThrow().pid());
        assertThat(ProcFs.ownCommandLine().getFirst()).endsWith("java");
    }
}
