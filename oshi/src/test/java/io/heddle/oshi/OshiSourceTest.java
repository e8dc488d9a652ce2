package io.heddle.oshi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.StrandStatus;
import io.heddle.monitor.ProcessInfo;
import io.heddle.monitor.ProcessSource;
import io.heddle.testkit.Eventually;
import io.heddle.testkit.ProcessSourceContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/// OSHI says the same as our reader of `/proc`, which is the only system that we have here.
class OshiSourceTest extends ProcessSourceContract {

    private static final OshiSource SOURCE = new OshiSource();

    @Override
    protected ProcessSource source() {
        return SOURCE;
    }

    @Test
    void itIsFound() {
        assertThat(ServiceLoader.load(ProcessSource.class).findFirst().orElseThrow())
                .isInstanceOf(OshiSource.class);
    }

    @Test
    void itSaysWhetherItKnowsTheRunningSystem() {
        assertThat(SOURCE.knowsThisSystem()).isTrue();
        assertThat(new OshiSource(null).knowsThisSystem()).isFalse();
    }

    @Test
    void bothSayTheSameOfThisProcess() {
        long self = ProcessHandle.current().pid();
        ProcessInfo ours = ProcessInfo.of(self).orElseThrow();
        ProcessInfo its = info(self);

        assertPlausibleForThisProcess(its);
        assertThat(its.parentPid()).isEqualTo(ours.parentPid());
        assertThat(its.name()).isEqualTo(ours.name());
        assertThat(its.user()).isEqualTo(ours.user());
        assertThat(its.commandLine()).isEqualTo(ours.commandLine());
        assertThat(Duration.between(ours.startTime().get(), its.startTime().get()).abs())
                .isLessThan(Duration.ofSeconds(2));
        long resident = ours.residentBytes().getAsLong();
        assertThat(its.residentBytes().getAsLong()).isCloseTo(resident, within(resident / 2));
        assertThat(its.threads().getAsInt())
                .isCloseTo(ours.threads().getAsInt(), within(ours.threads().getAsInt() / 2));
        assertThat(its.descriptors().getAsInt())
                .isCloseTo(
                        ours.descriptors().getAsInt(), within(ours.descriptors().getAsInt() / 2));
        assertThat(its.proportionalBytes()).isEmpty();
    }

    @Test
    void stoppedAndEndedProcessesAreSaidToBeSo() throws Exception {
        Process neglectful =
                start(
                        "sh",
                        "-c",
                        // ends when its parent is no shell any more, which might take note of it
                        "{ until read n < /proc/$$/comm && [ $n = sleep ]; do :; done; exec sleep 0; } & echo $!; exec sleep 1000");
        long zombie = Long.parseLong(neglectful.inputReader(StandardCharsets.UTF_8).readLine());
        Eventually.holds(
                "it is a zombie",
                () ->
                        SOURCE.of(zombie)
                                .filter(seen -> seen.status() == StrandStatus.ZOMBIE)
                                .isPresent());
        ProcessInfo dead = info(zombie);
        assertThat(dead.parentPid()).hasValue(neglectful.pid());
        assertThat(dead.commandLine()).isEmpty();
        assertThat(dead.residentBytes()).isEmpty();
        assertThat(dead.threads()).isEmpty();
        Signals.send(neglectful.pid(), Signal.STOP);
        Eventually.holds(
                "it has stopped", () -> info(neglectful.pid()).status() == StrandStatus.STOPPED);
    }
}
