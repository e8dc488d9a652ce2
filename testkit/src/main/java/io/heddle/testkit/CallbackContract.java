package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Futures;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Dependent stages, and waiting for many futures.
abstract class CallbackContract extends OutcomeContract {

    private static <T> T within(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    @Needs(Capability.BESIDE)
    @Tag("fault-37")
    void callbackMaySubmitToTheOnlyWorkerAndWait() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        TaskFuture<Integer> future =
                pool.submit(() -> {
                    marks.await("go");
                    return 20;
                });
        CompletionStage<Integer> doubled =
                future.thenApply(value -> {
                    try {
                        return value + pool.submit(() -> 22).get();
                    } catch (InterruptedException | ExecutionException e) {
                        throw new AssertionError(e);
                    }
                });

        marks.set("go");

        assertThat(within(doubled)).isEqualTo(42);
    }

    @Test
    @Needs(Capability.BESIDE)
    @Tag("fault-37")
    void callbackThatThrowsFailsItsOwnStageOnly() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        TaskFuture<Integer> future =
                pool.submit(() -> {
                    marks.await("go");
                    return 42;
                });
        CompletionStage<Integer> bad =
                future.thenApply(value -> {
                    throw new Troubles.Bad("in a callback");
                });
        CompletionStage<Integer> good = future.thenApply(value -> value + 1);

        marks.set("go");

