package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Futures;
import io.heddle.Kind;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every [Strand] promises, whichever way it runs.
///
/// Extend it and say how a strand is built. Bodies travel, so that the same test holds for child
/// processes; every wait is bounded, and no strand may be left alive after a test.
public abstract class StrandContract {

    private final List<Strand<?>> built = new ArrayList<>();

    @TempDir Path folder;

    /// For subclasses.
    protected StrandContract() {}

    /// Builds a strand of the kind that is tested, without starting it.
    ///
    /// @param <T> the type of the result
    /// @param name its name, empty for none
    /// @param task what it will run
    /// @return a new strand
    protected abstract <T> Strand<T> build(String name, Task<T> task);

    /// Tells the kind of the strands.
    ///
    /// @return how they run
    protected abstract Kind kind();

    /// Tells whether a strand that ignores the interrupt is ended nevertheless.
    ///
    /// @return what follows from the kind
    protected boolean canBeEnded() {
        return kind() == Kind.PROCESS;
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Thread.interrupted(); // of a test that failed
        for (Strand<?> strand : built) {
            strand.cancel(true);
        }
        for (Strand<?> strand : built) {
            Eventually.holds("the end of " + strand, () -> !strand.isAlive());
        }
        Leftovers.awaitNone();
    }

    private <T> Strand<T> unstarted(Task<T> task) {
        Strand<T> strand = build("", task);
        built.add(strand);
        return strand;
    }

    private <T> Strand<T> started(Task<T> task) {
        Strand<T> strand = unstarted(task);
        strand.start();
        return strand;
    }

    /// A strand that says so when it runs, and ends at the mark `go`.
    private Strand<Integer> held(Marks marks) throws InterruptedException {
        Strand<Integer> strand =
                started(() -> {
                    marks.setThenAwait("started", "go");
                    return 42;
                });
        marks.await("started");
        return strand;
    }

    private Marks marks() {
        return Marks.in(folder);
    }

    @Test
    void strandGivesTheResultOfItsTask() throws Exception {
        assertThat(started(() -> 6 * 7).get()).isEqualTo(42);
    }

