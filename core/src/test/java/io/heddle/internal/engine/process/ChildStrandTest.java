package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.Action;
import io.heddle.Kind;
import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.TaskOutput;
import io.heddle.TaskSerializationException;
import io.heddle.WorkerDiedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future.State;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// One child process for one task.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class ChildStrandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(Probe.PATIENCE_SECONDS);

    @TempDir Path folder;

    private static void awaitStatus(Strand<?> strand, StrandStatus... any) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(strand.status()).isIn((Object[]) any));
    }

    private static void awaitEnd(ProcessStrand<?> strand) throws InterruptedException {
        assertThat(strand.join(PATIENCE)).isTrue();
        assertThat(strand.isAlive()).isFalse();
        assertThat(strand.status()).isEqualTo(StrandStatus.ENDED);
    }

    @Test
    void strandRunsItsTaskInAProcessOfItsOwn() throws Exception {
        ProcessStrand<Long> strand = Probe.briefStrand().name("own").start(() -> Probe.ownPid());

        assertThat(resultOf(strand)).isEqualTo(strand.pid()).isNotEqualTo(Probe.ownPid());
        awaitEnd(strand);
        assertThat(strand.exitCode()).hasValue(0);
        assertThat(strand.parentPid()).isEqualTo(Probe.ownPid());
        assertThat(strand.kind()).isEqualTo(Kind.PROCESS);
        assertThat(strand.name()).isEqualTo("own");
        assertThat(strand.attempts()).isEqualTo(1);
    }

    @Test
    void exceptionArrivesAndTheExitCodeIsOne() throws Exception {
        ProcessStrand<Integer> strand = Probe.briefStrand().start(() -> Integer.parseInt("x"));

        assertThat(failureOf(strand)).isExactlyInstanceOf(NumberFormatException.class);
        awaitEnd(strand);
        assertThat(strand.exitCode()).hasValue(1);
        assertThat(strand.state()).isEqualTo(State.FAILED);
    }

    @Test
    @Tag("fault-5")
    void exitCodeIsThatOfTheProcess() throws Exception {
        ProcessStrand<Void> strand = Probe.briefStrand().start(() -> System.exit(42));

        assertThat(failureOf(strand, WorkerDiedException.class).exitCode()).isEqualTo(42);
        awaitEnd(strand);
        assertThat(strand.exitCode()).hasValue(42);
    }

    private static ProcessStrand<Void> startSpinner() {
        ProcessStrand<Void> spinner = Probe.briefStrand().start(Action.of(() -> Probe.spin()));
        awaitStatus(spinner, StrandStatus.RUNNING);
        return spinner;
    }

    @Test
    @Tag("fault-38")
    void terminatedAndKilledAreToldApart() throws Exception {
        ProcessStrand<Void> terminated = startSpinner();
        terminated.terminate();
        awaitEnd(terminated);
        assertThat(terminated.exitCode()).hasValue(-15);
        assertThat(failureOf(terminated, WorkerDiedException.class).signal()).contains(Signal.TERM);

        ProcessStrand<Void> killed = startSpinner();
        killed.kill();
        awaitEnd(killed);
        assertThat(killed.exitCode()).hasValue(-9);
        assertThat(failureOf(killed, WorkerDiedException.class)).hasMessageContaining("KILL");
        killed.kill(); // once more does nothing
        killed.terminate();
        killed.send(Signal.USR1);
    }

    @Test
    void stopAndContinueShowInTheStatus() throws Exception {
        ProcessStrand<Void> strand = startSpinner();

        strand.send(Signal.STOP);
        awaitStatus(strand, StrandStatus.STOPPED);
        assertThat(strand.isAlive()).isTrue();
        strand.send(Signal.CONT);
        awaitStatus(strand, StrandStatus.RUNNING);

        strand.kill();
        awaitEnd(strand);
    }

    @Test
    void statusFollowsTheLife() throws Exception {
        ProcessStrand<Void> strand = Probe.briefStrand().unstarted(() -> Probe.sleepLong());
        assertThat(strand.status()).isEqualTo(StrandStatus.NEW);
        assertThat(strand.isAlive()).isFalse();
        assertThat(strand.attempts()).isZero();
        assertThatThrownBy(strand::pid).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(strand::join).isInstanceOf(IllegalStateException.class);

        strand.start();

        assertThat(strand.status())
                .isIn(StrandStatus.READY, StrandStatus.RUNNING, StrandStatus.WAITING);
        awaitStatus(strand, StrandStatus.WAITING);
        assertThat(strand.exitCode()).isEmpty();
        assertThatThrownBy(strand::start).isInstanceOf(IllegalStateException.class);
        strand.kill();
        awaitEnd(strand);
    }

    @Test
    void joinThatTimesOutLeavesItAlive() throws Exception {
        ProcessStrand<Void> strand = startSpinner();

        assertThat(strand.join(Duration.ofMillis(50))).isFalse();
        assertThat(strand.join(Duration.ZERO)).isFalse();
        assertThat(strand.join(Duration.ofSeconds(-1))).isFalse();

        assertThat(strand.isAlive()).isTrue();
        strand.kill();
        strand.join();
        assertThat(strand.isAlive()).isFalse();
    }

    @Test
    void cancelledBeforeItsStartNeverStarts() {
        ProcessStrand<Void> strand = Probe.briefStrand().unstarted(() -> Probe.sleepLong());

        assertThat(strand.cancel(true)).isTrue();

        assertThatThrownBy(strand::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(strand::get).isInstanceOf(CancellationException.class);
    }

    @Test
    @Tag("fault-32")
    void cancelledWhileItStartsEnds() throws Exception {
        for (boolean mayInterrupt : List.of(true, false)) {
            String ran = folder.resolve("ran-" + mayInterrupt).toString();
            ProcessStrand<Void> strand = Probe.briefStrand().start(() -> Probe.note(ran, ""));

            assertThat(strand.cancel(mayInterrupt)).isTrue();

            awaitEnd(strand);
            assertThat(Path.of(ran)).doesNotExist();
        }
    }

    @Test
    @Tag("fault-22")
    void cancellationEndsTheWholeTree() throws Exception {
        String subs = folder.resolve("subs").toString();
        ProcessStrand<Void> strand =
                Probe.briefStrand()
                        .start(
                                Action.of(() -> {
                                    Probe.startSub(subs, "setsid", "sleep", "1000");
                                    Probe.spin();
                                }));
        Probe.awaitFile(Path.of(subs));

        strand.cancel(true);

        awaitEnd(strand);
        Probe.awaitGone(Long.parseLong(Probe.lines(Path.of(subs)).getFirst()));
    }

    @Test
    void activeChildrenAreThoseThatLive() throws Exception {
        ProcessStrand<Void> first = startSpinner();
        ProcessStrand<Void> second = startSpinner();

        assertThat(Strand.activeChildren()).containsExactly(first, second);
        first.kill();
        awaitEnd(first);
        assertThat(Strand.activeChildren()).containsExactly(second);
        second.kill();
        awaitEnd(second);
        assertThat(Strand.activeChildren()).isEmpty();
    }

    private static List<Object> currentStrand() {
        ProcessStrand<?> self = (ProcessStrand<?>) Strand.current();
        return List.of(self.name(), self.pid(), self.parentPid(), self.isAlive(), self.isDaemon());
    }

    @Test
    void taskSeesItsOwnStrand() throws Exception {
        ProcessStrand<List<Object>> strand =
                Probe.briefStrand().name("self").start(() -> currentStrand());

        assertThat(resultOf(strand))
                .containsExactly("self", strand.pid(), Probe.ownPid(), true, false);
        awaitEnd(strand);

        ProcessStrand<List<Object>> daemon =
                Probe.briefStrand().name("self").daemon(true).start(() -> currentStrand());
        assertThat(resultOf(daemon).getLast()).isEqualTo(true);
        awaitEnd(daemon);
    }

    @Test
    @Tag("fault-22")
    void strandWithinAStrandEndsWithIt() throws Exception {
        String inner = folder.resolve("inner").toString();
        ProcessStrand<Void> outer =
                Probe.briefStrand()
                        .start(
                                Action.of(() -> {
                                    Probe.briefStrand()
                                            .start(
                                                    Action.of(() -> {
                                                        Probe.note(inner, Probe.ownPid());
                                                        Probe.spin();
                                                    }));
                                    Probe.waitForEver();
                                }));
        Probe.awaitFile(Path.of(inner));
        await().until(() -> !Probe.lines(Path.of(inner)).isEmpty());
        long pid = Long.parseLong(Probe.lines(Path.of(inner)).getFirst());

        outer.kill();

        Probe.awaitGone(pid);
        awaitEnd(outer);
    }

    @Test
    @Tag("fault-1")
    void taskThatCannotTravelFailsTheStrand() throws Exception {
        Object stays = new Object();
        ProcessStrand<Integer> strand = Probe.briefStrand().start(() -> stays.hashCode());

        failureOf(strand, TaskSerializationException.class);
        awaitEnd(strand);
        assertThat(strand.exitCode()).isEmpty();
        assertThatThrownBy(strand::pid).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Tag("fault-41")
    void processThatCannotBeginFailsTheStrandWithItsWords() throws Exception {
        ProcessStrand<Integer> strand =
                Probe.briefStrand()
                        .jvmArgs("-XX:NoSuchFlag")
                        .output(TaskOutput.discard())
                        .start(() -> 1);

        assertThat(failureOf(strand, WorkerDiedException.class)).hasMessageContaining("NoSuchFlag");
        awaitEnd(strand);
        assertThat(strand.exitCode()).hasValue(1);
    }

    @Test
    void processWaitsForThreadsThatItsTaskLeftBehind() throws Exception {
        String goOn = folder.resolve("go-on").toString();
        String ended = folder.resolve("ended").toString();
        ProcessStrand<Integer> strand =
                Probe.briefStrand()
                        .start(() -> {
                            new Thread(
                                            () -> {
                                                Probe.awaitFile(Path.of(goOn));
                                                noteUnchecked(ended);
                                            })
                                    .start();
                            return 42;
                        });
        assertThat(resultOf(strand)).isEqualTo(42);
        assertThat(strand.isAlive()).isTrue();

        Probe.note(goOn, "");

        awaitEnd(strand);
        assertThat(Path.of(ended)).exists();
    }

    private static void noteUnchecked(String file) {
        try {
            Probe.note(file, "");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
