package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.RemoteTaskException;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a future says, and how one waits for it.
abstract class OutcomeContract extends SubmissionContract {

    @Test
    void nameComesFromTheOptions() {
        assertThat(pool(1).submit(TaskOptions.named("parse a.pdf"), () -> 1).name())
                .isEqualTo("parse a.pdf");
    }

    @Test
    void taskWithoutANameIsCalledByItsId() {
        TaskFuture<Integer> future = pool(1).submit(() -> 1);

        assertThat(future.name()).isEqualTo("task-" + future.id());
    }

    @Test
    void idsArePositiveAndUnique() {
        TaskPool pool = pool(1);
        TaskFuture<Integer> one = pool.submit(() -> 1);
        TaskFuture<Integer> two = pool.submit(() -> 1);

        assertThat(one.id()).isPositive();
        assertThat(two.id()).isPositive().isNotEqualTo(one.id());
    }

    @Test
    void taskThatRanHasOneAttempt() throws Exception {
        TaskFuture<Integer> future = pool(1).submit(() -> 1);
        future.get();

        assertThat(future.attempts()).isEqualTo(1);
    }

    @Test
    @Needs(Capability.BESIDE)
    void runningTaskHasNoOutcomeYet() throws Exception {
        Marks marks = marks();
        TaskFuture<Void> future = pool(1).submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");

        assertThat(future.isDone()).isFalse();
        assertThat(future.state()).isEqualTo(Future.State.RUNNING);
        assertThat(future.attempts()).isEqualTo(1);
        assertThatIllegalStateException().isThrownBy(future::resultNow);
        assertThatIllegalStateException().isThrownBy(future::exceptionNow);
        marks.set("go");
    }

    @Test
    void successIsSeenInEveryWay() throws Exception {
        TaskFuture<Integer> future = pool(1).submit(() -> 42);
        future.join();

        assertThat(future.isDone()).isTrue();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
        assertThat(future.resultNow()).isEqualTo(42);
        assertThatIllegalStateException().isThrownBy(future::exceptionNow);
    }

