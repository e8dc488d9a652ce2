package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Action;
import io.heddle.PoolSnapshot;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The end of a pool, and its picture.
abstract class LifecycleContract extends CancellationContract {

    private static boolean ends(TaskPool pool) throws InterruptedException {
        return pool.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void everyWayInIsClosedAfterShutdown() {
        TaskPool pool = freshPool(1);
        pool.shutdown();

        assertRejects(pool, () -> pool.submit(() -> 1));
        assertRejects(pool, () -> pool.submit(() -> {}));
        assertRejects(pool, () -> pool.submit(TaskOptions.defaults(), () -> 1));
        assertRejects(pool, () -> pool.submit((Runnable) Action.of(() -> {}), "result"));
        assertRejects(pool, () -> pool.execute(() -> {}));
        assertRejects(pool, () -> pool.execute((Runnable) Action.of(() -> {})));
        assertRejects(pool, () -> pool.invokeAll(List.of(Task.of(() -> 1))));
        assertRejects(pool, () -> pool.invokeAny(List.of(Task.of(() -> 1))));
        assertRejects(pool, () -> pool.map(n -> n, List.of(1)));
    }

    private static void assertRejects(TaskPool pool, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("pool=" + pool.snapshot().name())
                .hasMessageContaining("state=");
    }

    @Test
    @Needs(Capability.BESIDE)
    void tasksAreRejectedWhileOthersStillRun() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        TaskFuture<Void> running = pool.submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");

        pool.shutdown();

        assertRejects(pool, () -> pool.submit(() -> 1));
        marks.set("go");
        assertThat(running.get()).isNull();
    }

    @Test
    void freshPoolIsOpen() throws Exception {
        TaskPool pool = freshPool(1);

        assertThat(pool.isShutdown()).isFalse();
        assertThat(pool.isTerminated()).isFalse();
        assertThat(pool.snapshot().shutdown()).isFalse();
        assertThat(pool.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    @Tag("fault-34")
    void idlePoolTerminatesWhenShutDown() throws Exception {
        TaskPool pool = freshPool(1);
        pool.submit(() -> 1).get();

        pool.shutdown();
        pool.shutdown();

        assertThat(ends(pool)).isTrue();
        assertThat(pool.isShutdown()).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(pool.snapshot().shutdown()).isTrue();
    }

    @Test
    void unusedPoolTerminatesWhenShutDown() throws Exception {
        TaskPool pool = freshPool(1);

        pool.shutdown();

        assertThat(ends(pool)).isTrue();
        assertThat(pool.shutdownNow()).isEmpty();
    }

    @Test
    @Needs(Capability.BESIDE)
    @Tag("fault-34")
    void shutdownLetsTheRunningTaskFinish() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        TaskFuture<Integer> future =
                pool.submit(() -> {
                    marks.setThenAwait("started", "go");
                    return 42;
                });
        marks.await("started");

        pool.shutdown();

        assertThat(pool.isShutdown()).isTrue();
        assertThat(pool.isTerminated()).isFalse();
        assertThat(pool.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
        marks.set("go");
        assertThat(future.get()).isEqualTo(42);
        assertThat(ends(pool)).isTrue();
    }

    @Test
    @Needs(Capability.QUEUE)
    void shutdownLetsQueuedTasksRun() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        pool.submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");
        List<TaskFuture<Integer>> queued = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            queued.add(pool.submit(() -> 42));
        }

        pool.shutdown();
        marks.set("go");

        assertThat(ends(pool)).isTrue();
        assertThat(queued).allMatch(future -> future.state() == Future.State.SUCCESS);
    }

    @Test
    void allFuturesAreDoneWhenThePoolIsTerminated() throws Exception {
        TaskPool pool = freshPool(2);
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            futures.add(pool.submit(() -> 1));
        }

        pool.shutdown();