    @Test
    void strandFailsAsItsTaskDoes() {
        Strand<Integer> strand = started(Troubles::failDeepInside);

        assertThatThrownBy(strand::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("deep inside");
    }

    @Test
    void errorsAreFailuresToo() {
        Strand<Object> strand =
                started(() -> {
                    throw new Troubles.Bad("an error");
                });

        assertThatThrownBy(strand::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(Troubles.Bad.class);
    }

    @Test
    @Tag("fault-8")
    void exceptionThatCannotSpeakForItselfIsAFailureAllTheSame() {
        Strand<Object> strand =
                started(() -> {
                    throw new Troubles.Speechless();
                });

        assertThatThrownBy(() -> strand.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(Troubles.Speechless.class)
                .hasMessageContaining(Troubles.Speechless.class.getName());
    }

    @Test
    void cancellationExceptionOfATaskIsAFailure() {
        Strand<Object> strand =
                started(() -> {
                    throw new CancellationException("the task's own");
                });

        assertThatThrownBy(strand::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CancellationException.class);
        assertThat(strand.isCancelled()).isFalse();
    }

    @Test
    void nullTaskIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> build("", null));
    }

    @Test
    void strandKnowsItsKindAndName() {
        assertThat(build("fib", () -> 1).name()).isEqualTo("fib");
        assertThat(build("fib", () -> 1).kind()).isEqualTo(kind());
    }

    @Test
    void strandWithoutANameIsCalledByKindAndNumber() {
        String one = build("", () -> 1).name();
        String two = build("", () -> 1).name();

        assertThat(List.of(one, two))
                .allMatch(name -> name.matches(kind().name().toLowerCase(Locale.ROOT) + "-[0-9]+"))
                .doesNotHaveDuplicates();
    }

    // ---- start -------------------------------------------------------------------------------

    @Test
    void strandSaysHowFarItIs() throws Exception {
        Strand<Integer> strand = build("speaking", () -> 1);
        assertThat(strand.toString()).isEqualTo("Strand[speaking, %s, NEW]".formatted(kind()));

        strand.start();
        strand.join();
        assertThat(strand.toString()).isEqualTo("Strand[speaking, %s, SUCCESS]".formatted(kind()));
    }

    @Test
    void strandThatWasNotStartedDoesNothing() {
        Marks marks = marks();

        Strand<Integer> strand =
                unstarted(() -> {
                    marks.set("ran");
                    return 1;
                });

        assertThat(strand.status()).isEqualTo(StrandStatus.NEW);
        assertThat(strand.isAlive()).isFalse();
        assertThat(strand.isDone()).isFalse();
        assertThat(strand.attempts()).isZero();
        assertThat(marks.isSet("ran")).isFalse();
    }

    @Test
    void runningStrandIsAlive() throws Exception {
        Marks marks = marks();
        Strand<Integer> strand = held(marks);

        assertThat(strand.isAlive()).isTrue();
        assertThat(strand.isDone()).isFalse();
        assertThat(strand.state()).isEqualTo(Future.State.RUNNING);
        assertThat(strand.attempts()).isEqualTo(1);
        assertThat(strand.status())
                .isIn(StrandStatus.READY, StrandStatus.RUNNING, StrandStatus.WAITING);
        marks.set("go");
    }

    @Test
    void strandThatWaitsSaysSo() throws Exception {
        Marks marks = marks();
        Strand<Integer> strand = held(marks); // looks for its mark, and waits in between

        Eventually.holds("it waits", () -> strand.status() == StrandStatus.WAITING);
        marks.set("go");
    }

    @Test
    void strandIsStartedOnce() throws Exception {
        Strand<Integer> strand = started(() -> 42);

        assertThatIllegalStateException().isThrownBy(strand::start);
        assertThat(strand.get()).isEqualTo(42);
        strand.join();
        assertThatIllegalStateException().isThrownBy(strand::start);
    }

    @Test
    void strandStartedWithTheInterruptFlagSetRunsUndisturbed() throws Exception {
        Thread.currentThread().interrupt();
        Strand<Boolean> strand = started(() -> Thread.currentThread().isInterrupted());

        assertThat(Thread.interrupted()).as("flag is kept").isTrue();
        assertThat(strand.get()).as("flag in the strand").isFalse();
    }

    // ---- join --------------------------------------------------------------------------------

    @Test
    void joinedStrandHasEnded() throws Exception {
        for (int i = 0; i < (kind() == Kind.PROCESS ? 3 : 300); i++) {
            Strand<Integer> strand = started(() -> 1);

            strand.join();

            assertThat(strand.isAlive()).isFalse();
            assertThat(strand.status()).isEqualTo(StrandStatus.ENDED);
            assertThat(strand.state()).isEqualTo(Future.State.SUCCESS);
        }
    }

    @Test
    void joinNeverThrowsTheTasksFailure() throws Exception {
        Strand<Integer> strand = started(Troubles::failDeepInside);

        strand.join();

        assertThat(strand.state()).isEqualTo(Future.State.FAILED);
    }

    @Test
    void joinWithALimitTellsWhetherTheStrandHasEnded() throws Exception {
        Marks marks = marks();
        Strand<Integer> strand = held(marks);

        for (long nanos : new long[] {1_000_000, 0, -1, Long.MIN_VALUE}) {
            assertThat(strand.join(Duration.ofNanos(nanos))).isFalse();
        }
        marks.set("go");
        assertThat(strand.join(Eventually.LIMIT)).isTrue();
        assertThat(strand.isAlive()).isFalse();
        assertThat(strand.join(Duration.ZERO)).isTrue();
    }

    @Test
    void strandThatWasNotStartedCannotBeJoined() {
        Strand<Integer> strand = unstarted(() -> 1);

        assertThatIllegalStateException()
                .isThrownBy(strand::join)
                .withMessageContaining(strand.name());
        assertThatIllegalStateException().isThrownBy(() -> strand.join(Duration.ofDays(1)));
    }

    @Test
    void interruptedJoinLeavesTheStrandAlone() throws Exception {
        Marks marks = marks();
        Strand<Integer> strand = held(marks);

        Thread.currentThread().interrupt();
        assertThatThrownBy(strand::join).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> strand.join(Duration.ofDays(1)))
                .isInstanceOf(InterruptedException.class);

        marks.set("go");
        assertThat(strand.get()).isEqualTo(42);
    }

