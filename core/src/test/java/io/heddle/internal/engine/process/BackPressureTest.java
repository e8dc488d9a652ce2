package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.awaitIdle;
import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import io.heddle.TaskTimeoutException.Limit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Too many tasks at once: who waits, and for how long.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class BackPressureTest {

    @TempDir Path folder;

    private String go;

    @BeforeEach
    void nameTheFile() {
        go = folder.resolve("go").toString();
    }

    /// Occupies the only worker until the file is there.
    private TaskFuture<String> occupy(TaskPool pool) {
        awaitIdle(pool, 1);
        String file = go;
        TaskFuture<String> future = pool.submit(() -> Probe.waitForFile(file));
        await().until(() -> future.attempts() == 1);
        return future;
    }

    private static Thread submitting(FutureTask<TaskFuture<Integer>> submit) {
        return Thread.ofVirtual().start(submit);
    }

    @Test
    void submitWaitsWhileTheBacklogIsFull() throws Exception {
        try (TaskPool pool = Probe.briefPools().workers(1).backlog(2).build()) {
            TaskFuture<String> first = occupy(pool);
            TaskFuture<Integer> second = pool.submit(() -> 2);
            TaskFuture<Integer> third = pool.submit(() -> 3);
            FutureTask<TaskFuture<Integer>> submit = new FutureTask<>(() -> pool.submit(() -> 4));
            Thread submitter = submitting(submit);
            await().until(() -> submitter.getState() == Thread.State.WAITING);
            assertThat(pool.snapshot().queued()).isEqualTo(2);

            Probe.note(go, "go");

            assertThat(resultOf(submit.get(20, TimeUnit.SECONDS))).isEqualTo(4);
            assertThat(resultOf(first)).isEqualTo("go");
            assertThat(resultOf(second) + resultOf(third)).isEqualTo(5);
        }
    }

    /// Makes tasks of the pool so short that workers get them ahead.
    private static void letTasksBeHandedOverAhead(TaskPool pool) throws Exception {
        for (int i = 0; i < 300; i++) {
            resultOf(pool.submit(() -> 1));
        }
    }

    @Test
    void submitWaitsForWhatAWorkerHasAheadToo() throws Exception {
        try (TaskPool pool = Probe.briefPools().workers(1).backlog(2).build()) {
            letTasksBeHandedOverAhead(pool);
            TaskFuture<String> first = occupy(pool);
            TaskFuture<Integer> second = pool.submit(() -> 2);
            TaskFuture<Integer> third = pool.submit(() -> 3);
            FutureTask<TaskFuture<Integer>> submit = new FutureTask<>(() -> pool.submit(() -> 4));
            Thread submitter = submitting(submit);
            await().until(() -> submitter.getState() == Thread.State.WAITING);
            assertThat(pool.snapshot().queued()).isEqualTo(2);
            assertThat(pool.snapshot().running()).isEqualTo(1);

            Probe.note(go, "go");

            assertThat(resultOf(submit.get(20, TimeUnit.SECONDS))).isEqualTo(4);
            assertThat(resultOf(first)).isEqualTo("go");
            assertThat(resultOf(second) + resultOf(third)).isEqualTo(5);
        }
    }

    private static TaskFuture<Void> submitNoting(TaskPool pool, int priority, String file) {
        return pool.submit(
                TaskOptions.defaults().priority(priority), () -> Probe.note(file, priority));
    }

    @Test
    void urgentTaskIsStartedBeforeWhatAWorkerHasAhead() throws Exception {
        Path order = folder.resolve("order");
        try (TaskPool pool = Probe.briefPools().workers(1).build()) {
            letTasksBeHandedOverAhead(pool);
            TaskFuture<String> running = occupy(pool);
            List<TaskFuture<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                tasks.add(submitNoting(pool, 0, order.toString()));
            }
            assertThat(tasks).allMatch(BackPressureTest::isWithAWorker);

            tasks.add(submitNoting(pool, 10, order.toString()));
            await().until(() ->
                    pool.snapshot().queued() == 21
                            && tasks.subList(0, 20).stream()
                                    .noneMatch(BackPressureTest::isWithAWorker));
            Probe.note(go, "go");

            resultOf(running);
            for (TaskFuture<Void> task : tasks) {
                resultOf(task);
            }
        }
        assertThat(Probe.lines(order)).hasSize(21).startsWith("10", "0");
    }

    @Test
    void idleWorkerPrefersWhatAnotherHasAheadToWhatIsLessUrgent() throws Exception {
        Path order = folder.resolve("order");
        String other = folder.resolve("other").toString();
        String file = go;
        try (TaskPool pool = Probe.briefPools().workers(2).build()) {
            awaitIdle(pool, 2);
            for (int i = 0; i < 1_000; i++) {
                resultOf(pool.submit(() -> 1));
            }
            TaskFuture<String> one = pool.submit(() -> Probe.waitForFile(file));
            TaskFuture<String> two = pool.submit(() -> Probe.waitForFile(other));
            await().until(() -> one.attempts() + two.attempts() == 2);
            TaskFuture<Void> urgent = submitNoting(pool, 10, order.toString());
            TaskFuture<Void> usual = submitNoting(pool, 0, order.toString());
            assertThat(pool.snapshot().queued()).isEqualTo(2);
            boolean behindOne = ((PoolTask<?>) urgent).worker() == ((PoolTask<?>) one).worker();

            Probe.note(behindOne ? other : file, "go");

            resultOf(urgent);
            resultOf(usual);
            assertThat(Probe.lines(order)).containsExactly("10", "0");
            Probe.note(behindOne ? file : other, "go");
            resultOf(one);
            resultOf(two);
        }
    }

    /// After a call of the pool, whose lock orders what this sees.
    private static boolean isWithAWorker(TaskFuture<?> task) {
        return ((PoolTask<?>) task).place() == PoolTask.Place.ASSIGNED;
    }

    @Test
    void cancelledTaskMakesRoomInTheBacklog() throws Exception {
        try (TaskPool pool = Probe.briefPools().workers(1).backlog(1).build()) {
            occupy(pool);
            TaskFuture<Integer> second = pool.submit(() -> 2);
            FutureTask<TaskFuture<Integer>> submit = new FutureTask<>(() -> pool.submit(() -> 3));
            Thread submitter = submitting(submit);
            await().until(() -> submitter.getState() == Thread.State.WAITING);

            second.cancel(false);

            TaskFuture<Integer> third = submit.get(20, TimeUnit.SECONDS);
            Probe.note(go, "go");
            assertThat(resultOf(third)).isEqualTo(3);
        }
    }

    @Test
    void interruptedSubmitterIsToldSoAndItsTaskNeverRuns() throws Exception {
        Path ran = folder.resolve("ran");
        String file = ran.toString();
        try (TaskPool pool = Probe.briefPools().workers(1).backlog(1).build()) {
            occupy(pool);
            TaskFuture<Integer> second = pool.submit(() -> 2);
            FutureTask<Boolean> submit =
                    new FutureTask<>(() -> {
                        assertThatThrownBy(() -> pool.submit(() -> Probe.note(file, 1)))
                                .isInstanceOf(RejectedExecutionException.class)
                                .hasMessageContaining("interrupted")
                                .hasMessageContaining("backlog=1");
                        return Thread.currentThread().isInterrupted();
                    });
            Thread submitter = Thread.ofPlatform().start(submit);
            await().until(() -> submitter.getState() == Thread.State.WAITING);
            submitter.interrupt();
            assertThat(submit.get(20, TimeUnit.SECONDS)).isTrue();
            Probe.note(go, "go");
            resultOf(second);
        }
        assertThat(Files.exists(ran)).isFalse();
    }

    @Test
    @Tag("fault-34")
    void shutdownWakesWhoWaitsToSubmit() throws Exception {
        TaskPool pool = Probe.briefPools().workers(1).backlog(1).build();
        occupy(pool);
        var _ = pool.submit(() -> 2);
        FutureTask<TaskFuture<Integer>> submit = new FutureTask<>(() -> pool.submit(() -> 3));
        Thread submitter = submitting(submit);
        await().until(() -> submitter.getState() == Thread.State.WAITING);
        var _ = pool.shutdownNow();
        assertThatThrownBy(() -> submit.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void mapGoesThroughASmallBacklog() throws Exception {
        try (TaskPool pool = Probe.briefPools().workers(2).backlog(1).build()) {
            List<Integer> inputs = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                inputs.add(i);
            }
            assertThat(pool.map(n -> n, inputs)).isEqualTo(inputs);
        }
    }

    @Test
    @Tag("fault-30")
    void taskThatWaitsTooLongFailsWithTheQueueLimitAndNeverStarts() throws Exception {
        Path ran = folder.resolve("ran");
        String file = ran.toString();
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .queueTimeout(Duration.ofMillis(200))
                        .taskTimeout(Duration.ofMinutes(1))
                        .build()) {
            TaskFuture<String> running = occupy(pool);
            TaskFuture<?> waiting = pool.submit(() -> Probe.note(file, "ran"));
            TaskTimeoutException failure = failureOf(waiting, TaskTimeoutException.class);
            assertThat(failure.which()).isEqualTo(Limit.QUEUE);
            assertThat(failure).hasMessageContaining("queueTimeout=0.2s");
            assertThat(running.isDone()).isFalse();
            Probe.note(go, "go");
            assertThat(resultOf(running)).isEqualTo("go");
            assertThat(waiting.attempts()).isZero();
        }
        assertThat(Files.exists(ran)).isFalse();
    }
}
