package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.awaitIdle;
import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.Action;
import io.heddle.PoolUnavailableException;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future.State;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Interrupts, cancellation, limits and the end of a pool: who may cost a worker, and who must not.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class LifecycleTest {

    @TempDir Path folder;

    private String begun;

    @BeforeEach
    void nameTheFiles() {
        begun = folder.resolve("begun").toString();
    }

    private TaskFuture<?> submitBegun(TaskPool pool, TaskOptions options, Action action) {
        String file = begun;
        TaskFuture<?> future =
                pool.submit(
                        options,
                        () -> {
                            Probe.note(file, Probe.ownPid());
                            action.act();
                        });
        Probe.awaitFile(Path.of(file));
        return future;
    }

    private TaskFuture<?> submitBegun(TaskPool pool, Action action) {
        return submitBegun(pool, TaskOptions.defaults(), action);
    }

    // ---- interrupts of the caller

    @Test
    void submittingWithTheInterruptFlagSetCostsNoWorker() throws Exception {
        try (TaskPool pool = TaskPool.processes(1)) {
            Set<Long> before = awaitIdle(pool, 1);
            byte[] big = new byte[4 << 20];
            List<TaskFuture<Integer>> futures = new ArrayList<>();

            Thread.currentThread().interrupt();
            for (int i = 0; i < 10; i++) {
                futures.add(pool.submit(() -> big.length));
            }
            boolean flag = Thread.interrupted();

            assertThat(flag).isTrue();
            for (TaskFuture<Integer> each : futures) {
                assertThat(resultOf(each)).isEqualTo(big.length);
            }
            assertThat(Probe.pids(pool)).isEqualTo(before);
        }
    }

    @Test
    void openingAPoolWithTheInterruptFlagSetWorks() throws Exception {
        Thread.currentThread().interrupt();
        TaskPool pool = TaskPool.processes(1);
        TaskFuture<Integer> future = pool.submit(() -> 42);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(resultOf(future)).isEqualTo(42);
        pool.close();
    }

    @Test
    void interruptDuringGetCostsNoWorker() throws Exception {
        try (TaskPool pool = TaskPool.processes(1)) {
            Set<Long> before = awaitIdle(pool, 1);
            String goOn = folder.resolve("go-on").toString();
            TaskFuture<?> future = submitBegun(pool, () -> Probe.awaitFile(Path.of(goOn)));

            Thread.currentThread().interrupt();
            assertThatThrownBy(future::get).isInstanceOf(InterruptedException.class);
            assertThat(future.isDone()).isFalse();

            Probe.note(goOn, "");
            assertThat(resultOf(future)).isNull();
            assertThat(Probe.pids(pool)).isEqualTo(before);
        }
    }

    // ---- cancellation

    /// Ends no worker because a loaded machine is slow.
    private static TaskPool patientPool(int workers) {
        return TaskPool.ofProcesses()
                .workers(workers)
                .interruptGrace(Duration.ofMinutes(1))
                .build();
    }

    @Test
    @Tag("fault-32")
    void cancelledSleeperFreesItsWorkerAlive() throws Exception {
        try (TaskPool pool = patientPool(1)) {
            Set<Long> before = awaitIdle(pool, 1);
            TaskFuture<?> sleeper = submitBegun(pool, Probe::sleepLong);

            assertThat(sleeper.cancel(true)).isTrue();

            assertThat(sleeper.state()).isEqualTo(State.CANCELLED);
            assertThatThrownBy(sleeper::get).isInstanceOf(CancellationException.class);
            assertThat(resultOf(pool.submit(Probe::ownPid))).isIn(before);
            assertThat(pool.snapshot().restarts()).isZero();
            assertThat(pool.snapshot().cancelled()).isEqualTo(1);
        }
    }

    @Test
    @Tag("fault-25")
    @Tag("fault-32")
    void cancelledSpinnerIsKilledAndReplaced() throws Exception {
        try (TaskPool pool = TaskPool.processes(1)) {
            Set<Long> before = awaitIdle(pool, 1);
            TaskFuture<?> spinner = submitBegun(pool, Action.of(() -> Probe.spin()));

            assertThat(spinner.cancel(true)).isTrue();

            assertThat(resultOf(pool.submit(Probe::ownPid))).isNotIn(before);
            assertThat(pool.snapshot().restarts()).isEqualTo(1);
        }
    }

    private static void ignoreTermAndSpin() {
        Runtime.getRuntime().addShutdownHook(new Thread(Probe::spin));
        Probe.spin();
    }

    @Test
    @Tag("fault-25")
    void spinnerThatIgnoresTermIsKilled() throws Exception {
        try (TaskPool pool = TaskPool.processes(1)) {
            Set<Long> before = awaitIdle(pool, 1);
            TaskFuture<?> spinner = submitBegun(pool, Action.of(() -> ignoreTermAndSpin()));

            assertThat(spinner.cancel(true)).isTrue();

            assertThat(resultOf(pool.submit(Probe::ownPid))).isNotIn(before);
        }
    }

    @Test
    @Tag("fault-22")
    void cancellationEndsWhatTheTaskHasStarted() throws Exception {
        String subs = folder.resolve("subs").toString();
        try (TaskPool pool = TaskPool.processes(1)) {
            TaskFuture<?> task =
                    pool.submit(
                            Action.of(() -> {
                                Probe.startSub(subs, "sleep", "1000");
                                Probe.startSub(subs, "setsid", "sleep", "1000");
                                Probe.spin();
                            }));
            await().until(() -> Probe.lines(Path.of(subs)).size() == 2);

            task.cancel(true);

            for (String pid : Probe.lines(Path.of(subs))) {
                Probe.awaitGone(Long.parseLong(pid));
            }
        }
    }

    @Test
    @Tag("fault-32")
    void politelyCancelledTaskRunsToItsEnd() throws Exception {
        String goOn = folder.resolve("go-on").toString();
        String ended = folder.resolve("ended").toString();
        try (TaskPool pool = TaskPool.processes(1)) {
            Set<Long> before = awaitIdle(pool, 1);
            TaskFuture<?> task =
                    submitBegun(
                            pool,
                            () -> {
                                Probe.awaitFile(Path.of(goOn));
                                Probe.note(ended, "");
                            });

            assertThat(task.cancel(false)).isTrue();
            Probe.note(goOn, "");

            Probe.awaitFile(Path.of(ended));
            assertThat(resultOf(pool.submit(Probe::ownPid))).isIn(before);
        }
    }

    @Test
    @Tag("fault-32")
    void queuedTaskThatIsCancelledNeverRuns() throws Exception {
        String ran = folder.resolve("ran").toString();
        String goOn = folder.resolve("go-on").toString();
        try (TaskPool pool = TaskPool.processes(1)) {
            TaskFuture<?> first = submitBegun(pool, () -> Probe.awaitFile(Path.of(goOn)));
            List<TaskFuture<?>> queued = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                queued.add(pool.submit(() -> Probe.note(ran, "")));
            }

            queued.forEach(each -> assertThat(each.cancel(true)).isTrue());
            Probe.note(goOn, "");

            resultOf(first);
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            assertThat(Path.of(ran)).doesNotExist();
            assertThat(pool.snapshot().queued()).isZero();
        }
    }

    @Test
    @Tag("fault-32")
    void cancellationOfOneTaskHurtsNoneThatItsWorkerHadAtHand() throws Exception {
        String runs = folder.resolve("runs").toString();
        String file = begun;
        try (TaskPool pool = TaskPool.ofProcesses().workers(1).build()) {
            for (int i = 0; i < 300; i++) {
                resultOf(pool.submit(() -> 1)); // so short that tasks are handed over ahead
            }
            for (int round = 0; round < 3; round++) {
                String mark = file + round;
                List<TaskFuture<Integer>> ahead = new ArrayList<>();
                TaskFuture<?> spinner =
                        pool.submit(
                                Action.of(() -> {
                                    Probe.note(mark, "");
                                    Probe.spin();
                                }));
                for (int i = 0; i < 50; i++) {
                    int n = i;
                    ahead.add(
                            pool.submit(() -> {
                                Probe.note(runs, n);
                                return n;
                            }));
                }
                Probe.awaitFile(Path.of(mark));
                spinner.cancel(true);
                for (int i = 0; i < 50; i++) {
                    assertThat(resultOf(ahead.get(i))).isEqualTo(i);
                }
            }
            assertThat(Probe.lines(Path.of(runs))).hasSize(150);
        }
    }

    @Test
    @Tag("fault-32")
    void cancellationRacingWithTheEndLeavesOneOutcome() throws Exception {
        try (TaskPool pool = patientPool(2)) {
            awaitIdle(pool, 2);
            for (int i = 0; i < 500; i++) {
                TaskFuture<Integer> future = pool.submit(() -> 1);
                boolean cancelled = future.cancel(true);
                assertThat(future.isCancelled()).isEqualTo(cancelled);
                assertThat(future.isDone()).isTrue();
            }
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            assertThat(pool.snapshot().restarts()).isZero();
        }
    }

    @Test
    void tasksBehindASlowOneMoveToAnIdleWorker() throws Exception {
        String goOn = folder.resolve("go-on").toString();
        String runs = folder.resolve("runs").toString();
        try (TaskPool pool = TaskPool.processes(2)) {
            awaitIdle(pool, 2);
            for (int i = 0; i < 500; i++) {
                resultOf(pool.submit(() -> 1));
            }
            List<TaskFuture<Integer>> quick = new ArrayList<>();
            TaskFuture<?> slow = pool.submit(() -> Probe.awaitFile(Path.of(goOn)));
            for (int i = 0; i < 120; i++) {
                int n = i;
                quick.add(
                        pool.submit(() -> {
                            Probe.note(runs, n);
                            return n;
                        }));
            }

            for (int i = 0; i < 120; i++) {
                assertThat(resultOf(quick.get(i))).isEqualTo(i);
            }
            assertThat(slow.isDone()).isFalse();
            Probe.note(goOn, "");
            resultOf(slow);
            assertThat(Probe.lines(Path.of(runs))).hasSize(120).doesNotHaveDuplicates();
            assertThat(pool.snapshot().restarts()).isZero();
        }
    }

    // ---- limits

    @Test
    @Tag("fault-24")
    void taskOverItsLimitFailsWhileOthersGoOn() throws Exception {
        try (TaskPool pool =
                TaskPool.ofProcesses().workers(2).taskTimeout(Duration.ofMillis(400)).build()) {
            awaitIdle(pool, 2);
            TaskFuture<?> spinner = pool.submit(Action.of(() -> Probe.spin()));
            List<TaskFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int n = i;
                others.add(pool.submit(() -> n));
            }

            TaskTimeoutException failure = failureOf(spinner, TaskTimeoutException.class);

            assertThat(failure.limit()).isEqualTo(Duration.ofMillis(400));
            assertThat(failure.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(400));
            assertThat(failure).hasMessageContaining("limit=").hasMessageContaining("worker=");
            for (int i = 0; i < 50; i++) {
                assertThat(resultOf(others.get(i))).isEqualTo(i);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> pool.snapshot().restarts() == 1);
            awaitIdle(pool, 2);
        }
    }

    @Test
    @Tag("fault-24")
    @Tag("fault-29")
    void limitOfATaskReplacesThatOfThePool() throws Exception {
        try (TaskPool pool =
                TaskPool.ofProcesses()
                        .workers(1)
                        .taskTimeout(Duration.ofMinutes(5))
                        .interruptGrace(Duration.ofMinutes(1))
                        .build()) {
            Set<Long> before = awaitIdle(pool, 1);
            List<TaskFuture<?>> sleepers = new ArrayList<>();
            List<TaskFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int n = i;
                sleepers.add(
                        pool.submit(
                                TaskOptions.named("sleeper").timeout(Duration.ofMillis(50)),
                                () -> Probe.sleepLong()));
                others.add(pool.submit(() -> n));
            }
            for (int i = 0; i < 5; i++) {
                failureOf(sleepers.get(i), TaskTimeoutException.class);
                assertThat(resultOf(others.get(i))).isEqualTo(i);
            }
            assertThat(Probe.pids(pool)).isEqualTo(before); // an interrupt was enough
        }
    }

    @Test
    @Tag("fault-24")
    void timeInTheQueueDoesNotCount() throws Exception {
        try (TaskPool pool = TaskPool.processes(1)) {
            // on a busy machine even a task that does nothing may take some tenths of a second
            TaskFuture<?> slow = pool.submit(() -> TimeUnit.MILLISECONDS.sleep(2_300));
            TaskFuture<Integer> behind =
                    pool.submit(TaskOptions.defaults().timeout(Duration.ofSeconds(2)), () -> 42);

            resultOf(slow);
            assertThat(resultOf(behind)).isEqualTo(42);
        }
    }

    // ---- the end of a pool -------------------------------------------------------------------

    @Test
    @Tag("fault-34")
    void shutdownNowGivesBackWhatNeverStartedAndEndsTheRest() throws Exception {
        TaskPool pool = TaskPool.processes(1);
        TaskFuture<?> spinner = submitBegun(pool, Action.of(() -> Probe.spin()));
        String ran = folder.resolve("ran").toString();
        TaskFuture<?> waiting = pool.submit(() -> Probe.note(ran, "by hand"));

        List<Runnable> unstarted = pool.shutdownNow();

        assertThat(unstarted).hasSize(1);
        assertThat(waiting.state()).isEqualTo(State.CANCELLED);
        assertThat(spinner.state()).isEqualTo(State.CANCELLED);
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        unstarted.getFirst().run();
        assertThat(Path.of(ran)).hasContent("by hand");
        assertThatThrownBy(() -> pool.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("takes no more tasks");
    }

    @Test
    @Tag("fault-34")
    void closeWaitsForEverythingThatWasSubmitted() throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        try (TaskPool pool = TaskPool.processes(2)) {
            for (int i = 0; i < 20; i++) {
                int n = i;
                futures.add(
                        pool.submit(() -> {
                            TimeUnit.MILLISECONDS.sleep(10);
                            return n;
                        }));
            }
        }
        for (int i = 0; i < 20; i++) {
            assertThat(futures.get(i).resultNow()).isEqualTo(i);
        }
    }

    @Test
    @Tag("fault-34")
    void poolThatIsClosedAtOnceTerminates() throws Exception {
        for (int i = 0; i < 5; i++) {
            TaskPool pool = TaskPool.processes(2);
            pool.shutdown();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @Tag("fault-18")
    void deathAfterShutdownStillRunsWhatWaits() throws Exception {
        List<TaskFuture<Integer>> others = new ArrayList<>();
        TaskFuture<?> victim;
        try (TaskPool pool = TaskPool.processes(1)) {
            victim = pool.submit(() -> Probe.halt(3));
            for (int i = 0; i < 5; i++) {
                int n = i;
                others.add(pool.submit(() -> n));
            }
        }
        failureOf(victim);
        for (int i = 0; i < 5; i++) {
            assertThat(others.get(i).resultNow()).isEqualTo(i);
        }
    }

    @Test
    @Tag("fault-33")
    void cancellationFollowedByShutdownDoesNotHang() throws Exception {
        for (int i = 0; i < 10; i++) {
            TaskPool pool = TaskPool.processes(1);
            pool.submit(() -> 1).cancel(i % 2 == 0);
            pool.shutdown();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    // ---- workers that cannot start -----------------------------------------------------------

    private static TaskPool brokenPool(int workers) {
        return TaskPool.ofProcesses()
                .workers(workers)
                .jvmArgs("-XX:NoSuchFlag")
                .output(TaskOutput.discard())
                .build();
    }

    @Test
    @Tag("fault-41")
    void poolWhoseWorkersCannotStartSaysWhy() throws Exception {
        try (TaskPool pool = brokenPool(2)) {
            TaskFuture<Integer> pending = pool.submit(() -> 42);

            PoolUnavailableException first = failureOf(pending, PoolUnavailableException.class);
            PoolUnavailableException later =
                    failureOf(pool.submit(() -> 42), PoolUnavailableException.class);

            assertThat(first).hasMessageContaining("NoSuchFlag");
            assertThat(later).hasMessageContaining("NoSuchFlag");
            await().atMost(Duration.ofSeconds(20)).until(() -> pool.snapshot().workers().isEmpty());
            assertThat(pool.toString()).isNotEmpty();
        }
    }

    @Test
    @Tag("fault-41")
    void poolWhoseWorkersCannotStartCanBeClosedAtOnce() throws Exception {
        TaskPool pool = brokenPool(1);
        TaskFuture<Integer> pending = pool.submit(() -> 42);
        pool.shutdown();

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        failureOf(pending, PoolUnavailableException.class);
    }
}