    @Test
    void getThatTimesOutLeavesTheStrandAlone() throws Exception {
        Marks marks = marks();
        Strand<Integer> strand = held(marks);

        assertThatThrownBy(() -> strand.get(1, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        marks.set("go");
        assertThat(strand.get()).isEqualTo(42);
    }

    @Test
    void getMayWaitForAStrandThatIsStartedLater() throws Exception {
        Strand<Integer> strand = unstarted(() -> 42);
        PoolFixture.Beside reader = PoolFixture.beside(strand::get);
        reader.untilItWaits();

        strand.start();

        reader.join();
    }

    // ---- cancel ------------------------------------------------------------------------------

    @Test
    void strandCancelledBeforeItsStartNeverRuns() throws Exception {
        Marks marks = marks();
        Strand<Integer> strand =
                unstarted(() -> {
                    marks.set("ran");
                    return 1;
                });

        assertThat(strand.cancel(false)).isTrue();

        assertThatIllegalStateException().isThrownBy(strand::start);
        assertThat(strand.isAlive()).isFalse();
        assertThat(strand.status()).isEqualTo(StrandStatus.ENDED);
        assertThat(marks.isSet("ran")).isFalse();
        assertThatThrownBy(strand::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void cancelTrueInterruptsTheStrand() throws Exception {
        Marks marks = marks();
        Strand<Integer> strand = held(marks);

        assertThat(strand.cancel(true)).isTrue();

        assertThat(strand.state()).isEqualTo(Future.State.CANCELLED);
        assertThatThrownBy(strand::get).isInstanceOf(CancellationException.class);
        strand.join();
        assertThat(strand.isAlive()).isFalse();
        assertThat(marks.isSet("started.interrupted")).isTrue();
    }

    @Test
    void cancelFalseLeavesTheStrandRunning() throws Exception {
        Marks marks = marks();
        Strand<Integer> strand = held(marks);

        assertThat(strand.cancel(false)).isTrue();

        assertThatThrownBy(strand::get).isInstanceOf(CancellationException.class);
        assertThat(strand.isAlive()).isTrue();
        marks.set("go");
        strand.join();
        assertThat(marks.isSet("started.interrupted")).isFalse();
    }

    @Test
    void strandThatIgnoresTheInterruptIsEndedOrDetached() throws Exception {
        Marks marks = marks();
        Strand<Integer> strand =
                started(() -> {
                    marks.set("started");
                    marks.awaitStubbornly("go");
                    return 1;
                });
        marks.await("started");

        strand.cancel(true);

        assertThatThrownBy(strand::get).isInstanceOf(CancellationException.class);
        if (!canBeEnded()) {
            marks.await("go.interrupted");
            assertThat(strand.isAlive()).isTrue();
            marks.set("go");
        }
        assertThat(strand.join(Eventually.LIMIT)).isTrue();
    }

    @Test
    void cancellingAfterTheEndChangesNothing() throws Exception {
        Strand<Integer> strand = started(() -> 42);
        strand.join();

        assertThat(strand.cancel(true)).isFalse();
        assertThat(strand.get()).isEqualTo(42);
    }

    // ---- the strand itself -------------------------------------------------------------------

    @Test
    void codeFindsTheStrandThatRunsIt() throws Exception {
        Strand<String> strand = build("me", () -> Strand.current().name());
        built.add(strand);
        strand.start();

        assertThat(strand.get()).isEqualTo("me");
        assertThat(started(() -> Strand.current().kind()).get()).isEqualTo(kind());
        assertThat(started(() -> Strand.current().isAlive()).get()).isTrue();
        if (kind() != Kind.PROCESS) { // which counts for itself
            Strand<Long> self = started(() -> Strand.current().id());
            assertThat(self.get()).isEqualTo(self.id());
        }
    }

    @Test
    void codeOutsideOfAnyStrandGetsAViewOfItsThread() {
        Strand<?> here = Strand.current();

        assertThat(here.name()).isEqualTo(Thread.currentThread().getName());
        assertThat(here.kind()).isEqualTo(Kind.THREAD);
        assertThat(here.status()).isEqualTo(StrandStatus.RUNNING);
        assertThat(here.isAlive()).isTrue();
        assertThatIllegalStateException().isThrownBy(here::start);
    }

    @Test
    void strandsAreFuturesLikeAllOthers() throws Exception {
        Strand<Integer> good = started(() -> 42);
        Strand<Integer> bad = started(Troubles::failDeepInside);

        Futures.Waited<Integer> waited = Futures.await(List.of(good, bad), Futures.Until.ALL);

        assertThat(waited.done()).hasSize(2);
        assertThat(good.thenApply(n -> n + 1).toCompletableFuture().get()).isEqualTo(43);
        assertThat(good.id()).isPositive().isNotEqualTo(bad.id());
    }
}