    @Test
    void failureIsSeenInEveryWay() throws Exception {
        TaskFuture<Integer> future = pool(1).submit(Troubles::failDeepInside);
        future.join();

        assertThat(future.isDone()).isTrue();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.state()).isEqualTo(Future.State.FAILED);
        assertThat(future.exceptionNow()).isInstanceOf(IllegalStateException.class);
        assertThatIllegalStateException().isThrownBy(future::resultNow);
    }

    @Test
    void nullIsAResultLikeAnyOther() throws Exception {
        TaskFuture<String> future = pool(1).submit(() -> (String) null);

        assertThat(future.get()).isNull();
        assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
        assertThat(future.resultNow()).isNull();
    }

    // ---- failures ----------------------------------------------------------------------------

    @Test
    void uncheckedExceptionIsTheCause() {
        TaskFuture<Integer> future = pool(1).submit(Troubles::failDeepInside);

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("deep inside");
    }

    @Test
    void checkedExceptionOfATaskIsTheCause() {
        TaskFuture<Integer> future =
                pool(1).submit(() -> {
                    if (true) {
                        throw new Troubles.Checked("checked");
                    }
                    return 1;
                });

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(Troubles.Checked.class)
                .hasMessage("checked");
    }

    @Test
    void checkedExceptionOfAnActionIsTheCause() {
        TaskFuture<Void> future =
                pool(1).submit(() -> {
                    if (true) {
                        throw new Troubles.Checked("checked");
                    }
                });

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(Troubles.Checked.class)
                .hasMessage("checked");
    }

    @Test
    void causeOfTheCauseIsKept() {
        TaskFuture<Object> future =
                pool(1).submit(() -> {
                    throw new IllegalStateException("outer", new Troubles.Checked("inner"));
                });

        assertThatThrownBy(future::get)
                .rootCause()
                .isInstanceOf(Troubles.Checked.class)
                .hasMessage("inner");
    }

    @Test
    void errorsAreCausesToo() {
        TaskFuture<Object> future =
                pool(1).submit(() -> {
                    throw new Troubles.Bad("an error");
                });

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(Troubles.Bad.class)
                .hasMessage("an error");
    }

    @Test
    void stackOverflowIsACause() {
        TaskFuture<Integer> future = pool(1).submit(() -> Troubles.recurseForever(0));

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    @Tag("fault-8")
    void exceptionThatCannotSpeakForItselfIsACauseAllTheSame() throws Exception {
        TaskFuture<Object> future =
                pool(1).submit(() -> {
                    throw new Troubles.Speechless();
                });

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(Troubles.Speechless.class)
                .hasMessageContaining(Troubles.Speechless.class.getName());
        assertThatThrownBy(() -> future.get(LIMIT_SECONDS, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
        assertThat(future.exceptionNow()).isInstanceOf(Troubles.Speechless.class);
    }

    @Test
    @Tag("fault-8")
    void exceptionThatCannotSpeakForItselfReachesDependentStages() throws Exception {
        TaskFuture<Integer> future =
                pool(1).submit(() -> {
                    if (true) {
                        throw new Troubles.Speechless();
                    }
                    return 1;
                });

        assertThat(
                        future.thenApply(n -> n + 1)
                                .handle((value, failure) -> failure != null)
                                .toCompletableFuture()
                                .get(LIMIT_SECONDS, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void exceptionThatCannotTravelKeepsItsMessage() {
        TaskFuture<Object> future =
                pool(1).submit(() -> {
                    throw new Troubles.Homebound("stays at home");
                });

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(
                        inThisProcess() ? Troubles.Homebound.class : RemoteTaskException.class)
                .hasMessageContaining("stays at home");
    }

    @Test
    void cancellationExceptionOfATaskIsAFailure() throws Exception {
        TaskFuture<Object> future =
                pool(1).submit(() -> {
                    throw new CancellationException("the task's own");
                });
        future.join();

        assertThat(future.isCancelled()).isFalse();
        assertThat(future.state()).isEqualTo(Future.State.FAILED);
        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(CancellationException.class)
                .hasMessage("the task's own");
    }

    @Test
    void interruptedExceptionOfATaskIsAFailure() {
        TaskFuture<Object> future =
                pool(1).submit(() -> {
                    throw new InterruptedException("the task's own");
                });

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void failureTellsWhereItHappened() throws Exception {
        TaskFuture<Integer> future = pool(1).submit(Troubles::failDeepInside);
        future.join();

        StringWriter trace = new StringWriter();
        future.exceptionNow().printStackTrace(new PrintWriter(trace));

        assertThat(trace.toString()).contains("failDeepInside");
    }

    @Test
    void failuresCostNoWorker() throws Exception {
        TaskPool pool = freshPool(1);
        for (int i = 0; i < 20; i++) {
            pool.submit(
                            () -> {
                                throw new Troubles.Bad("once more");
                            })
                    .join();
        }

        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        assertThat(pool.snapshot().failed()).isEqualTo(20);
        assertThat(pool.snapshot().restarts()).isZero();
    }

    // ---- waiting -----------------------------------------------------------------------------

    @Test
    void getWithALimitGivesTheResult() throws Exception {
        assertThat(pool(1).submit(() -> 42).get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(42);
    }

    @Test
    void getWithALimitThrowsTheFailure() {
        TaskFuture<Integer> future = pool(1).submit(Troubles::failDeepInside);

        assertThatThrownBy(() -> future.get(LIMIT_SECONDS, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    @Needs(Capability.BESIDE)
    void getThatTimesOutLeavesTheTaskAlone() throws Exception {
        Marks marks = marks();
        TaskFuture<Integer> future =
                pool(1).submit(
                                TaskOptions.named("slow"),
                                () -> {
                                    marks.await("go");
                                    return 42;
                                });

        assertThatThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("task not finished in time: task=slow limit=0.001s; it goes on");
        marks.set("go");
        assertThat(future.get()).isEqualTo(42);
    }

    @Test
    @Needs(Capability.BESIDE)
    void noTimeMeansNoWaiting() throws Exception {
        Marks marks = marks();
        TaskFuture<Void> future = pool(1).submit(() -> marks.await("go"));

        for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> future.get(time, TimeUnit.NANOSECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(future.join(Duration.ofNanos(time))).isFalse();
        }
        marks.set("go");
    }

    @Test
    @Needs(Capability.BESIDE)
    void interruptedGetLeavesTheTaskAlone() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        TaskFuture<Integer> future =
                pool.submit(() -> {
                    marks.await("go");
                    return 42;
                });
        Beside waiter = beside(future::get);
        waiter.untilItWaits();

        waiter.interrupt();

        assertThatThrownBy(waiter::join).hasCauseInstanceOf(InterruptedException.class);
        assertThat(future.isDone()).isFalse();
        marks.set("go");
        assertThat(future.get()).isEqualTo(42);
        assertThat(pool.submit(() -> 1).get()).as("the worker is still there").isEqualTo(1);
    }

    @Test
    @Needs(Capability.BESIDE)
    void interruptFlagMakesGetAndJoinThrowAtOnce() {
        Marks marks = marks();
        TaskFuture<Void> future = pool(1).submit(() -> marks.await("go"));

        Thread.currentThread().interrupt();
        assertThatThrownBy(future::get).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> future.get(1, TimeUnit.DAYS))
                .isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(future::join).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> future.join(Duration.ofDays(1)))
                .isInstanceOf(InterruptedException.class);

        assertThat(Thread.currentThread().isInterrupted()).as("the flag was taken").isFalse();
        marks.set("go");
    }

    @Test
    void joinNeverThrowsTheTasksFailure() throws Exception {
        TaskFuture<Integer> future = pool(1).submit(Troubles::failDeepInside);

        future.join();

        assertThat(future.join(Duration.ZERO)).isTrue();
    }

    @Test
    @Needs(Capability.BESIDE)
    void joinWithALimitTellsWhetherTheTaskHasEnded() throws Exception {
        Marks marks = marks();
        TaskFuture<Void> future = pool(1).submit(() -> marks.await("go"));

        assertThat(future.join(Duration.ofMillis(1))).isFalse();
        marks.set("go");
        assertThat(future.join(Eventually.LIMIT)).isTrue();
    }
}