        assertThatThrownBy(() -> within(bad))
                .hasCauseInstanceOf(Troubles.Bad.class)
                .hasMessageContaining("in a callback");
        assertThat(within(good)).isEqualTo(43);
        assertThat(future.get()).isEqualTo(42);
        assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        assertThat(pool.snapshot().failed()).isZero();
    }

    @Test
    @Needs(Capability.BESIDE)
    @Tag("fault-37")
    void callbacksThatBlockKeepNoWorkerFromItsNextTask() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        CountDownLatch running = new CountDownLatch(20);
        CountDownLatch release = new CountDownLatch(1);
        List<CompletionStage<Boolean>> blocked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            TaskFuture<Void> future = pool.submit(() -> marks.await("go"));
            blocked.add(
                    future.thenApply(none -> {
                        running.countDown();
                        return awaitQuietly(release);
                    }));
        }

        marks.set("go");
        assertThat(running.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 10; i++) {
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
        }
        assertThat(blocked).noneMatch(stage -> stage.toCompletableFuture().isDone());
        release.countDown();
        for (CompletionStage<Boolean> stage : blocked) {
            assertThat(within(stage)).isTrue();
        }
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    @Needs(Capability.BESIDE)
    void callbackAddedInTimeRunsInAVirtualThread() throws Exception {
        Marks marks = marks();
        TaskFuture<Void> future = pool(1).submit(() -> marks.await("go"));
        CompletionStage<Thread> callback = future.thenApply(none -> Thread.currentThread());

        marks.set("go");

        assertThat(within(callback).isVirtual()).isTrue();
    }

    @Test
    void callbackAddedAfterwardsRunsAtOnce() throws Exception {
        TaskFuture<Integer> future = pool(1).submit(() -> 42);
        future.join();
        future.thenRun(() -> {}); // the second one finds the stages made

        CompletableFuture<Thread> callback =
                future.thenApply(value -> Thread.currentThread()).toCompletableFuture();

        assertThat(callback.getNow(null)).isSameAs(Thread.currentThread());
    }

    @Test
    void asyncCallbackRunsInAVirtualThread() throws Exception {
        TaskFuture<Integer> future = pool(1).submit(() -> 42);
        future.join();

        Thread first = within(future.thenApplyAsync(value -> Thread.currentThread()));
        Thread second =
                within(future.thenApply(v -> v).thenApplyAsync(value -> Thread.currentThread()));

        assertThat(first.isVirtual()).isTrue();
        assertThat(second.isVirtual()).isTrue();
    }

    @Test
    void callbackSeesTheTasksOwnFailure() throws Exception {
        TaskFuture<Integer> future = pool(1).submit(Troubles::failDeepInside);

        Throwable failure = within(future.handle((value, thrown) -> thrown));

        assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessage("deep inside");
    }

    @Test
    @Needs(Capability.BESIDE)
    void callbackSeesThatTheTaskWasCancelled() throws Exception {
        Marks marks = marks();
        TaskFuture<Void> future = pool(1).submit(() -> marks.await("go"));
        CompletionStage<Throwable> seen = future.handle((value, thrown) -> thrown);

        future.cancel(true);

        assertThat(within(seen)).isInstanceOf(CancellationException.class);
    }

    @Test
    @Needs(Capability.BESIDE)
    void cancellingTheCompletableFutureDoesNotTouchTheTask() throws Exception {
        Marks marks = marks();
        TaskFuture<Integer> future =
                pool(1).submit(() -> {
                    marks.await("go");
                    return 42;
                });

        future.toCompletableFuture().cancel(true);

        assertThat(future.isDone()).isFalse();
        marks.set("go");
        assertThat(future.get()).isEqualTo(42);
    }

    @Test
    void stagesOfTwoFuturesCombine() throws Exception {
        TaskPool pool = pool(2);

        CompletionStage<Integer> sum =
                pool.submit(() -> 20).thenCombine(pool.submit(() -> 22), Integer::sum);

        assertThat(within(sum)).isEqualTo(42);
    }

    // ---- many futures ------------------------------------------------------------------------

    @Test
    @Needs(Capability.BESIDE)
    void asCompletedFollowsTheOrderOfCompletion() throws Exception {
        TaskPool pool = pool(2);
        Marks marks = marks();
        TaskFuture<Void> one = pool.submit(() -> marks.await("one"));
        TaskFuture<Void> two = pool.submit(() -> marks.await("two"));
        Iterator<TaskFuture<Void>> ended = Futures.asCompleted(List.of(one, two)).iterator();

        marks.set("two");
        assertThat(ended.next().equals(two)).isTrue();
        marks.set("one");
        assertThat(ended.next().equals(one)).isTrue();
        assertThat(ended.hasNext()).isFalse();
    }

    @Test
    void asCompletedGivesFailuresToo() throws Exception {
        TaskPool pool = pool(1);
        TaskFuture<Integer> good = pool.submit(() -> 1);
        TaskFuture<Integer> bad = pool.submit(Troubles::failDeepInside);

        assertThat(Futures.asCompleted(List.of(good, bad))).containsExactlyInAnyOrder(good, bad);
    }

    @Test
    @Needs(Capability.BESIDE)
    void asCompletedSaysWhenItsTimeIsUp() throws Exception {
        Marks marks = marks();
        TaskFuture<Void> future = pool(1).submit(() -> marks.await("go"));
        Iterator<TaskFuture<Void>> ended =
                Futures.asCompleted(List.of(future), Duration.ofMillis(1)).iterator();

        assertThatThrownBy(ended::next)
                .isInstanceOfSatisfying(
                        TaskTimeoutException.class,
                        e -> assertThat(e.which()).isEqualTo(TaskTimeoutException.Limit.WAIT))
                .hasMessageContaining("pending=1 limit=0.001s");
        marks.set("go");
        future.get();
    }

    @Test
    void awaitAllWaitsForAllAcrossPools() throws Exception {
        TaskFuture<Integer> one = pool(1).submit(() -> 1);
        TaskFuture<Integer> two = pool(1).submit(Troubles::failDeepInside);

        Futures.Waited<Integer> waited = Futures.await(List.of(one, two), Futures.Until.ALL);

        assertThat(waited.done()).containsExactly(one, two);
        assertThat(waited.pending()).isEmpty();
    }

    @Test
    @Needs(Capability.BESIDE)
    void awaitFirstReturnsWithTheFirst() throws Exception {
        TaskPool pool = pool(2);
        Marks marks = marks();
        TaskFuture<Void> slow = pool.submit(() -> marks.await("go"));
        TaskFuture<Void> quick = pool.submit(() -> {});

        Futures.Waited<Void> waited = Futures.await(List.of(slow, quick), Futures.Until.FIRST);

        assertThat(waited.done()).containsExactly(quick);
        assertThat(waited.pending()).containsExactly(slow);
        marks.set("go");
    }

    @Test
    @Needs(Capability.BESIDE)
    void awaitFirstExceptionReturnsWithTheFirstFailure() throws Exception {
        TaskPool pool = pool(2);
        Marks marks = marks();
        TaskFuture<Void> slow = pool.submit(() -> marks.await("go"));
        TaskFuture<Void> good = pool.submit(() -> {});
        TaskFuture<Void> bad =
                pool.submit(() -> {
                    if (true) {
                        throw new Troubles.Checked("first");
                    }
                });

        Futures.Waited<Void> waited =
                Futures.await(List.of(slow, good, bad), Futures.Until.FIRST_EXCEPTION);

        assertThat(waited.done()).contains(bad).doesNotContain(slow);
        marks.set("go");
    }

    @Test
    @Needs(Capability.BESIDE)
    void awaitGivesUpWhenItsTimeIsUp() throws Exception {
        Marks marks = marks();
        TaskFuture<Void> future = pool(1).submit(() -> marks.await("go"));

        for (long nanos : new long[] {1_000_000, 0, -1, Long.MIN_VALUE}) {
            Futures.Waited<Void> waited =
                    Futures.await(List.of(future), Futures.Until.ALL, Duration.ofNanos(nanos));
            assertThat(waited.done()).isEmpty();
            assertThat(waited.pending()).containsExactly(future);
        }
        marks.set("go");
    }

    @Test
    @Needs(Capability.BESIDE)
    void interruptedAwaitLeavesTheTasksAlone() throws Exception {
        Marks marks = marks();
        TaskFuture<Void> future = pool(1).submit(() -> marks.await("go"));

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Futures.await(List.of(future), Futures.Until.ALL))
                .isInstanceOf(InterruptedException.class);
        marks.set("go");
        assertThat(future.get()).isNull();
    }

    @Test
    @Needs(Capability.BESIDE)
    void stageOfARunningTaskCanBeWaitedForWithALimit() {
        Marks marks = marks();
        CompletableFuture<Void> stage =
                pool(1).submit(() -> marks.await("go")).toCompletableFuture();

        assertThatThrownBy(() -> stage.get(1, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        marks.set("go");
    }
}