        assertThat(ends(pool)).isTrue();
        assertThat(futures).allMatch(Future::isDone);
        assertThat(pool.snapshot().done()).isEqualTo(200);
    }

    @Test
    void awaitTerminationWithoutTimeDoesNotWait() throws Exception {
        TaskPool pool = freshPool(1);

        for (long time : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThat(pool.awaitTermination(time, TimeUnit.NANOSECONDS)).isFalse();
        }
        assertThatNullPointerException().isThrownBy(() -> pool.awaitTermination(1, null));
    }

    @Test
    void interruptedAwaitTerminationLeavesThePoolAlone() throws Exception {
        TaskPool pool = freshPool(1);
        Beside waiter = beside(() -> pool.awaitTermination(1, TimeUnit.DAYS));
        waiter.untilItWaits();

        waiter.interrupt();

        assertThatThrownBy(waiter::join).hasCauseInstanceOf(InterruptedException.class);
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
    }

    @Test
    @Needs(Capability.BESIDE)
    @Tag("fault-34")
    void callbackMayShutThePoolDown() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        TaskFuture<Void> first = pool.submit(() -> marks.await("go"));
        TaskFuture<Integer> second = pool.submit(() -> 42);
        CompletionStage<Void> callback = first.thenRun(pool::close);

        marks.set("go");

        callback.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(pool.isTerminated()).isTrue();
        assertThat(second.get()).isEqualTo(42);
    }

    /// In another process a task does not have the pool that runs it: it fails and says so.
    @Test
    @Tag("fault-34")
    void taskMayShutItsOwnPoolDownIfItHasIt() throws Exception {
        TaskPool pool = freshPool(1);
        TaskFuture<Integer> future =
                pool.submit(() -> {
                    pool.shutdown();
                    return 42;
                });
        future.join();

        if (inThisProcess()) {
            assertThat(future.get()).isEqualTo(42);
            assertThat(ends(pool)).isTrue();
        } else {
            assertThat(future.exceptionNow()).isInstanceOf(TaskSerializationException.class);
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        }
    }

    @Test
    @Tag("fault-34")
    void taskSubmittedDuringShutdownIsRunOrRejected() throws Exception {
        TaskPool pool = freshPool(2);
        Queue<TaskFuture<Integer>> accepted = new ConcurrentLinkedQueue<>();
        AtomicInteger rejected = new AtomicInteger();
        List<Beside> submitters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            submitters.add(
                    beside(() -> {
                        for (int n = 0; rejected.get() == 0 && n < 100_000; n++) {
                            try {
                                accepted.add(pool.submit(() -> 1));
                            } catch (RejectedExecutionException e) {
                                rejected.incrementAndGet();
                            }
                        }
                    }));
        }
        Eventually.holds("some were accepted", () -> accepted.size() > 20);

        List<Beside> closers =
                List.of(beside(pool::shutdown), beside(pool::close), beside(pool::shutdown));

        for (Beside each : closers) {
            each.join();
        }
        for (Beside each : submitters) {
            each.join();
        }
        assertThat(ends(pool)).isTrue();
        assertThat(rejected.get()).isPositive();
        assertThat(accepted).allMatch(future -> future.state() == Future.State.SUCCESS);
        assertThat(pool.snapshot().done()).isEqualTo(accepted.size());
    }

    // ---- shutdownNow -------------------------------------------------------------------------

    @Test
    void shutdownNowOfAnIdlePoolReturnsNothing() throws Exception {
        TaskPool pool = freshPool(1);
        pool.submit(() -> 1).get();

        assertThat(pool.shutdownNow()).isEmpty();
        assertThat(ends(pool)).isTrue();
    }

    @Test
    @Needs(Capability.BESIDE)
    void shutdownNowCancelsTheRunningTask() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        TaskFuture<Void> future = pool.submit(() -> marks.setThenAwait("started", "never"));
        marks.await("started");

        assertThat(pool.shutdownNow()).isEmpty();

        assertThat(future.state()).isEqualTo(Future.State.CANCELLED);
        marks.await("started.interrupted");
        assertThat(ends(pool)).isTrue();
        assertThat(pool.snapshot().cancelled()).isEqualTo(1);
    }

    @Test
    @Needs(Capability.QUEUE)
    void shutdownNowReturnsWhatNeverStartedInOrder() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        pool.submit(() -> marks.setThenAwait("started", "never"));
        marks.await("started");
        TaskFuture<Integer> task =
                pool.submit(() -> {
                    marks.set("task");
                    return 1;
                });
        TaskFuture<Void> action = pool.submit(() -> marks.set("action"));
        Runnable runnable = Action.of(() -> marks.set("runnable"));
        pool.execute(runnable);

        List<Runnable> never = pool.shutdownNow();

        assertThat(never).hasSize(3);
        assertThat(ends(pool)).isTrue();
        assertThat(List.of(task, action)).allMatch(Future::isCancelled);
        assertThat(task.attempts()).isZero();
        assertThat(marks.isSet("task") || marks.isSet("action") || marks.isSet("runnable"))
                .as("any of them ran")
                .isFalse();

        never.get(0).run();
        assertThat(marks.isSet("task")).isTrue();
        assertThat(marks.isSet("action")).isFalse();
        never.get(1).run();
        assertThat(marks.isSet("action")).isTrue();
        assertThat(marks.isSet("runnable")).isFalse();
        never.get(2).run();
        assertThat(marks.isSet("runnable")).isTrue();
        assertThat(task.isCancelled()).as("its future stays cancelled").isTrue();
    }

    @Test
    @Needs(Capability.QUEUE)
    @Tag("fault-34")
    void shutdownNowAfterShutdownStillStopsWhatIsLeft() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        TaskFuture<Void> running = pool.submit(() -> marks.setThenAwait("started", "never"));
        marks.await("started");
        TaskFuture<Integer> queued = pool.submit(() -> 1);
        pool.shutdown();

        assertThat(pool.shutdownNow()).hasSize(1);

        assertThat(ends(pool)).isTrue();
        assertThat(running.isCancelled()).isTrue();
        assertThat(queued.isCancelled()).isTrue();
    }

    @Test
    @Needs(Capability.QUEUE)
    void cancellingTheLastQueuedTaskTerminatesAPoolThatWasShutDown() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        TaskFuture<Void> running = pool.submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");
        TaskFuture<Integer> queued = pool.submit(() -> 1);
        pool.shutdown();

        queued.cancel(false);
        marks.set("go");

        running.get();
        assertThat(ends(pool)).isTrue();
    }

    @Test
    @Needs(Capability.DETACH)
    void poolIsNotTerminatedWhileADetachedTaskRuns() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        pool.submit(() -> {
            marks.set("started");
            marks.awaitStubbornly("go");
        });
        marks.await("started");

        pool.shutdownNow();
        marks.await("go.interrupted");

        assertThat(pool.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(pool.isTerminated()).isFalse();
        marks.set("go");
        assertThat(ends(pool)).isTrue();
    }

    // ---- close -------------------------------------------------------------------------------

    @Test
    @Needs(Capability.BESIDE)
    void closeWaitsForWhatWasSubmitted() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        TaskFuture<Integer> first =
                pool.submit(() -> {
                    marks.setThenAwait("started", "go");
                    return 1;
                });
        TaskFuture<Integer> second = pool.submit(() -> 2);
        marks.await("started");
        Beside closer = beside(pool::close);
        closer.untilItWaits();

        assertThat(first.isDone()).isFalse();
        marks.set("go");
        closer.join();

        assertThat(pool.isTerminated()).isTrue();
        assertThat(first.get()).isEqualTo(1);
        assertThat(second.get()).isEqualTo(2);
    }

    @Test
    @Tag("fault-34")
    void closingTwiceIsFine() {
        TaskPool pool = freshPool(1);

        pool.close();
        pool.close();

        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    @Needs(Capability.BESIDE)
    void interruptedCloseCancelsAndKeepsTheFlag() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        TaskFuture<Void> future = pool.submit(() -> marks.setThenAwait("started", "never"));
        marks.await("started");
        boolean[] flag = new boolean[1];
        Beside closer =
                beside(() -> {
                    pool.close();
                    flag[0] = Thread.currentThread().isInterrupted();
                });
        closer.untilItWaits();

        closer.interrupt();
        closer.join();

        assertThat(flag[0]).as("interrupt flag after close").isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }

    // ---- the picture -------------------------------------------------------------------------

    @Test
    void countersAreRightAsSoonAsTheFutureIs() throws Exception {
        TaskPool pool = freshPool(1);
        for (int i = 1; i <= 50; i++) {
            pool.submit(() -> 1).get();
            assertThat(pool.snapshot().done()).isEqualTo(i);
            pool.submit(Troubles::failDeepInside).join();
            assertThat(pool.snapshot().failed()).isEqualTo(i);
        }
        assertThat(pool.snapshot().cancelled()).isZero();
    }

    @Test
    void pictureNamesThePool() {
        PoolSnapshot now = freshPool(1).snapshot();

        assertThat(now.name()).isNotEmpty();
        assertThat(now.kind()).isEqualTo(kind());
        assertThat(now.queued() + now.running() + now.done() + now.failed() + now.cancelled())
                .isZero();
    }

    @Test
    void poolsHaveDifferentNames() {
        assertThat(freshPool(1).snapshot().name()).isNotEqualTo(freshPool(1).snapshot().name());
    }

    @Test
    @Needs(Capability.QUEUE)
    void pictureShowsWhatRunsAndWhatWaits() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        pool.submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");
        pool.submit(() -> 1);
        pool.submit(() -> 2);

        PoolSnapshot now = pool.snapshot();

        assertThat(now.running()).isEqualTo(1);
        assertThat(now.queued()).isEqualTo(2);
        marks.set("go");
        Eventually.holds(
                "nothing runs any more",
                () -> pool.snapshot().running() == 0 && pool.snapshot().done() == 3);
    }

    @Test
    @Needs(Capability.WORKERS)
    void pictureShowsTheWorkersAndTheirTasks() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
        TaskFuture<Void> held =
                pool.submit(TaskOptions.named("held"), () -> marks.setThenAwait("started", "go"));
        marks.await("started");

        List<PoolSnapshot.Worker> workers = pool.snapshot().workers();

        assertThat(workers).hasSize(1);
        assertThat(workers.get(0).name()).startsWith(pool.snapshot().name());
        assertThat(workers.get(0).pid()).isEqualTo(pid);
        assertThat(workers.get(0).state()).isEqualTo(PoolSnapshot.WorkerState.BUSY);
        assertThat(workers.get(0).taskId()).isEqualTo(held.id());
        assertThat(workers.get(0).taskName()).isEqualTo("held");
        assertThat(workers.get(0).tasksDone()).isEqualTo(1);
        marks.set("go");
        Eventually.holds(
                "the worker is idle",
                () -> {
                    PoolSnapshot.Worker worker = pool.snapshot().workers().get(0);
                    return worker.state() == PoolSnapshot.WorkerState.IDLE
                            && worker.tasksDone() == 2
                            && worker.taskId() == 0;
                });
    }
}
