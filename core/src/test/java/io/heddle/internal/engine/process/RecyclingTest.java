package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.awaitIdle;
import static io.heddle.internal.engine.process.Probe.pids;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.PoolSnapshot.Worker;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How workers come and go without any fault: spares, recycling, idleness, and a changed size. None of it
/// may fail a task, or run more tasks at once than were asked for.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class RecyclingTest {

    @TempDir Path folder;

    private static void awaitTrue(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(5))
                .until(condition::getAsBoolean);
    }

    private static List<Worker> inState(TaskPool pool, WorkerState state) {
        return pool.snapshot().workers().stream().filter(w -> w.state() == state).toList();
    }

    // ---- by number of tasks

    @ParameterizedTest
    @CsvSource({"1,1,3", "1,2,5", "2,1,5", "2,2,7", "3,1,7", "3,2,10"})
    @Tag("fault-40")
    void workerGetsItsShareOfTasksAndNeverOneMore(int most, int workers, int tasks)
            throws Exception {
        List<TaskFuture<Long>> futures = new ArrayList<>();
        try (TaskPool pool = Probe.briefPools().workers(workers).maxTasksPerWorker(most).build()) {
            for (int i = 0; i < tasks; i++) {
                futures.add(pool.submit(Probe::ownPid));
            }
            Map<Long, Integer> tasksOfPid = new HashMap<>();
            for (TaskFuture<Long> future : futures) {
                tasksOfPid.merge(resultOf(future), 1, Integer::sum);
            }
            assertThat(tasksOfPid.values()).allMatch(count -> count <= most);
            assertThat(tasksOfPid).hasSizeGreaterThanOrEqualTo((tasks + most - 1) / most);
            assertThat(pool.snapshot().restarts()).isZero();
        }
    }

    @Test
    @Tag("fault-40")
    void poolThatRecyclesRunsNoMoreTasksAtOnceThanItHasWorkers() throws Exception {
        String go = folder.resolve("go").toString();
        try (TaskPool pool = Probe.briefPools().workers(1).spares(1).maxTasksPerWorker(1).build()) {
            awaitTrue(() -> inState(pool, WorkerState.SPARE).size() == 1);
            TaskFuture<String> first = pool.submit(() -> Probe.waitForFile(go));
            TaskFuture<String> second = pool.submit(() -> Probe.waitForFile(go));
            awaitTrue(() -> first.attempts() == 1);

            // the worker has had its only task, but has not ended it: the spare must wait
            assertThat(pool.snapshot().queued()).isEqualTo(1);
            assertThat(inState(pool, WorkerState.SPARE)).isNotEmpty();
            assertThat(inState(pool, WorkerState.BUSY)).hasSize(1);

            Probe.note(go, "go");
            assertThat(resultOf(first)).isEqualTo("go");
            assertThat(resultOf(second)).isEqualTo("go");
        }
    }

    @Test
    @Tag("fault-40")
    void poolClosedWhileItRecyclesFinishesEverything() throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        try (TaskPool pool = Probe.briefPools().workers(2).maxTasksPerWorker(1).build()) {
            for (int i = 0; i < 6; i++) {
                int n = i;
                futures.add(pool.submit(() -> n));
            }
        }
        for (int i = 0; i < 6; i++) {
            assertThat(futures.get(i).resultNow()).isEqualTo(i);
        }
    }

    // ---- by age, memory and idleness

    @Test
    @Tag("fault-44")
    void agedWorkersAreReplacedWhileTasksGoOn() throws Exception {
        try (TaskPool pool =
                Probe.briefPools().workers(1).maxWorkerAge(Duration.ofMillis(50)).build()) {
            Set<Long> pids = new HashSet<>();
            awaitTrue(() -> {
                pids.add(Probe.quietResultOf(pool.submit(Probe::ownPid)));
                return pids.size() >= 3;
            });
            assertThat(pool.snapshot().failed()).isZero();
            assertThat(pool.snapshot().restarts()).isZero();
        }
    }

    @Test
    @Tag("fault-44")
    void workerThatHasGrownIsReplacedWithoutAFailedTask() throws Exception {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .maxHeapBytes(400L << 20)
                        .maxWorkerMemoryBytes(220L << 20)
                        .build()) {
            long first = resultOf(pool.submit(() -> Probe.leak(250 << 20)));
            awaitTrue(() -> Probe.quietResultOf(pool.submit(Probe::ownPid)) != first);
            long second = resultOf(pool.submit(Probe::ownPid));
            for (int i = 0; i < 20; i++) {
                assertThat(resultOf(pool.submit(Probe::garbage))).isEqualTo(second);
            }
            assertThat(pool.snapshot().failed()).isZero();
        }
    }

    @Test
    @Tag("fault-28")
    void idleWorkersAreGivenUpAndComeBackForWork() throws Exception {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(2)
                        .spares(1)
                        .idleTimeout(Duration.ofMillis(100))
                        .build()) {
            resultOf(pool.submit(Probe::ownPid));
            awaitTrue(() -> pool.snapshot().workers().isEmpty());

            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
        }
    }

    @Test
    @Tag("fault-28")
    void taskThatComesWhenAWorkerLeavesIsNotLost() throws Exception {
        try (TaskPool pool =
                Probe.briefPools().workers(1).idleTimeout(Duration.ofMillis(1)).build()) {
            for (int i = 0; i < 12; i++) {
                int n = i;
                Thread.sleep(
                        ThreadLocalRandom.current().nextInt(15)); // around the moment it leaves
                assertThat(resultOf(pool.submit(() -> n))).isEqualTo(n);
            }
        }
    }

    // ---- spares ------------------------------------------------------------------------------

    @Test
    void spareTakesThePlaceOfADeadWorkerAndIsMadeUpFor() throws Exception {
        try (TaskPool pool = Probe.briefPools().workers(1).spares(1).build()) {
            awaitTrue(() -> inState(pool, WorkerState.SPARE).size() == 1);
            Worker spare = inState(pool, WorkerState.SPARE).getFirst();
            long victim = resultOf(pool.submit(Probe::ownPid));
            assertThat(victim).isNotEqualTo(spare.pid());

            Probe.kill(victim);
            awaitTrue(() ->
                    inState(pool, WorkerState.IDLE).stream()
                            .anyMatch(worker -> worker.pid() == spare.pid()));
            assertThat(resultOf(pool.submit(Probe::ownPid))).isEqualTo(spare.pid());
            awaitTrue(() -> inState(pool, WorkerState.SPARE).size() == 1);
        }
    }

    @Test
    void spareTakesOverWhileTheOldWorkerIsStillBeingEnded() throws Exception {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .spares(1)
                        .terminateGrace(Duration.ofSeconds(2 * Probe.PATIENCE_SECONDS))
                        .build()) {
            awaitTrue(() -> inState(pool, WorkerState.SPARE).size() == 1);
            TaskFuture<?> stubborn = pool.submit(() -> Probe.ignoreEverything());
            awaitTrue(() -> stubborn.attempts() == 1);
            TaskFuture<Integer> waiting = pool.submit(() -> 42);

            stubborn.cancel(true);

            assertThat(resultOf(waiting)).isEqualTo(42);
            List<Worker> ending = inState(pool, WorkerState.ENDING);
            assertThat(ending).hasSize(1);
            Probe.kill(ending.getFirst().pid());
        }
    }

    @Test
    void sparesThatGrowOldDoNotPileUp() {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .spares(1)
                        .maxWorkerAge(Duration.ofMillis(40))
                        .build()) {
            Set<Long> seen = new HashSet<>();
            awaitTrue(() -> {
                seen.addAll(pids(pool));
                long staying =
                        pool.snapshot().workers().stream()
                                .filter(w -> w.state() != WorkerState.ENDING)
                                .count();
                assertThat(staying).isLessThanOrEqualTo(3);
                return seen.size() > 8;
            });
        }
    }

    // ---- resize ------------------------------------------------------------------------------

    @Test
    @Tag("fault-45")
    void poolGrowsAndShrinksWhileItIsBusy() throws Exception {
        try (TaskPool pool = Probe.briefPool(1)) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                pool.resize(round % 2 == 0 ? 3 : 1);
                for (int i = 0; i < 50; i++) {
                    int n = futures.size();
                    futures.add(pool.submit(() -> n));
                }
            }
            for (int i = 0; i < futures.size(); i++) {
                assertThat(resultOf(futures.get(i))).isEqualTo(i);
            }
            awaitIdle(pool, 1);
            assertThat(pool.snapshot().restarts()).isZero();
        }
    }

    @Test
    @Tag("fault-45")
    void shrinkingLetsARunningTaskFinish() throws Exception {
        Path go = folder.resolve("go");
        try (TaskPool pool = Probe.briefPool(2)) {
            awaitIdle(pool, 2);
            String file = go.toString();
            TaskFuture<String> first = pool.submit(() -> Probe.waitForFile(file));
            TaskFuture<String> second = pool.submit(() -> Probe.waitForFile(file));
            awaitTrue(() -> inState(pool, WorkerState.BUSY).size() == 2);

            pool.resize(1);
            Probe.note(file, "go");

            assertThat(resultOf(first)).isEqualTo("go");
            assertThat(resultOf(second)).isEqualTo("go");
            awaitIdle(pool, 1);
        }
    }

    @Test
    @Tag("fault-17")
    void workerKilledRightAfterAResizeIsMadeUpFor() throws Exception {
        try (TaskPool pool = Probe.briefPool(2)) {
            Set<Long> before = awaitIdle(pool, 2);
            pool.resize(3);
            Probe.kill(before.iterator().next());
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            assertThat(awaitIdle(pool, 3)).hasSize(3);
            assertThat(pids(pool)).doesNotContain(0L);
        }
    }

    @Test
    void sizeBelowOneIsRefused() {
        try (TaskPool pool = Probe.briefPool(1)) {
            assertThatThrownBy(() -> pool.resize(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("workers=0");
        }
    }
}
