package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Kind;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Ending a task before its end: by hand, and by a time limit.
abstract class CancellationContract extends CallbackContract {

    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    @Needs(Capability.QUEUE)
    void taskCancelledBeforeItsStartNeverRuns() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        TaskFuture<Void> first = pool.submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");
        TaskFuture<Void> second = pool.submit(() -> marks.set("second"));

        assertThat(second.cancel(false)).isTrue();
        marks.set("go");
        first.get();
        pool.submit(() -> {}).get(); // the worker has been past where the second was

        assertThat(marks.isSet("second")).isFalse();
        assertThat(second.attempts()).isZero();
        assertThat(second.state()).isEqualTo(Future.State.CANCELLED);
    }

    @Test
    @Needs(Capability.QUEUE)
    void cancelledTaskLeavesTheQueueAtOnce() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        pool.submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");
        List<TaskFuture<Integer>> queued = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            queued.add(pool.submit(() -> 1));
        }
        assertThat(pool.snapshot().queued()).isEqualTo(100);

        queued.forEach(future -> future.cancel(false));

        assertThat(pool.snapshot().queued()).isZero();
        assertThat(pool.snapshot().cancelled()).isEqualTo(100);
        marks.set("go");
    }

    @Test
    @Needs(Capability.BESIDE)
    void cancelTrueInterruptsTheRunningTask() throws Exception {
        Marks marks = marks();
        TaskFuture<Void> future = pool(1).submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");

        assertThat(future.cancel(true)).isTrue();

        marks.await("started.interrupted");
        assertThat(future.state()).isEqualTo(Future.State.CANCELLED);
    }

    @Test
    @Needs(Capability.BESIDE)
    void cancelFalseLeavesTheRunningTaskAlone() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        TaskFuture<Void> future =
                pool.submit(() -> {
                    marks.setThenAwait("started", "go");
                    marks.set("finished");
                });
        marks.await("started");

        assertThat(future.cancel(false)).isTrue();

        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        marks.set("go");
        marks.await("finished");
        assertThat(marks.isSet("started.interrupted")).isFalse();
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    void cancellingAfterTheEndChangesNothing() throws Exception {
        TaskPool pool = pool(1);
        TaskFuture<Integer> good = pool.submit(() -> 42);
        TaskFuture<Integer> bad = pool.submit(Troubles::failDeepInside);
        good.join();
        bad.join();

        assertThat(good.cancel(true)).isFalse();
        assertThat(bad.cancel(true)).isFalse();
        assertThat(good.get()).isEqualTo(42);
        assertThat(bad.state()).isEqualTo(Future.State.FAILED);
        assertThat(good.isCancelled() || bad.isCancelled()).isFalse();
    }

    @Test
    @Needs(Capability.BESIDE)
    void cancelledFutureSaysSoInEveryWay() throws Exception {
        Marks marks = marks();
        TaskFuture<Void> future =
                pool(1).submit(TaskOptions.named("doomed"), () -> marks.await("go"));

        assertThat(future.cancel(true)).isTrue();

        assertThat(future.cancel(true)).as("a second time").isFalse();
        assertThat(future.isCancelled()).isTrue();
        assertThat(future.isDone()).isTrue();
        assertThat(future.state()).isEqualTo(Future.State.CANCELLED);
        assertThatThrownBy(future::get)
                .isInstanceOf(CancellationException.class)
                .hasMessage("task was cancelled: task=doomed");
        assertThatThrownBy(() -> future.get(1, TimeUnit.DAYS))
                .isInstanceOf(CancellationException.class);
        assertThatIllegalStateException().isThrownBy(future::resultNow);
        assertThatIllegalStateException().isThrownBy(future::exceptionNow);
        future.join();
        assertThat(future.join(Duration.ZERO)).isTrue();
    }

    @Test
    @Needs(Capability.BESIDE)
    void waitingGetIsWokenByCancel() throws Exception {
        Marks marks = marks();
        TaskFuture<Void> future = pool(1).submit(() -> marks.await("go"));
        Beside waiter = beside(future::get);
        waiter.untilItWaits();

        future.cancel(true);

        assertThatThrownBy(waiter::join).hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    @Needs(Capability.BESIDE)
    void cancellingARunningTaskCostsNoWorker() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        for (int i = 0; i < 5; i++) {
            String name = "started-" + i;
            TaskFuture<Void> future = pool.submit(() -> marks.setThenAwait(name, "never"));
            marks.await(name);
            future.cancel(true);
        }

        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    /// The interrupt is sent while the task ends by itself: all that may happen is that it comes
    /// too late for the task, never that it comes early for the next.
    @Test
    @Needs(Capability.BESIDE)
    void lateInterruptNeverHitsTheNextTask() throws Exception {
        TaskPool pool = pool(1);
        int rounds = kind() == Kind.PROCESS ? 50 : 3_000;

        for (int i = 0; i < rounds; i++) {
            TaskFuture<Void> target = pool.submit(() -> spin(200));
            TaskFuture<Boolean> next = pool.submit(CancellationContract::sawAnInterrupt);
            spin(ThreadLocalRandom.current().nextInt(2_000));
            target.cancel(true);

            assertThat(next.get()).as("round %d", i).isFalse();
        }
    }

    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    private static boolean sawAnInterrupt() {
        for (int i = 0; i < 500; i++) {
            if (Thread.interrupted()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    @Test
    @Needs({Capability.DETACH, Capability.QUEUE})
    void detachedTaskOccupiesItsWorkerUntilItEnds() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        TaskFuture<Void> stubborn =
                pool.submit(() -> {
                    marks.set("started");
                    marks.awaitStubbornly("go");
                });
        marks.await("started");
        TaskFuture<Integer> next = pool.submit(() -> 1);

        stubborn.cancel(true);
        marks.await("go.interrupted");

        assertThat(stubborn.isDone()).isTrue();
        assertThat(pool.snapshot().running()).isEqualTo(1);
        assertThat(pool.snapshot().queued()).isEqualTo(1);
        marks.set("go");
        assertThat(next.get()).isEqualTo(1);
    }

    // ---- time limits -------------------------------------------------------------------------

    @Test
    void taskBeyondItsLimitFails() {
        Marks marks = marks();
        TaskFuture<Void> future =
                pool(1).submit(
                                TaskOptions.named("too slow").timeout(SHORT),
                                () -> marks.await("never"));

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        TaskTimeoutException.class,
                        e -> {
                            assertThat(e.which()).isEqualTo(TaskTimeoutException.Limit.RUN);
                            assertThat(e.limit()).isEqualTo(SHORT);
                            assertThat(e.elapsed()).isGreaterThanOrEqualTo(SHORT);
                        })
                .hasMessageStartingWith("task not finished in time: task=too slow limit=0.05s");
        assertThat(future.state()).isEqualTo(Future.State.FAILED);
    }

    @Test
    void timeLimitInterruptsTheTask() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        boolean began = false; // not in time, if the machine is slow
        for (Duration limit = SHORT; !began; limit = limit.multipliedBy(2)) {
            String mark = "started-" + limit.toMillis();
            pool.submit(
                            TaskOptions.defaults().timeout(limit),
                            () -> marks.setThenAwait(mark, "never"))
                    .join();
            began = marks.isSet(mark);
            if (began) {
                marks.await(mark + ".interrupted");
            }
        }
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    @Needs(Capability.DETACH)
    void timeLimitFailsTheFutureThoughTheTaskGoesOn() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        TaskFuture<Void> future =
                pool.submit(
                        TaskOptions.defaults().timeout(SHORT),
                        () -> {
                            marks.awaitStubbornly("go");
                            marks.set("ended");
                        });

        assertThatThrownBy(future::get).hasCauseInstanceOf(TaskTimeoutException.class);

        assertThat(marks.isSet("ended")).isFalse();
        marks.set("go");
        marks.await("ended");
    }

    @Test
    void taskWithinItsLimitIsLeftAlone() throws Exception {
        TaskFuture<Integer> future =
                pool(1).submit(TaskOptions.defaults().timeout(Duration.ofDays(10_000)), () -> 42);

        assertThat(future.get()).isEqualTo(42);
    }

    @Test
    void limitOfAnEndedTaskDoesNotHitTheNext() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        pool.submit(TaskOptions.defaults().timeout(SHORT), () -> {}).join();
        long ended = System.nanoTime();
        Beside clock =
                beside(() -> {
                    Eventually.hasPassed(SHORT.multipliedBy(2), ended);
                    marks.set("go");
                });

        TaskFuture<Boolean> next =
                pool.submit(() -> {
                    marks.await("go");
                    return Thread.interrupted();
                });

        assertThat(next.get()).isFalse();
        clock.join();
    }

    @Test
    @Needs(Capability.QUEUE)
    void limitCountsFromTheStartOfTheTask() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        Duration limit = Duration.ofSeconds(1);
        pool.submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");
        long submitted = System.nanoTime();
        TaskFuture<Integer> queued = pool.submit(TaskOptions.defaults().timeout(limit), () -> 42);

        Eventually.hasPassed(limit, submitted);
        assertThat(queued.isDone()).isFalse();
        marks.set("go");

        assertThat(queued.get()).isEqualTo(42);
    }
}
