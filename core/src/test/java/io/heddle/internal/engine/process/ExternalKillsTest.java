package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.assertAllRight;
import static io.heddle.internal.engine.process.Probe.awaitIdle;
import static io.heddle.internal.engine.process.Probe.doManyShortTasks;
import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.quickPool;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static io.heddle.internal.engine.process.Probe.submitQuick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.Action;
import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.Signal;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Workers that somebody else kills or stops, at the worst moments.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class ExternalKillsTest {

    private static final int BIG = 8 << 20;
    private static final long STAGGER_NANOS = 100_000;

    @TempDir Path folder;

    private static byte[] pattern(int seed) {
        byte[] bytes = new byte[BIG];
        Arrays.fill(bytes, (byte) seed);
        return bytes;
    }

    // ---- workers against workers -------------------------------------------------------------

    /// Waits until all are there, and a moment more, then kills the next in the ring.
    private static int killNextOf(String pids, int all) throws Exception {
        Probe.note(pids, Probe.ownPid());
        await().until(() -> Probe.lines(Path.of(pids)).size() == all);
        List<Long> ring = Probe.lines(Path.of(pids)).stream().map(Long::valueOf).sorted().toList();
        int place = ring.indexOf(Probe.ownPid());
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < place * STAGGER_NANOS) {
            Thread.onSpinWait();
        }
        long next = ring.get((place + 1) % all);
        if (next == Probe.ownPid()) {
            Probe.dieBy("KILL");
        }
        Probe.kill(next);
        return place;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    @Tag("fault-13")
    void workersThatKillEachOtherLeaveAWholePool(int all) throws Exception {
        letThemKillEachOther(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 13})
    @Tag("stress")
    void manyWorkersThatKillEachOtherLeaveAWholePool(int all) throws Exception {
        letThemKillEachOther(all);
    }

    private void letThemKillEachOther(int all) throws Exception {
        String pids = folder.resolve("pids").toString();
        String runs = folder.resolve("runs").toString();
        try (TaskPool pool = quickPool(all)) {
            List<TaskFuture<Integer>> killers =
                    IntStream.range(0, all)
                            .mapToObj(n -> pool.submit(() -> killNextOf(pids, all)))
                            .toList();

            int deaths = 0;
            for (TaskFuture<Integer> killer : killers) {
                assertThat(killer.join(Duration.ofSeconds(Probe.PATIENCE_SECONDS))).isTrue();
                if (killer.state() == State.FAILED) {
                    assertThat(failureOf(killer, WorkerDiedException.class).signal())
                            .contains(Signal.KILL);
                    deaths++;
                }
            }
            // everybody has struck, but the pool may not have heard of every death yet
            assertAllRight(submitQuick(pool, runs, 20));
            awaitIdle(pool, all);
            assertThat(deaths).isBetween(1, all);
            assertThat(pool.snapshot().failed()).isEqualTo(deaths);
            assertThat(Probe.lines(Path.of(pids))).hasSize(all);
            assertThat(Probe.lines(Path.of(runs))).hasSize(20).doesNotHaveDuplicates();
        }
    }

    // ---- much data under way -----------------------------------------------------------------

    @Test
    @Tag("fault-14")
    @Tag("fault-15")
    @Tag("fault-16")
    void killWithMuchDataUnderWayBothWaysHarmsNothingElse() throws Exception {
        String runs = folder.resolve("runs").toString();
        try (TaskPool pool = quickPool(2)) {
            awaitIdle(pool, 2);
            List<TaskFuture<byte[]>> echoes = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int n = i;
                byte[] argument = pattern(n);
                echoes.add(
                        pool.submit(() -> {
                            Probe.note(runs, n);
                            return argument;
                        }));
            }
            for (int i = 0; i < 12; i += 3) {
                assertThat(echoes.get(i).join(Duration.ofSeconds(Probe.PATIENCE_SECONDS))).isTrue();
                pool.snapshot().workers().stream()
                        .filter(worker -> worker.state() == WorkerState.BUSY)
                        .limit(1)
                        .forEach(worker -> Probe.kill(worker.pid()));
            }

            int lost = 0;
            for (int i = 0; i < 12; i++) {
                assertThat(echoes.get(i).join(Duration.ofSeconds(Probe.PATIENCE_SECONDS))).isTrue();
                if (echoes.get(i).state() == State.FAILED) {
                    failureOf(echoes.get(i), WorkerDiedException.class);
                    lost++;
                } else {
                    assertThat(Arrays.equals(resultOf(echoes.get(i)), pattern(i))).isTrue();
                }
            }
            assertThat(lost).isLessThanOrEqualTo(4);
            assertThat(Probe.lines(Path.of(runs))).doesNotHaveDuplicates();
            awaitIdle(pool, 2);
        }
    }

    @Test
    @Tag("fault-16")
    @Tag("fault-32")
    void cancellationWithMuchDataUnderWayFreesTheWorker() throws Exception {
        byte[] argument = pattern(7);
        try (TaskPool pool = quickPool(1)) {
            awaitIdle(pool, 1);
            for (int i = 0; i < 10; i++) {
                TaskFuture<byte[]> echo = pool.submit(() -> argument);
                assertThat(echo.cancel(i % 2 == 0)).isTrue();
                assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            }
            assertThat(Arrays.equals(resultOf(pool.submit(() -> argument)), argument)).isTrue();
            assertThat(pool.snapshot().failed()).isZero();
        }
    }

    private static byte[] resultOfAWorkerThatThenDies(int seed) {
        Thread runsTasks = Thread.currentThread();
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    while (Arrays.stream(runsTasks.getStackTrace())
                            .noneMatch(frame -> frame.getMethodName().equals("receive"))) {
                        Thread.onSpinWait();
                    }
                    Probe.halt(7);
                });
        return pattern(seed);
    }

    @Test
    @Tag("fault-15")
    void resultSentBeforeTheDeathCounts() throws Exception {
        try (TaskPool pool = quickPool(1)) {
            for (int i = 0; i < 3; i++) {
                int seed = i;
                long doomed = awaitIdle(pool, 1).iterator().next();
                TaskFuture<byte[]> future = pool.submit(() -> resultOfAWorkerThatThenDies(seed));

                assertThat(Arrays.equals(resultOf(future), pattern(seed))).isTrue();

                Probe.awaitGone(doomed);
            }
            awaitIdle(pool, 1);
            assertThat(pool.snapshot().restarts()).isEqualTo(3);
            assertThat(pool.snapshot().failed()).isZero();
        }
    }

    private static final CountDownLatch READING = new CountDownLatch(1);
    private static final CountDownLatch READ_ON = new CountDownLatch(1);

    /// Holds up whoever reads it.
    private static final class HoldsUpItsReader implements Serializable {
        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            READING.countDown();
            try {
                READ_ON.await(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /// The result still lies in the connection when its worker is long dead.
    @Test
    @Tag("fault-15")
    void resultThatIsReadAfterTheDeathCounts() throws Exception {
        try (TaskPool pool = quickPool(1)) {
            long doomed = awaitIdle(pool, 1).iterator().next();
            TaskFuture<?> holdsUp = pool.submit(() -> new HoldsUpItsReader());
            assertThat(READING.await(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            TaskFuture<Integer> last =
                    pool.submit(() -> resultOfAWorkerThatThenDies(1).length / BIG);
            Probe.awaitGone(doomed);
            long dead = System.nanoTime();
            await().until(() ->
                    System.nanoTime() - dead > 300_000_000); // others were told long ago
            READ_ON.countDown();

            assertThat(resultOf(last)).isEqualTo(1);
            assertThat(resultOf(holdsUp)).isNotNull();
            assertThat(pool.snapshot().failed()).isZero();
        }
    }

    // ---- stopped workers ---------------------------------------------------------------------

    @Test
    @Tag("fault-14")
    @Tag("fault-16")
    void stoppedWorkerDoesNotBlockTheSubmitter() throws Exception {
        String runs = folder.resolve("runs").toString();
        byte[] argument = pattern(7);
        Duration limit = Duration.ofSeconds(1);
        try (TaskPool pool = quickPool(1)) {
            long worker = awaitIdle(pool, 1).iterator().next();
            Probe.stop(worker);
            try {
                long submitted = System.nanoTime();
                TaskFuture<Integer> big =
                        pool.submit(
                                TaskOptions.named("big").timeout(limit),
                                () -> {
                                    Probe.note(runs, "big");
                                    return argument.length;
                                });
                TaskFuture<?> takenBack =
                        pool.submit(() -> Probe.note(runs, "taken back though it was taken back"));
                List<TaskFuture<Integer>> innocents = submitQuick(pool, runs, 20);
                assertThat(takenBack.cancel(true)).isTrue();
                await().until(() -> System.nanoTime() - submitted > limit.toNanos() * 5 / 4);
                assertThat(big.state()).as("its time has not begun").isEqualTo(State.RUNNING);

                Probe.signal(worker, "CONT");

                assertThat(resultOf(big)).isEqualTo(BIG);
                assertAllRight(innocents);
                assertThat(Probe.lines(Path.of(runs))).hasSize(21).doesNotHaveDuplicates();
                assertThat(Probe.pids(pool)).containsExactly(worker);
            } finally {
                Probe.signal(worker, "CONT");
            }
        }
    }

    @Test
    @Tag("fault-11")
    void stoppedWorkerThatIsKilledGivesItsTaskToAnother() throws Exception {
        String runs = folder.resolve("runs").toString();
        try (TaskPool pool = quickPool(1)) {
            long worker = awaitIdle(pool, 1).iterator().next();
            Probe.stop(worker);
            List<TaskFuture<Integer>> innocents = submitQuick(pool, runs, 20);

            Probe.signal(worker, "KILL");

            assertAllRight(innocents);
            assertThat(Probe.lines(Path.of(runs))).hasSize(20).doesNotHaveDuplicates();
            assertThat(pool.snapshot().failed()).isZero();
        }
    }

    @Test
    @Tag("fault-14")
    void taskThatStopsItsOwnWorkerHoldsUpNobodyElse() throws Exception {
        String runs = folder.resolve("runs").toString();
        try (TaskPool pool = quickPool(2)) {
            doManyShortTasks(pool);
            TaskFuture<String> stopped =
                    pool.submit(() -> {
                        Probe.signal(Probe.ownPid(), "STOP");
                        return "awake";
                    });
            List<TaskFuture<Integer>> innocents = submitQuick(pool, runs, 20);

            assertAllRight(innocents);
            assertThat(Probe.lines(Path.of(runs))).hasSize(20).doesNotHaveDuplicates();
            assertThat(pool.map(n -> n + 1, IntStream.range(0, 1_000).boxed().toList()))
                    .hasSize(1_000);
            PoolSnapshot.Worker left =
                    pool.snapshot().workers().stream()
                            .filter(worker -> worker.state() == WorkerState.ENDING)
                            .findFirst()
                            .orElseThrow();
            assertThat(stopped.isDone()).isFalse();

            Probe.signal(left.pid(), "CONT");

            assertThat(resultOf(stopped)).isEqualTo("awake");
            assertThat(awaitIdle(pool, 2)).doesNotContain(left.pid());
            assertThat(pool.snapshot().failed()).isZero();
        }
    }

    @Test
    @Tag("fault-14")
    void tasksOfAWorkerThatWasStoppedAtLeisureAreRunByOthers() throws Exception {
        String runs = folder.resolve("runs").toString();
        try (TaskPool pool = quickPool(1)) {
            long worker = awaitIdle(pool, 1).iterator().next();
            Probe.stop(worker);

            assertAllRight(submitQuick(pool, runs, 20));

            assertThat(Probe.lines(Path.of(runs))).hasSize(20).doesNotHaveDuplicates();
            assertThat(awaitIdle(pool, 1)).doesNotContain(worker);
        }
    }

    @Test
    @Tag("fault-5")
    void exitWhoseShutdownHookHangsHoldsUpNobodyElse() throws Exception {
        String runs = folder.resolve("runs").toString();
        try (TaskPool pool = quickPool(2)) {
            doManyShortTasks(pool);
            TaskFuture<?> exits =
                    pool.submit(() -> {
                        Runtime.getRuntime().addShutdownHook(new Thread(Probe::waitForEver));
                        System.exit(1);
                    });
            List<TaskFuture<Integer>> innocents = submitQuick(pool, runs, 20);

            assertAllRight(innocents);
            assertThat(Probe.lines(Path.of(runs))).hasSize(20).doesNotHaveDuplicates();
            assertThat(exits.cancel(true)).isTrue();
            awaitIdle(pool, 2);
        }
    }

    // ---- while a pool begins and ends --------------------------------------------------------

    @Test
    @Tag("fault-17")
    void newPoolRightAfterAKillWorks() throws Exception {
        try (TaskPool first = quickPool(2)) {
            Set<Long> workers = awaitIdle(first, 2);
            workers.forEach(Probe::kill);
            try (TaskPool second = quickPool(2)) {
                TaskFuture<Integer> inFirst = first.submit(() -> 1);
                assertThat(resultOf(second.submit(() -> 2))).isEqualTo(2);
                assertThat(resultOf(inFirst)).isEqualTo(1);
            }
            assertThat(awaitIdle(first, 2)).doesNotContainAnyElementsOf(workers);
        }
    }

    @Test
    @Tag("fault-11")
    void workerKilledWhileItStartsIsReplaced() throws Exception {
        try (TaskPool pool = quickPool(1)) {
            await().until(() -> Probe.pids(pool).stream().anyMatch(pid -> pid > 0));
            Probe.pids(pool).forEach(Probe::kill);

            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("fault-19")
    void killDuringShutdownLeavesNothing(boolean now) throws Exception {
        String begun = folder.resolve("begun").toString();
        TaskPool pool = quickPool(3);
        List<TaskFuture<?>> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(
                    pool.submit(() -> {
                        Probe.note(begun, Probe.ownPid());
                        Probe.waitForEver();
                    }));
        }
        List<TaskFuture<Integer>> behind = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int n = i;
            behind.add(pool.submit(() -> n));
        }
        await().until(() -> Probe.lines(Path.of(begun)).size() == 3);

        if (now) {
            assertThat(pool.shutdownNow()).hasSize(5);
        } else {
            pool.shutdown();
        }
        for (String pid : Probe.lines(Path.of(begun))) {
            Probe.kill(Long.parseLong(pid));
        }

        assertThat(pool.awaitTermination(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        for (TaskFuture<?> each : held) {
            assertThat(each.state()).isEqualTo(now ? State.CANCELLED : State.FAILED);
        }
        for (TaskFuture<Integer> each : behind) {
            assertThat(each.state()).isEqualTo(now ? State.CANCELLED : State.SUCCESS);
        }
    }

    // ---- pools within workers ----------------------------------------------------------------

    @Test
    @Tag("fault-22")
    void killedWorkerTakesItsOwnPoolWithIt() throws Exception {
        String inner = folder.resolve("inner").toString();
        try (TaskPool pool = quickPool(1)) {
            TaskFuture<?> outer =
                    pool.submit(
                            Action.of(() -> {
                                TaskPool own = Probe.briefPool(1);
                                own.submit(
                                                Task.of(() -> {
                                                    Probe.note(inner, Probe.ownPid());
                                                    Probe.spin();
                                                    return null;
                                                }))
                                        .get();
                            }));
            await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                    .until(() -> !Probe.lines(Path.of(inner)).isEmpty());

            Probe.pids(pool).forEach(Probe::kill);

            assertThat(failureOf(outer, WorkerDiedException.class).signal()).contains(Signal.KILL);
            Probe.awaitGone(Long.parseLong(Probe.lines(Path.of(inner)).getFirst()));
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
        }
    }
}
