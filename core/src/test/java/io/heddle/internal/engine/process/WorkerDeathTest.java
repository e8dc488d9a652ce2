package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.awaitIdle;
import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.Action;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.PoolUnavailableException;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.WorkerDiedException.Kind;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A worker that dies takes the task with it that it ran, and nothing else.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class WorkerDeathTest {

    private static final int BIG = 32 << 20;

    @TempDir Path folder;

    private static TaskPool quietPool(int workers) {
        return Probe.briefPools().workers(workers).output(TaskOutput.discard()).build();
    }

    /// Runs a deadly task among others: they are right, it is run once, and the pool is whole again.
    private WorkerDiedException dieAmongOthers(Action deadly) throws Exception {
        String runs = folder.resolve("runs").toString();
        try (TaskPool pool = quietPool(2)) {
            List<TaskFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int n = i;
                others.add(pool.submit(() -> n * n));
            }
            TaskFuture<?> victim =
                    pool.submit(() -> {
                        Probe.note(runs, "run");
                        deadly.act();
                    });
            for (int i = 20; i < 40; i++) {
                int n = i;
                others.add(pool.submit(() -> n * n));
            }
            WorkerDiedException death = failureOf(victim, WorkerDiedException.class);
            for (int i = 0; i < 40; i++) {
                assertThat(resultOf(others.get(i))).isEqualTo(i * i);
            }
            assertThat(awaitIdle(pool, 2)).doesNotContain(death.pid());
            assertThat(pool.snapshot().restarts()).isEqualTo(1);
            assertThat(pool.snapshot().failed()).isEqualTo(1);
            assertThat(Probe.lines(Path.of(runs))).hasSize(1);
            assertThat(death.getMessage()).contains("pid=" + death.pid());
            return death;
        }
    }

    @Test
    @Tag("fault-5")
    void cleanLookingHaltIsAnError() throws Exception {
        WorkerDiedException death = dieAmongOthers(() -> Probe.halt(0));

        assertThat(death.kind()).isEqualTo(Kind.EXIT);
        assertThat(death.exitCode()).isZero();
        assertThat(death).hasMessageContaining("exit=0").hasMessageContaining("Runtime.halt");
    }

    @Test
    @Tag("fault-5")
    void haltIsReportedWithItsCode() throws Exception {
        WorkerDiedException death = dieAmongOthers(() -> Probe.halt(3));

        assertThat(death.kind()).isEqualTo(Kind.EXIT);
        assertThat(death.exitCode()).isEqualTo(3);
        assertThat(death.signal()).isEmpty();
        assertThat(death).hasMessageContaining("exit=3");
    }

    @Test
    @Tag("fault-5")
    void systemExitIsReportedWithThePlaceOfTheCall() throws Exception {
        WorkerDiedException death = dieAmongOthers(() -> System.exit(1));

        assertThat(death.kind()).isEqualTo(Kind.EXIT);
        assertThat(death.exitCode()).isEqualTo(1);
        assertThat(death.death().hint())
                .contains("System.exit")
                .contains(WorkerDeathTest.class.getSimpleName());
    }

    @Test
    @Tag("fault-12")
    void killIsReportedAsSignal() throws Exception {
        WorkerDiedException death = dieAmongOthers(() -> Probe.dieBy("KILL"));

        assertThat(death.kind()).isEqualTo(Kind.SIGNAL);
        assertThat(death.exitCode()).isEqualTo(-9);
        assertThat(death.signal()).contains(Signal.KILL);
        assertThat(death).hasMessageContaining("signal=KILL");
    }

    @Test
    @Tag("fault-12")
    void terminationIsToldFromExitWithTheSameCode() throws Exception {
        WorkerDiedException bySignal = dieAmongOthers(() -> Probe.dieBy("TERM"));
        Files.delete(folder.resolve("runs"));
        WorkerDiedException byExit = dieAmongOthers(() -> System.exit(143));

        assertThat(bySignal.exitCode()).isEqualTo(-15);
        assertThat(bySignal.kind()).isEqualTo(Kind.SIGNAL);
        assertThat(byExit.exitCode()).isEqualTo(143);
        assertThat(byExit.kind()).isEqualTo(Kind.EXIT);
    }

    @Test
    @Tag("fault-5")
    void segmentationFaultLeavesACrashFile() throws Exception {
        WorkerDiedException death = dieAmongOthers(() -> Probe.dieBy("SEGV"));

        assertThat(death.kind()).isEqualTo(Kind.SIGNAL);
        assertThat(death.signal()).contains(Signal.ABRT);
        Path crashFile = death.crashFile().orElseThrow();
        assertThat(crashFile).isAbsolute().isNotEmptyFile();
        assertThat(death).hasMessageContaining(crashFile.toString());
        assertThat(String.join("\n", death.lastErrorLines())).contains("SIGSEGV");
        Files.delete(crashFile);
    }

    private static WorkerDiedException dieOfHunger(Action hungry) throws Exception {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .maxHeapBytes(64L << 20)
                        .output(TaskOutput.discard())
                        .build()) {
            TaskFuture<?> victim = pool.submit(hungry);
            TaskFuture<Integer> next = pool.submit(() -> 42);
            WorkerDiedException death = failureOf(victim, WorkerDiedException.class);
            assertThat(resultOf(next)).isEqualTo(42);
            return death;
        }
    }

    private static void eatEverything() {
        List<byte[]> hoard = new ArrayList<>();
        while (hoard.size() < 1_000_000) {
            hoard.add(new byte[1 << 20]);
        }
    }

    @Test
    @Tag("fault-20")
    void outOfMemoryIsCalledSo() throws Exception {
        WorkerDiedException death = dieOfHunger(WorkerDeathTest::eatEverything);

        assertThat(death.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
        assertThat(death).hasMessageContaining("maxHeapBytes");
    }

    @Test
    @Tag("fault-20")
    void outOfMemoryThatIsSwallowedEndsTheWorkerAllTheSame() throws Exception {
        WorkerDiedException death =
                dieOfHunger(() -> {
                    try {
                        eatEverything();
                    } catch (OutOfMemoryError e) {
                        // as careless code does
                    }
                });

        assertThat(death.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
    }

    @Test
    @Tag("fault-20")
    void outOfMemoryIsFoundBehindALineWithoutEnd() throws Exception {
        WorkerDiedException death =
                dieOfHunger(() -> {
                    System.out.print("no end");
                    eatEverything();
                });

        assertThat(death.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
    }

    @Test
    @Tag("fault-20")
    void exactlyThoseTasksFailThatUseUpTheMemory() throws Exception {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .maxHeapBytes(64L << 20)
                        .output(TaskOutput.discard())
                        .build()) {
            List<TaskFuture<Integer>> futures =
                    IntStream.range(0, 30)
                            .mapToObj(n ->
                                    pool.submit(() -> {
                                        if (n % 10 == 5) {
                                            eatEverything();
                                        }
                                        return n;
                                    }))
                            .toList();
            for (int n = 0; n < 30; n++) {
                if (n % 10 == 5) {
                    assertThat(failureOf(futures.get(n), WorkerDiedException.class).kind())
                            .isEqualTo(Kind.OUT_OF_MEMORY);
                } else {
                    assertThat(resultOf(futures.get(n))).isEqualTo(n);
                }
            }
        }
    }

    @Test
    @Tag("fault-20")
    void memoryErrorWithoutAMessageThatATaskMakesItselfIsItsOwnFailure() throws Exception {
        try (TaskPool pool = quietPool(1)) {
            Set<Long> before = awaitIdle(pool, 1);

            failureOf(
                    pool.submit(
                            Action.of(() -> {
                                throw new OutOfMemoryError();
                            })),
                    OutOfMemoryError.class);

            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            assertThat(Probe.pids(pool)).isEqualTo(before);
        }
    }

    @Test
    @Tag("fault-5")
    void workerWithoutStandardStreamsGoesOn() throws Exception {
        try (TaskPool pool = quietPool(1)) {
            Set<Long> before = awaitIdle(pool, 1);

            assertThat(
                            resultOf(
                                    pool.submit(() -> {
                                        System.setOut(null);
                                        System.setErr(null);
                                        return 1;
                                    })))
                    .isEqualTo(1);

            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            assertThat(Probe.pids(pool)).isEqualTo(before);
        }
    }

    @Test
    @Tag("fault-5")
    void workerWhoseStandardStreamFailsGoesOn() throws Exception {
        try (TaskPool pool = quietPool(1)) {
            Set<Long> before = awaitIdle(pool, 1);

            assertThat(
                            resultOf(
                                    pool.submit(() -> {
                                        System.setOut(new Unflushable());
                                        return 1;
                                    })))
                    .isEqualTo(1);

            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            assertThat(Probe.pids(pool)).isEqualTo(before);
        }
    }

    private static final class Unflushable extends PrintStream {
        Unflushable() {
            super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        }

        @Override
        public void flush() {
            throw new IllegalStateException("never flushed");
        }
    }

    @Test
    @Tag("fault-20")
    void memoryErrorThatATaskMakesItselfIsItsOwnFailure() throws Exception {
        try (TaskPool pool = quietPool(1)) {
            Set<Long> before = awaitIdle(pool, 1);

            OutOfMemoryError own =
                    failureOf(
                            pool.submit(
                                    Action.of(() -> {
                                        throw new OutOfMemoryError("mine");
                                    })),
                            OutOfMemoryError.class);

            assertThat(own).hasMessage("mine");
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            assertThat(Probe.pids(pool)).isEqualTo(before);
        }
    }

    @Test
    void secondAttemptIsCountedInTheReport() throws Exception {
        try (TaskPool pool = Probe.briefPools().workers(1).retries(1).build()) {
            WorkerDiedException death =
                    failureOf(pool.submit(() -> Probe.halt(3)), WorkerDiedException.class);

            assertThat(death.attempts()).isEqualTo(2);
            assertThat(death).hasMessageContaining("attempts=2");
        }
    }

    @Test
    void jvmThatDoesNotStartIsCalledSoWithItsWords() {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .jvmArgs("-XX:NoSuchOption=1")
                        .output(TaskOutput.discard())
                        .build()) {
            PoolUnavailableException why =
                    failureOf(pool.submit(() -> 42), PoolUnavailableException.class);

            assertThat(why.getCause())
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("the JVM did not start")
                    .hasMessageContaining("NoSuchOption")
                    .hasMessageNotContaining("halt");
            assertThat(((WorkerDiedException) why.getCause()).attempts()).isZero();
        }
    }

    @Test
    void strandsDeathHasTheSameReport() throws Exception {
        Strand<?> strand = Probe.briefStrand().name("lonely").start(Action.of(() -> Probe.halt(3)));

        WorkerDiedException death = failureOf(strand, WorkerDiedException.class);

        assertThat(death)
                .hasMessageContaining("process=lonely pid=" + death.pid())
                .hasMessageContaining(death.hint());
        assertThat(death.attempts()).isEqualTo(1);
        strand.join();
    }

    private static int endless(int n) {
        return n == Integer.MIN_VALUE ? 0 : 1 + endless(n + 1);
    }

    @Test
    @Tag("fault-5")
    void stackOverflowIsTheTasksOwnException() throws Exception {
        try (TaskPool pool = quietPool(1)) {
            Set<Long> before = awaitIdle(pool, 1);

            failureOf(pool.submit(() -> endless(0)), StackOverflowError.class);

            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            assertThat(Probe.pids(pool)).isEqualTo(before);
        }
    }

    @Test
    void lastErrorLinesAreInTheReport() throws Exception {
        WorkerDiedException death =
                dieAmongOthers(() -> {
                    for (int i = 0; i < 30; i++) {
                        System.err.println("complaint " + i);
                    }
                    Probe.halt(9);
                });

        assertThat(death.lastErrorLines())
                .hasSize(20)
                .startsWith("complaint 10")
                .endsWith("complaint 29");
        assertThat(death).hasMessageContaining("complaint 29");
    }

    @Test
    @Tag("fault-13")
    void twentyDeathsInARowLeaveAWholePool() throws Exception {
        try (TaskPool pool = quietPool(2)) {
            for (int i = 0; i < 20; i++) {
                int code = i;
                assertThat(
                                failureOf(
                                                pool.submit(() -> Probe.halt(code)),
                                                WorkerDiedException.class)
                                        .exitCode())
                        .isEqualTo(i);
            }
            awaitIdle(pool, 2);
            assertThat(pool.snapshot().restarts()).isEqualTo(20);
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
        }
    }

    @Test
    @Tag("fault-11")
    void killedIdleWorkerCostsNobodyAnything() throws Exception {
        try (TaskPool pool = quietPool(1)) {
            for (String signal : List.of("KILL", "TERM", "KILL")) {
                long idle = awaitIdle(pool, 1).iterator().next();

                Probe.signal(idle, signal);
                Probe.awaitGone(idle);

                assertThat(resultOf(pool.submit(Probe::ownPid))).isNotEqualTo(idle);
            }
            assertThat(pool.snapshot().failed()).isZero();
        }
    }

    @Test
    @Tag("fault-14")
    @Tag("fault-16")
    void deathWhileAnArgumentIsWrittenOnlyDelaysItsTask() throws Exception {
        byte[] argument = new byte[BIG];
        Arrays.fill(argument, (byte) 7);
        String runs = folder.resolve("runs").toString();
        try (TaskPool pool = quietPool(1)) {
            long worker = awaitIdle(pool, 1).iterator().next();
            Probe.stop(worker); // so that it cannot read to the end
            TaskFuture<Integer> length =
                    pool.submit(() -> {
                        Probe.note(runs, "run");
                        return argument.length;
                    });

            Probe.kill(worker);

            assertThat(resultOf(length)).isEqualTo(BIG);
            assertThat(Probe.lines(Path.of(runs))).hasSize(1);
        }
    }

    private static byte[] bigResultOfADyingWorker() {
        Thread runsTasks = Thread.currentThread();
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    // while the result is sent, or, if that was missed, before the next task comes
                    Set<String> places = Set.of("sendWhatFits", "awaitSent", "receive");
                    while (Arrays.stream(runsTasks.getStackTrace())
                            .noneMatch(frame -> places.contains(frame.getMethodName()))) {
                        Thread.onSpinWait();
                    }
                    Probe.halt(7);
                });
        byte[] result = new byte[BIG];
        Arrays.fill(result, (byte) 7);
        return result;
    }

    @Test
    @Tag("fault-15")
    @Tag("fault-16")
    void deathWhileAResultIsReadLeavesNoHalfResult() throws Exception {
        try (TaskPool pool = quietPool(1)) {
            int deaths = 0;
            for (int i = 0; i < 5; i++) {
                long doomed = awaitIdle(pool, 1).iterator().next();
                TaskFuture<byte[]> big = pool.submit(() -> bigResultOfADyingWorker());
                big.join();
                Probe.awaitGone(doomed);
                if (big.state() == java.util.concurrent.Future.State.FAILED) {
                    assertThat(failureOf(big, WorkerDiedException.class).exitCode()).isEqualTo(7);
                    deaths++;
                } else {
                    assertThat(resultOf(big)).hasSize(BIG).containsOnly((byte) 7);
                }
                assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            }
            assertThat(deaths).isPositive();
        }
    }

    @Test
    @Tag("fault-12")
    @Tag("fault-14")
    void tasksQueuedBehindADyingOneRunOnceAndAreRight() throws Exception {
        String runs = folder.resolve("runs").toString();
        try (TaskPool pool = quietPool(2)) {
            List<TaskFuture<Integer>> warm =
                    IntStream.range(0, 200).mapToObj(n -> pool.submit(() -> n)).toList();
            for (TaskFuture<Integer> each : warm) {
                resultOf(each);
            }
            List<TaskFuture<Integer>> futures =
                    IntStream.range(0, 120)
                            .mapToObj(n ->
                                    pool.submit(
                                            TaskOptions.named("mixed-" + n),
                                            () -> {
                                                Probe.note(runs, n);
                                                if (n % 15 == 7) {
                                                    Probe.halt(n);
                                                }
                                                return n;
                                            }))
                            .toList();

            for (int n = 0; n < 120; n++) {
                if (n % 15 == 7) {
                    WorkerDiedException death =
                            failureOf(futures.get(n), WorkerDiedException.class);
                    assertThat(death.exitCode()).isEqualTo(n);
                    assertThat(death).hasMessageContaining("task=mixed-" + n);
                } else {
                    assertThat(resultOf(futures.get(n))).isEqualTo(n);
                }
            }
            assertThat(Probe.lines(Path.of(runs))).hasSize(120).doesNotHaveDuplicates();
        }
    }

    @Test
    @Tag("fault-12")
    void workersKilledAtRandomLoseOnlyWhatTheyRan() throws Exception {
        String runs = folder.resolve("runs").toString();
        try (TaskPool pool = quietPool(2)) {
            awaitIdle(pool, 2);
            List<TaskFuture<Integer>> futures =
                    IntStream.range(0, 5_000)
                            .mapToObj(n ->
                                    pool.submit(() -> {
                                        Probe.note(runs, n);
                                        return n;
                                    }))
                            .toList();
            for (int i = 0; i < 6; i++) {
                resultOfEither(futures.get((i + 1) * 100));
                pool.snapshot().workers().stream()
                        .filter(worker -> worker.state() == WorkerState.BUSY)
                        .limit(1)
                        .forEach(worker -> Probe.kill(worker.pid()));
            }

            int lost = 0;
            for (int n = 0; n < futures.size(); n++) {
                TaskFuture<Integer> future = futures.get(n);
                if (resultOfEither(future) instanceof Integer result) {
                    assertThat(result).isEqualTo(n);
                } else {
                    failureOf(future, WorkerDiedException.class);
                    lost++;
                }
            }
            assertThat(lost).isLessThanOrEqualTo(6);
            assertThat(Probe.lines(Path.of(runs))).doesNotHaveDuplicates();
        }
    }

    private static Object resultOfEither(TaskFuture<Integer> future) throws Exception {
        assertThat(future.join(java.time.Duration.ofSeconds(Probe.PATIENCE_SECONDS))).isTrue();
        return future.state() == java.util.concurrent.Future.State.SUCCESS
                ? future.resultNow()
                : future.state();
    }

    @Test
    @Tag("fault-22")
    void whatADyingTaskHasStartedEndsWithIt() throws Exception {
        String subs = folder.resolve("subs").toString();

        dieAmongOthers(() -> {
            Probe.startSub(subs, "sleep", "1000");
            Probe.startSub(subs, "setsid", "sleep", "1000");
            Probe.halt(1);
        });

        for (String pid : Probe.lines(Path.of(subs))) {
            Probe.awaitGone(Long.parseLong(pid));
        }
    }

    @Test
    void interruptThatATaskLeavesBehindHurtsNoOtherTask() throws Exception {
        try (TaskPool pool = quietPool(1)) {
            for (int i = 0; i < 3; i++) {
                resultOf(
                        pool.submit(() -> {
                            Thread runsTasks = Thread.currentThread();
                            Thread.ofPlatform()
                                    .daemon()
                                    .start(() -> {
                                        while (Arrays.stream(runsTasks.getStackTrace())
                                                .noneMatch(f -> f.getMethodName().equals("fill"))) {
                                            Thread.onSpinWait();
                                        }
                                        runsTasks.interrupt();
                                    });
                        }));
                assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            }
            assertThat(pool.snapshot().failed()).isZero();
        }
    }

    @Test
    void taskThatInterruptsEveryThreadHurtsNoSibling() throws Exception {
        try (TaskPool pool = quietPool(2)) {
            awaitIdle(pool, 2);
            String begun = folder.resolve("begun").toString();
            String goOn = folder.resolve("go-on").toString();
            TaskFuture<Integer> sibling =
                    pool.submit(() -> {
                        Probe.note(begun, "");
                        Probe.awaitFile(Path.of(goOn));
                        return 42;
                    });
            Probe.awaitFile(Path.of(begun));

            TaskFuture<?> vandal =
                    pool.submit(() -> {
                        Thread.getAllStackTraces().keySet().forEach(Thread::interrupt);
                        Probe.waitForEver();
                    });
            failureOf(vandal, WorkerDiedException.class);
            Probe.note(goOn, "");

            assertThat(resultOf(sibling)).isEqualTo(42);
            assertThat(Listener.current().socket()).exists();
            awaitIdle(pool, 2);
        }
    }

    @Test
    void taskThatDoesNotFitAWorkersHeapFailsAloneAndThePoolGoesOn() throws Exception {
        try (TaskPool small = Probe.briefPools().workers(1).maxHeapBytes(16L << 20).build()) {
            byte[] large = new byte[50 << 20];
            Future<Integer> doomed = small.submit(() -> large.length);
            Future<Integer> behind = small.submit(() -> 1);

            WorkerDiedException death = failureOf(doomed, WorkerDiedException.class);
            assertThat(death.kind()).isEqualTo(WorkerDiedException.Kind.OUT_OF_MEMORY);
            assertThat(resultOf(behind)).isEqualTo(1);
        }
    }

    @Test
    void poolThatIsClosedHasNoOpenFuture() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<Future<Integer>> futures = new ArrayList<>();
            try (TaskPool closing = Probe.briefPool(2)) {
                for (int n = 0; n < 4; n++) {
                    int code = n;
                    futures.add(
                            closing.submit(() -> {
                                if (code % 2 == 1) {
                                    Runtime.getRuntime().halt(code);
                                }
                                return code;
                            }));
                }
            }
            assertThat(futures).allMatch(Future::isDone);
        }
    }

    @Test
    void secondCancelEndsTheWorkThatTheFirstLetGoOn() throws Exception {
        try (TaskPool one = Probe.briefPool(1)) {
            TaskFuture<Integer> spinning =
                    one.submit(() -> {
                        while (true) {
                            Thread.onSpinWait();
                        }
                    });
            await().atMost(Duration.ofSeconds(20)).until(() -> spinning.attempts() == 1);
            assertThat(spinning.cancel(false)).isTrue();
            assertThat(spinning.cancel(true)).isFalse();
            assertThat(resultOf(one.submit(() -> 1))).isEqualTo(1);
        }
    }
}
