package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.StrandStatus;
import io.heddle.monitor.ProcessInfo;
import io.heddle.monitor.ProcessSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What everybody promises who knows about processes: as much as the JDK knows, and nothing that is not so.
public abstract class ProcessSourceContract {

    private final List<Process> started = new ArrayList<>();

    /// For subclasses.
    protected ProcessSourceContract() {}

    /// Gives the one to be tested.
    ///
    /// @return the source
    protected abstract ProcessSource source();

    /// Starts a program that is ended after the test.
    ///
    /// @param command the program and its arguments
    /// @return its process
    /// @throws IOException if it cannot be started
    protected final Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    @AfterEach
    final void endAll() throws InterruptedException {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        Leftovers.awaitNone();
    }

    /// Looks at a process that is there.
    ///
    /// @param pid the process
    /// @return what is known
    protected final ProcessInfo info(long pid) {
        return source().of(pid).orElseThrow();
    }

    @Test
    final void ownProcessIsKnown() {
        ProcessHandle self = ProcessHandle.current();
        ProcessInfo info = info(self.pid());

        assertThat(info.pid()).isEqualTo(self.pid());
        assertThat(info.parentPid()).hasValue(self.parent().orElseThrow().pid());
        assertThat(info.status()).isIn(StrandStatus.RUNNING, StrandStatus.WAITING);
        assertThat(info.name()).isEqualTo("java");
        assertThat(info.user()).hasValue(System.getProperty("user.name"));
        assertThat(info.commandLine().getFirst()).endsWith("java");
        Instant start = self.info().startInstant().orElseThrow();
        assertThat(info.startTime().orElseThrow())
                .isBetween(start.minusSeconds(2), start.plusSeconds(2));
    }

    @Test
    final void childIsKnown() throws IOException, InterruptedException {
        Process child = start("sleep", "1000");
        Eventually.holds("it has begun", () -> info(child.pid()).name().equals("sleep"));
        ProcessInfo info = info(child.pid());

        assertThat(info.parentPid()).hasValue(ProcessHandle.current().pid());
        assertThat(info.commandLine()).hasSize(2).last().isEqualTo("1000");
        assertThat(info.status()).isIn(StrandStatus.RUNNING, StrandStatus.WAITING);
    }

    @Test
    final void processThatDoesNotExistIsNobody() throws IOException, InterruptedException {
        Process ended = start("true");
        ended.waitFor();
        assertThat(source().of(ended.pid())).isEmpty();
        assertThat(source().of(Integer.MAX_VALUE)).isEmpty();
        assertThat(source().of((1L << 32) + ProcessHandle.current().pid())).isEmpty();
    }

    /// What can be known of a process and is not known by everybody, compared with what is sure.
    ///
    /// @param info what the source knows of this JVM
    protected static void assertPlausibleForThisProcess(ProcessInfo info) {
        assertThat(info.residentBytes().orElseThrow()).isGreaterThan(10L << 20);
        assertThat(info.threads().orElseThrow()).isGreaterThan(5);
        assertThat(info.descriptors().orElseThrow()).isGreaterThan(3);
        Duration sum = info.userTime().orElseThrow().plus(info.systemTime().orElseThrow());
        Duration known = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
        assertThat(sum).isPositive().isLessThanOrEqualTo(known.plusMillis(50));
        assertThat(sum).isGreaterThan(known.dividedBy(2));
    }
}
