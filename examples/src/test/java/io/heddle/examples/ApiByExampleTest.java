package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Action;
import io.heddle.Futures;
import io.heddle.HeddleException;
import io.heddle.Kind;
import io.heddle.PoolSnapshot;
import io.heddle.PoolUnavailableException;
import io.heddle.ProcessPoolBuilder;
import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.Task;
import io.heddle.TaskFunction;
import io.heddle.TaskFuture;
import io.heddle.TaskLine;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import io.heddle.TaskTimeoutException;
import io.heddle.WorkerDiedException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every form of the public interface, written down once as a user would write it.
///
/// That this file compiles is half of the test: a name or an overload that changes breaks it. What
/// each engine promises in depth is the business of the contracts in `testkit`; here each form is
/// used once and looked at once.
class ApiByExampleTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static TaskPool open(Kind kind) {
        return switch (kind) {
            case INLINE -> TaskPool.inline();
            case THREAD -> TaskPool.threads(2);
            case COROUTINE -> TaskPool.coroutines();
            case PROCESS -> TaskPool.processes(2);
        };
    }

    private static Iterator<Integer> naturals() {
        return Stream.iterate(1, n -> n + 1).iterator();
    }

    private static int twice(int n) {
        return 2 * n;
    }

    private static int forbidden() {
        throw new IllegalStateException("not today");
    }

    private static int sleeping() throws InterruptedException {
        Thread.sleep(Duration.ofMinutes(10));
        return 0;
    }

    /// The shapes of lambdas and what the compiler makes of them; nothing runs in another process.
    @Nested
    class Tasks {

        @Test
        void taskIsACallableThatTravels() throws Exception {
            Task<Integer> answer = () -> 6 * 7;
            assertThat(answer).isInstanceOf(Callable.class).isInstanceOf(Serializable.class);
            assertThat(answer.call()).isEqualTo(42);
            assertThat(Task.of(() -> "cast by the method").call()).isEqualTo("cast by the method");
        }

        @Test
        void actionIsARunnableThatTravelsAndMayThrow() {
            Action action = () -> Thread.sleep(Duration.ZERO);
            assertThat(action).isInstanceOf(Runnable.class).isInstanceOf(Serializable.class);
            action.run();
            Action failing = Action.of(() -> Files.delete(Path.of("nowhere at all")));
            assertThatThrownBy(failing::act).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(failing::run).isInstanceOf(HeddleException.class);
        }

        @Test
        void functionTravelsAndMayThrow() throws Exception {
            TaskFunction<Integer, Integer> function = ApiByExampleTest::twice;
            assertThat(function).isInstanceOf(Serializable.class);
            assertThat(function.apply(21)).isEqualTo(42);
        }
    }

    @Nested
    @Tag("slow")
    class Pools {

        @AfterEach
        void noChildIsLeft() {
            // a process ends a moment after its answer
            Awaitility.await()
                    .atMost(LONG)
                    .untilAsserted(() -> assertThat(Strand.activeChildren()).isEmpty());
        }

        @ParameterizedTest
        @EnumSource
        void poolIsAnExecutorServiceOfOneWord(Kind kind) throws Exception {
            try (TaskPool pool = open(kind)) {
                ExecutorService plain = pool;
                assertThat(plain.isShutdown()).isFalse();

                TaskFuture<Integer> answer = pool.submit(() -> 6 * 7);
                TaskFuture<Void> nothing = pool.submit(() -> Thread.sleep(1));
                TaskFuture<Integer> byReference = pool.submit(ApiByExampleTest::forbidden);

                assertThat(answer.get()).isEqualTo(42);
                assertThat(nothing.get()).isNull();
                assertThatThrownBy(byReference::get)
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("not today");
            }
        }

        @ParameterizedTest
        @EnumSource
        void bulkMethodsKeepTheOrderOrGiveItUp(Kind kind) throws Exception {
            try (TaskPool pool = open(kind)) {
                assertThat(pool.map(n -> n * n, List.of(1, 2, 3))).containsExactly(1, 4, 9);
                assertThat(pool.map(ApiByExampleTest::twice, List.of(4, 5))).containsExactly(8, 10);
                try (Stream<Integer> inOrder = pool.stream(n -> n + 1, naturals())) {
                    assertThat(inOrder.limit(3)).containsExactly(2, 3, 4);
                }
                try (Stream<Integer> inOrder = pool.stream(n -> n + 1, List.of(1, 2))) {
                    assertThat(inOrder).containsExactly(2, 3);
                }
                try (Stream<Integer> asTheyCome = pool.streamUnordered(n -> -n, List.of(1, 2, 3))) {
                    assertThat(asTheyCome).containsExactlyInAnyOrder(-1, -2, -3);
                }
                try (Stream<Integer> asTheyCome = pool.streamUnordered(n -> n, naturals())) {
                    assertThat(asTheyCome.limit(2)).hasSize(2);
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        void futureIsAStageToo(Kind kind) throws Exception {
            try (TaskPool pool = open(kind)) {
                TaskFuture<Integer> future = pool.submit(TaskOptions.named("answer"), () -> 42);
                CompletionStage<Integer> stage = future;
                assertThat(stage.thenApply(n -> n + 1).toCompletableFuture().get()).isEqualTo(43);

                future.join();
                assertThat(future.join(Duration.ZERO)).isTrue();
                assertThat(future.id()).isPositive();
                assertThat(future.name()).isEqualTo("answer");
                assertThat(future.attempts()).isEqualTo(1);
                assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
            }
        }

        @ParameterizedTest
        @EnumSource
        void joinNeverThrowsWhatTheTaskThrew(Kind kind) throws Exception {
            try (TaskPool pool = open(kind)) {
                TaskFuture<Integer> failing = pool.submit(() -> forbidden());
                failing.join();
                assertThat(failing.exceptionNow()).isInstanceOf(IllegalStateException.class);
            }
        }

        @ParameterizedTest
        @EnumSource
        void everyWayInOfExecutorServiceIsThere(Kind kind) throws Exception {
            try (TaskPool pool = open(kind)) {
                pool.execute(() -> Thread.sleep(1));
                pool.execute((Runnable & Serializable) () -> {});
                assertThat(pool.submit((Callable<String> & Serializable) () -> "c").get())
                        .isEqualTo("c");
                assertThat(pool.submit((Runnable & Serializable) () -> {}, "r").get())
                        .isEqualTo("r");
                assertThat(pool.invokeAll(List.of(Task.of(() -> 1), Task.of(() -> 2))))
                        .extracting(Future::resultNow)
                        .containsExactly(1, 2);
                assertThat(pool.invokeAny(List.of(Task.of(() -> 7)))).isEqualTo(7);
                pool.shutdown();
                assertThatThrownBy(() -> pool.submit(() -> 1))
                        .isInstanceOf(RejectedExecutionException.class);
                assertThat(pool.shutdownNow()).isEmpty();
            }
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "INLINE")
        void cancellationStopsTheWork(Kind kind) throws Exception {
            try (TaskPool pool = open(kind)) {
                TaskFuture<Integer> asleep = pool.submit(() -> sleeping());
                assertThat(asleep.join(Duration.ZERO)).isFalse();
                assertThat(asleep.cancel(true)).isTrue();
                assertThat(asleep.state()).isEqualTo(Future.State.CANCELLED);
            } // close() would wait ten minutes if the work went on
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "INLINE")
        void limitFailsTheFuture(Kind kind) throws Exception {
            TaskOptions options = TaskOptions.named("nap").timeout(Duration.ofMillis(100));
            try (TaskPool pool = open(kind)) {
                TaskFuture<Integer> late = pool.submit(options, () -> sleeping());
                late.join();
                assertThat(late.exceptionNow())
                        .isInstanceOfSatisfying(
                                TaskTimeoutException.class,
                                e -> {
                                    assertThat(e.which()).isEqualTo(TaskTimeoutException.Limit.RUN);
                                    assertThat(e.limit()).isEqualTo(Duration.ofMillis(100));
                                    assertThat(e.elapsed()).isGreaterThanOrEqualTo(e.limit());
                                });
            }
        }

        @Test
        void poolsOfOtherSizesOpen() throws Exception {
            try (TaskPool hundred = TaskPool.coroutines(100)) {
                assertThat(hundred.submit(() -> 1).get()).isEqualTo(1);
            }
            try (TaskPool cores = TaskPool.processes()) {
                assertThat(cores.submit(() -> 2).get()).isEqualTo(2);
                assertThat(cores.snapshot().workers()).hasSize(Strand.cores());
            }
        }

        @Test
        void whatCannotTravelIsRefusedByNameWhereItCameThroughAnInheritedMethod() {
            try (TaskPool pool = TaskPool.processes(1)) {
                assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, pool))
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining("java.util.concurrent.CompletableFuture");
                Thread captured = Thread.currentThread();
                assertThatThrownBy(() -> pool.execute((Runnable) () -> captured.interrupt()))
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining("ApiByExampleTest");
            }
        }

        @Test
        void whatCannotTravelFailsTheFutureWithThePathToTheCulprit() throws Exception {
            try (TaskPool pool = TaskPool.processes(1)) {
                Thread captured = Thread.currentThread();
                TaskFuture<String> future = pool.submit(() -> captured.getName());
                future.join();
                assertThat(future.exceptionNow())
                        .isInstanceOfSatisfying(
                                TaskSerializationException.class,
                                e -> assertThat(e.path()).contains("java.lang.Thread"));
            }
        }

        @Test
        void deathOfAWorkerCarriesWhatIsKnownAboutIt() throws Exception {
            try (TaskPool pool = TaskPool.processes(1)) {
                TaskFuture<Integer> doomed = pool.submit(() -> PoolsByExample.crash());
                doomed.join();
                assertThat(doomed.exceptionNow())
                        .isInstanceOfSatisfying(
                                WorkerDiedException.class,
                                e -> {
                                    assertThat(e.pid()).isPositive();
                                    assertThat(e.exitCode()).isEqualTo(3);
                                    assertThat(e.kind()).isEqualTo(WorkerDiedException.Kind.EXIT);
                                    assertThat(e.signal()).isEqualTo(Optional.empty());
                                    assertThat(e.uptime()).isPositive();
                                    assertThat(e.lastErrorLines()).isNotNull();
                                    assertThat(e.crashFile()).isEqualTo(Optional.<Path>empty());
                                    assertThat(e.death().hint()).isNotNull();
                                });
                assertThat(pool.submit(() -> "replaced").get()).isEqualTo("replaced");
            }
        }

        @Test
        void poolWhoseWorkersCannotStartSaysSo() throws Exception {
            try (TaskPool pool = TaskPool.ofProcesses().workers(1).jvmArgs("-Xno-such").build()) {
                TaskFuture<Integer> hopeless = pool.submit(() -> 1);
                hopeless.join();
                assertThat(hopeless.exceptionNow()).isInstanceOf(PoolUnavailableException.class);
            }
        }

        @Test
        void builderSaysEverythingThatIsBuiltSoFar() throws Exception {
            List<TaskLine> lines = new CopyOnWriteArrayList<>();
            try (TaskPool pool =
                    TaskPool.ofProcesses()
                            .workers(1)
                            .spares(0)
                            .maxHeapBytes(64L << 20)
                            .jvmArgs("-Dx=y")
                            .environment(Map.of("TZ", "UTC"))
                            .taskTimeout(LONG)
                            .retries(0)
                            .output(TaskOutput.lines(line -> lines.add(line)))
                            .name("pdf")
                            .build()) {
                TaskOptions named = TaskOptions.named("speak").retries(0);
                TaskFuture<Void> spoken = pool.submit(named, () -> System.out.println("hello"));
                spoken.get();
                assertThat(pool.submit(() -> System.getProperty("x") + System.getenv("TZ")).get())
                        .isEqualTo("yUTC");
                assertThat(pool.submit(() -> Runtime.getRuntime().maxMemory()).get())
                        .isLessThanOrEqualTo(64L << 20);
                Awaitility.await().atMost(LONG).until(() -> !lines.isEmpty());
                TaskLine line = lines.getFirst();
                assertThat(line.text()).isEqualTo("hello");
                assertThat(line.error()).isFalse();
                assertThat(line.taskId()).isEqualTo(spoken.id());
                assertThat(line.taskName()).isEqualTo("speak");
                assertThat(line.worker()).contains("pdf");
                assertThat(line.pid()).isPositive();
            }
        }

        @Test
        void outputHasThreeForms() {
            assertThat(TaskOutput.inherit()).isInstanceOf(TaskOutput.Inherit.class);
            assertThat(TaskOutput.discard()).isInstanceOf(TaskOutput.Discard.class);
            assertThat(TaskOutput.lines(line -> {})).isInstanceOf(TaskOutput.Lines.class);
        }

        private static boolean isAtRest(PoolSnapshot now) {
            return now.running() == 0
                    && now.workers().stream()
                            .noneMatch(w -> w.state() == PoolSnapshot.WorkerState.BUSY);
        }

        @ParameterizedTest
        @EnumSource
        void snapshotCounts(Kind kind) throws Exception {
            try (TaskPool pool = open(kind)) {
                pool.submit(() -> 1).join();
                pool.submit(() -> forbidden()).join();
                Awaitility.await().atMost(LONG).until(() -> isAtRest(pool.snapshot()));
                PoolSnapshot now = pool.snapshot();
                assertThat(now.kind()).isEqualTo(kind);
                assertThat(now.name()).isNotEmpty();
                assertThat(now.done()).isEqualTo(1);
                assertThat(now.failed()).isEqualTo(1);
                assertThat(now.cancelled() + now.queued() + now.restarts()).isZero();
                assertThat(now.memoryBytes()).isNotNegative();
                assertThat(now.shutdown()).isFalse();
                for (PoolSnapshot.Worker worker : now.workers()) {
                    assertThat(worker.name()).isNotEmpty();
                    assertThat(worker.state()).isNotEqualTo(PoolSnapshot.WorkerState.ENDING);
                    assertThat(worker.taskId()).isZero();
                    assertThat(worker.taskName()).isEmpty();
                    assertThat(worker.tasksDone()).isLessThanOrEqualTo(2);
                    assertThat(worker.startedAt()).isBeforeOrEqualTo(Instant.now());
                    assertThat(worker.pid()).isNotNegative();
                    assertThat(worker.memoryBytes()).isNotNegative();
                }
            }
        }
    }

    /// Everything that can be said about a pool and a task, said at once.
    @Nested
    class EveryOption {

        @Test
        void poolWithEveryOptionWorks() throws Exception {
            try (TaskPool pool =
                    TaskPool.ofProcesses()
                            .workers(2)
                            .spares(1)
                            .taskTimeout(Duration.ofSeconds(50))
                            .queueTimeout(Duration.ofMinutes(1))
                            .interruptGrace(Duration.ofMillis(100))
                            .terminateGrace(Duration.ofMillis(100))
                            .retries(1)
                            .retryOn(failure -> failure instanceof IllegalStateException)
                            .quarantineAfter(2)
                            .restartLimit(5, Duration.ofMinutes(1))
                            .startTimeout(Duration.ofMinutes(1))
                            .maxTasksPerWorker(1_000)
                            .maxWorkerAge(Duration.ofHours(1))
                            .maxWorkerMemoryBytes(512L << 20)
                            .idleTimeout(Duration.ofMinutes(5))
                            .backlog(10_000)
                            .initializer(() -> System.setProperty("model", "loaded"))
                            .build()) {
                assertThat(pool.submit(() -> System.getProperty("model")).get())
                        .isEqualTo("loaded");
                pool.resize(1);
                TaskOptions options =
                        TaskOptions.named("parse a.pdf")
                                .timeout(LONG)
                                .queueTimeout(LONG)
                                .priority(5)
                                .retries(1);
                assertThat(pool.submit(options, () -> 42).get()).isEqualTo(42);
            }
        }

        /// An option that makes no sense, and what the refusal must name.
        record Nonsense(String name, Consumer<ProcessPoolBuilder> use) {
            @Override
            public String toString() {
                return name;
            }
        }

        static Stream<Nonsense> nonsense() {
            return Stream.of(
                    new Nonsense("spares=-1", builder -> builder.spares(-1).build()),
                    new Nonsense("queueTimeout=PT0S", b -> b.queueTimeout(Duration.ZERO)),
                    new Nonsense("taskTimeout=PT0S", b -> b.taskTimeout(Duration.ZERO)),
                    new Nonsense("retries=-1", builder -> builder.retries(-1)),
                    new Nonsense("quarantineAfter=0", builder -> builder.quarantineAfter(0)),
                    new Nonsense("maxTasksPerWorker=0", builder -> builder.maxTasksPerWorker(0)),
                    new Nonsense("maxWorkerAge=PT0S", b -> b.maxWorkerAge(Duration.ZERO)),
                    new Nonsense("maxWorkerMemoryBytes=0", b -> b.maxWorkerMemoryBytes(0)),
                    new Nonsense("idleTimeout=PT0S", b -> b.idleTimeout(Duration.ZERO)),
                    new Nonsense("backlog=0", builder -> builder.backlog(0).build()),
                    new Nonsense("startTimeout=PT0S", b -> b.startTimeout(Duration.ZERO)),
                    new Nonsense("restartLimit=0", b -> b.restartLimit(0, LONG)),
                    new Nonsense(
                            "interruptGrace=PT-1S", b -> b.interruptGrace(Duration.ofSeconds(-1))));
        }

        @ParameterizedTest
        @MethodSource("nonsense")
        void optionThatMakesNoSenseIsRefusedByName(Nonsense option) {
            assertThatThrownBy(() -> option.use.accept(TaskPool.ofProcesses()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(option.name);
        }
    }

    @Nested
    class FuturesFromAnywhere {

        @Test
        void arriveInOrderOfCompletionWhateverPoolTheyComeFrom() throws Exception {
            try (TaskPool threads = TaskPool.threads(1);
                    TaskPool coroutines = TaskPool.coroutines()) {
                CountDownLatch second = new CountDownLatch(1);
                TaskFuture<String> late =
                        threads.submit(() -> {
                            second.await();
                            return "late";
                        });
                TaskFuture<String> soon = coroutines.submit(() -> "soon");
                List<String> order = new CopyOnWriteArrayList<>();
                for (TaskFuture<String> next : Futures.asCompleted(List.of(late, soon))) {
                    order.add(next.get());
                    second.countDown();
                }
                assertThat(order).containsExactly("soon", "late");
            }
        }

        @Test
        void iterationWithALimitGivesUpInTime() {
            try (TaskPool pool = TaskPool.threads(1)) {
                TaskFuture<Integer> asleep = pool.submit(() -> sleeping());
                var inTime = Futures.asCompleted(List.of(asleep), Duration.ofMillis(20)).iterator();
                assertThatThrownBy(inTime::next)
                        .isInstanceOfSatisfying(
                                TaskTimeoutException.class,
                                e ->
                                        assertThat(e.which())
                                                .isEqualTo(TaskTimeoutException.Limit.WAIT));
                asleep.cancel(true);
            }
        }

        @Test
        void awaitSplitsThemIntoDoneAndPending() throws Exception {
            try (TaskPool pool = TaskPool.threads(2)) {
                TaskFuture<Integer> one = pool.submit(() -> 1);
                TaskFuture<Integer> failing = pool.submit(() -> forbidden());
                TaskFuture<Integer> asleep = pool.submit(() -> sleeping());

                assertThat(Futures.await(List.of(one), Futures.Until.ALL).done())
                        .containsExactly(one);
                assertThat(Futures.await(List.of(asleep, one), Futures.Until.FIRST, LONG).pending())
                        .containsExactly(asleep);
                Futures.Waited<Integer> waited =
                        Futures.await(
                                List.of(asleep, failing), Futures.Until.FIRST_EXCEPTION, LONG);
                assertThat(waited.done()).containsExactly(failing);
                assertThat(waited.pending()).containsExactly(asleep);
                asleep.cancel(true);
            }
        }
    }

    @Nested
    @Tag("slow")
    class Strands {

        @AfterEach
        void noChildIsLeft() {
            // a process ends a moment after its answer
            Awaitility.await()
                    .atMost(LONG)
                    .untilAsserted(() -> assertThat(Strand.activeChildren()).isEmpty());
        }

        @Test
        void threeKindsHaveOneShape() throws Exception {
            ProcessStrand<Long> child =
                    Strand.ofProcess()
                            .name("gauss")
                            .daemon(true)
                            .start(() -> StrandsByExample.sumTo(4));
            Strand<Long> thread =
                    Strand.ofThread().name("gauss").start(() -> StrandsByExample.sumTo(4));
            Strand<Long> coroutine = Strand.ofCoroutine().start(() -> StrandsByExample.sumTo(4));
            for (Strand<Long> strand : List.of(child, thread, coroutine)) {
                TaskFuture<Long> future = strand;
                assertThat(future.get()).isEqualTo(10);
                strand.join();
                assertThat(strand.join(Duration.ofSeconds(1))).isTrue();
                assertThat(strand.name()).isNotEmpty();
                assertThat(strand.isAlive()).isFalse();
                assertThat(strand.status()).isEqualTo(StrandStatus.ENDED);
                assertThat(strand.state()).isEqualTo(Future.State.SUCCESS);
            }
            assertThat(child.kind()).isEqualTo(Kind.PROCESS);
            assertThat(thread.kind()).isEqualTo(Kind.THREAD);
            assertThat(coroutine.kind()).isEqualTo(Kind.COROUTINE);
            assertThat(child.isDaemon()).isTrue();
            assertThat(thread.isDaemon()).isFalse();
            assertThat(coroutine.isDaemon()).isTrue();
            assertThat(child.exitCode()).isEqualTo(OptionalInt.of(0));
        }

        @Test
        void strandIsStartedOnceAndMayBeBuiltBefore() throws Exception {
            Strand<Integer> later = Strand.ofThread().unstarted(() -> 5);
            assertThat(later.status()).isEqualTo(StrandStatus.NEW);
            assertThat(later.isAlive()).isFalse();
            later.start();
            assertThat(later.get()).isEqualTo(5);
            assertThatThrownBy(later::start).isInstanceOf(IllegalStateException.class);

            ProcessStrand<Integer> process =
                    Strand.ofProcess()
                            .maxHeapBytes(64L << 20)
                            .jvmArgs("-Dx=y")
                            .environment(Map.of("TZ", "UTC"))
                            .output(TaskOutput.discard())
                            .unstarted(() -> 6);
            assertThat(process.exitCode()).isEmpty();
            process.start();
            assertThat(process.get()).isEqualTo(6);
        }

        @Test
        void actionNeedsNoResult() throws Exception {
            ProcessStrand<Void> process = Strand.ofProcess().start(() -> Thread.sleep(10));
            Strand<Void> thread = Strand.ofThread().daemon(true).start(() -> Thread.sleep(1));
            Strand<Void> coroutine = Strand.ofCoroutine().unstarted(() -> Thread.sleep(1));
            coroutine.start();
            assertThat(process.get()).isNull();
            assertThat(thread.get()).isNull();
            assertThat(coroutine.get()).isNull();
        }

        @Test
        void processHasWhatOnlyProcessesHave() throws Exception {
            ProcessStrand<Integer> child = Strand.ofProcess().start(() -> sleeping());
            assertThat(child.pid()).isPositive();
            assertThat(child.parentPid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(child.exitCode()).isEmpty();
            assertThat(Strand.activeChildren()).containsExactly(child);
            assertThat(child.join(Duration.ofMillis(1))).isFalse();
            child.send(Signal.STOP);
            Awaitility.await().atMost(LONG).until(() -> child.status() == StrandStatus.STOPPED);
            child.send(Signal.CONT);
            child.kill();
            child.join();
            assertThat(child.exitCode()).isEqualTo(OptionalInt.of(-9));
            assertThat(child.exceptionNow())
                    .isInstanceOfSatisfying(
                            WorkerDiedException.class,
                            e -> assertThat(e.signal()).contains(Signal.KILL));
        }

        @Test
        void terminateIsReportedAsSignal15() throws Exception {
            ProcessStrand<Integer> child = Strand.ofProcess().start(() -> sleeping());
            child.terminate();
            child.join();
            assertThat(child.exitCode()).isEqualTo(OptionalInt.of(-15));
        }

        @Test
        void currentStrandIsKnownEverywhere() throws Exception {
            assertThat(Strand.current().isAlive()).isTrue();
            assertThat(Strand.cores()).isPositive();
            Strand<String> thread =
                    Strand.ofThread().name("me").start(() -> Strand.current().name());
            assertThat(thread.get()).isEqualTo("me");
            ProcessStrand<Kind> process = Strand.ofProcess().start(() -> Strand.current().kind());
            assertThat(process.get()).isEqualTo(Kind.PROCESS);
        }
    }

    /// The programs of this module do what their pages say.
    @Nested
    @Tag("slow")
    class Programs {

        @Test
        void poolsByExample() throws Exception {
            assertThat(PoolsByExample.survive()).isEqualTo(42);
            assertThat(PoolsByExample.limited()).contains("TaskTimeoutException", "spin");
            assertThat(PoolsByExample.firstSquares()).containsExactly(0, 1, 4, 9, 16);
            assertThat(PoolsByExample.built()).isEqualTo("pdf ran 1 task(s) in UTC");
            assertThat(PoolsByExample.carried()).isEqualTo("r-17 of acme");
            PoolsByExample.everyKind(List.of("one two", "three"));
        }

        @ParameterizedTest
        @EnumSource
        void wordsAreTheSameInEveryKind(Kind kind) throws Exception {
            assertThat(PoolsByExample.countWords(open(kind), List.of("one two", "three")))
                    .isEqualTo(3);
        }

        @Test
        void strandsByExample() throws Exception {
            assertThat(StrandsByExample.threeKinds()).containsExactly(500500L, 500500L, 500500L);
            assertThat(StrandsByExample.ended()).isEqualTo(OptionalInt.of(-9));
            assertThat(StrandsByExample.aboutMe()).contains("processors to use");
        }

        @Test
        void futuresByExample() throws Exception {
            assertThat(FuturesByExample.asTheyCome()).containsExactly("hare", "tortoise");
            assertThat(FuturesByExample.untilOneFails()).isEqualTo(1);
            assertThat(FuturesByExample.chained()).isEqualTo(4);
        }
    }
}
