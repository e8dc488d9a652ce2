package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who waits for a worker, for how long, and how many workers there are.
abstract class QueueContract extends LifecycleContract {

    private static TaskOptions priority(int level) {
        return TaskOptions.defaults().priority(level);
    }

    @Test
    @Needs(Capability.QUEUE)
    void higherPriorityStartsFirstAndEqualOnesInOrder() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        TaskFuture<Void> running = pool.submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");

        List<TaskFuture<Long>> futures = new ArrayList<>();
        for (int level : new int[] {-1, 0, 5, 0, 5, 9, -1}) {
            futures.add(pool.submit(priority(level), () -> marks.next("place")));
        }
        marks.set("go");

        List<Long> places = new ArrayList<>();
        for (TaskFuture<Long> future : futures) {
            places.add(future.get());
        }
        assertThat(places).containsExactly(5L, 3L, 1L, 4L, 2L, 0L, 6L);
        assertThat(running.get()).isNull();
    }

    @Test
    @Needs(Capability.QUEUE)
    void whatWaitsIsQueuedHoweverShortTheTasksBeforeWere() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        for (int i = 0; i < 300; i++) {
            pool.submit(() -> 1).get();
        }
        TaskFuture<Void> running = pool.submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");

        List<TaskFuture<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(pool.submit(() -> 1));
        }

        assertThat(pool.snapshot().queued()).isEqualTo(20);
        assertThat(pool.snapshot().running()).isEqualTo(1);
        marks.set("go");
        assertThat(running.get()).isNull();
        for (TaskFuture<Integer> future : waiting) {
            assertThat(future.get()).isEqualTo(1);
        }
    }

    @Test
    @Needs(Capability.QUEUE)
    void taskWithAPriorityCanBeCancelledWhileItWaits() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        TaskFuture<Void> running = pool.submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");
        TaskFuture<Void> urgent = pool.submit(priority(3), () -> marks.set("ran"));

        assertThat(urgent.cancel(true)).isTrue();
        assertThat(pool.snapshot().queued()).isZero();
        marks.set("go");

        running.get();
        pool.close();
        assertThat(marks.isSet("ran")).isFalse();
    }

    @Test
    @Needs(Capability.QUEUE)
    void taskThatWaitsTooLongFailsAndNeverStarts() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        TaskFuture<Void> running = pool.submit(() -> marks.setThenAwait("started", "go"));
        marks.await("started");
        TaskOptions options = TaskOptions.named("patient").queueTimeout(Duration.ofMillis(50));
        TaskFuture<Void> waiting = pool.submit(options, () -> marks.set("ran"));

        assertThatThrownBy(waiting::get)
                .cause()
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessageContaining("patient")
                .hasMessageContaining("queueTimeout=0.05s")
                .extracting(failure -> ((TaskTimeoutException) failure).which())
                .isEqualTo(TaskTimeoutException.Limit.QUEUE);
        marks.set("go");

        assertThat(running.get()).isNull();
        assertThat(waiting.attempts()).isZero();
        pool.close();
        assertThat(marks.isSet("ran")).isFalse();
    }

    @Test
    void queueLimitDoesNotTouchATaskThatHasStarted() throws Exception {
        TaskOptions options = TaskOptions.defaults().queueTimeout(Duration.ofHours(1));

        assertThat(pool(1).submit(options, () -> 42).get()).isEqualTo(42);
    }

    @Test
    @Needs(Capability.QUEUE)
    void poolThatGrowsStartsWhatWaits() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        TaskFuture<Void> first = pool.submit(() -> marks.setThenAwait("first", "go"));
        marks.await("first");
        TaskFuture<Void> second = pool.submit(() -> marks.setThenAwait("second", "go"));

        pool.resize(2);

        marks.await("second");
        marks.set("go");
        assertThat(first.get()).isNull();
        assertThat(second.get()).isNull();
    }

    @Test
    @Needs(Capability.QUEUE)
    void poolThatShrinksLetsRunningTasksFinishAndRunsFewerThen() throws Exception {
        TaskPool pool = pool(2);
        Marks marks = marks();
        TaskFuture<Void> first = pool.submit(() -> marks.setThenAwait("first", "go"));
        TaskFuture<Void> second = pool.submit(() -> marks.setThenAwait("second", "go"));
        marks.await("first");
        marks.await("second");

        pool.resize(1);
        marks.set("go");

        assertThat(first.get()).isNull();
        assertThat(second.get()).isNull();
        List<TaskFuture<Boolean>> futures = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            futures.add(pool.submit(() -> marks.isAlone("inside")));
        }
        for (TaskFuture<Boolean> future : futures) {
            assertThat(future.get()).isTrue();
        }
    }

    @Test
    @Needs(Capability.QUEUE)
    void poolCannotShrinkToNothing() {
        assertThatThrownBy(() -> pool(1).resize(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("workers=0");
    }
}
