package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.lines;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.Action;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.PoolUnavailableException;
import io.heddle.TaskContext;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import io.heddle.TaskTimeoutException;
import io.heddle.WorkerDiedException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// When something is run again, and when it is no use: retries, quarantine, the initializer, and workers
/// that cannot be started.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class RetryTest {

    @TempDir Path folder;

    private String runs;

    @BeforeEach
    void nameTheFile() {
        runs = folder.resolve("runs").toString();
    }

    private long runsSoFar() throws Exception {
        return lines(Path.of(runs)).size();
    }

    /// Notes that it runs, and ends its worker unless it has run often enough.
    private static int dieUntil(String runs, int good) throws Exception {
        Probe.note(runs, Probe.ownPid());
        if (lines(Path.of(runs)).size() < good) {
            Probe.halt(7);
        }
        return 42;
    }

    private static int failUntil(String runs, int good) throws Exception {
        Probe.note(runs, Probe.ownPid());
        if (lines(Path.of(runs)).size() < good) {
            throw new IllegalStateException("not yet");
        }
        return 42;
    }

    // ---- retries -----------------------------------------------------------------------------

    @Test
    void withoutRetriesNothingRunsTwice() throws Exception {
        String file = runs;
        try (TaskPool pool = Probe.briefPool(1)) {
            TaskFuture<Integer> future = pool.submit(() -> dieUntil(file, 2));
            failureOf(future, WorkerDiedException.class);
            assertThat(future.attempts()).isEqualTo(1);
            assertThat(runsSoFar()).isEqualTo(1);
        }
    }

    @Test
    void taskWhoseWorkerDiedRunsAgainAsOftenAsAllowed() throws Exception {
        String file = runs;
        try (TaskPool pool = Probe.briefPools().workers(1).retries(2).build()) {
            TaskFuture<Integer> future = pool.submit(() -> dieUntil(file, 3));
            assertThat(resultOf(future)).isEqualTo(42);
            assertThat(future.attempts()).isEqualTo(3);
            assertThat(pool.snapshot().restarts()).isEqualTo(2);
        }
    }

    @Test
    @Tag("fault-34")
    void taskThatWaitsForItsRetryIsCancelledByShutdownNowAndNotReturned() throws Exception {
        String file = runs;
        String hold = folder.resolve("hold").toString();
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .retries(5)
                        .initializer(() -> {
                            if (Files.exists(Path.of(hold))) {
                                Probe.waitForEver(); // nobody is there for the second run
                            }
                        })
                        .build()) {
            TaskFuture<?> begun =
                    pool.submit(() -> {
                        Probe.note(file, Probe.ownPid());
                        Probe.note(hold, "");
                        Probe.halt(7);
                    });
            TaskFuture<Integer> never = pool.submit(() -> 1);
            await().until(() -> pool.snapshot().restarts() == 1 && pool.snapshot().queued() == 2);

            List<Runnable> neverStarted = pool.shutdownNow();

            assertThat(neverStarted).hasSize(1).first().asString().contains(never.name());
            assertThat(begun.isCancelled()).isTrue();
            assertThat(begun.attempts()).isEqualTo(1);
        }
        assertThat(runsSoFar()).isEqualTo(1);
    }

    @Test
    void retriesOfATaskReplaceThoseOfThePool() throws Exception {
        String file = runs;
        try (TaskPool pool = Probe.briefPool(1)) {
            TaskFuture<Integer> future =
                    pool.submit(TaskOptions.named("twice").retries(1), () -> dieUntil(file, 9));
            assertThat(failureOf(future, WorkerDiedException.class))
                    .hasMessageContaining("twice")
                    .hasMessageContaining("attempts=2");
            assertThat(runsSoFar()).isEqualTo(2);
            assertThat(future.attempts()).isEqualTo(2);
        }
    }

    @Test
    void taskThatHasCostTooManyWorkersIsPutIntoQuarantine() throws Exception {
        String file = runs;
        try (TaskPool pool =
                Probe.briefPools().workers(1).retries(100).quarantineAfter(2).build()) {
            TaskFuture<Integer> future = pool.submit(() -> dieUntil(file, 99));
            assertThat(failureOf(future, WorkerDiedException.class))
                    .hasMessageContaining("in quarantine: it has cost 2 workers");
            assertThat(runsSoFar()).isEqualTo(2);
            assertThat(resultOf(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    @Test
    void failureOfTheTaskItselfIsRetriedOnlyIfThePredicateSaysSo() throws Exception {
        String file = runs;
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .retries(5)
                        .retryOn(failure -> failure instanceof IllegalStateException)
                        .build()) {
            assertThat(resultOf(pool.submit(() -> failUntil(file, 3)))).isEqualTo(42);
            TaskFuture<?> other =
                    pool.submit(() -> {
                        Probe.note(file, "other");
                        throw new IllegalArgumentException("never mind");
                    });
            failureOf(other, IllegalArgumentException.class);
            assertThat(other.attempts()).isEqualTo(1);
            assertThat(runsSoFar()).isEqualTo(4);
        }
    }

    @Test
    void predicateThatThrowsCountsAsNo() {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .retries(5)
                        .retryOn(failure -> {
                            throw new IllegalStateException("broken predicate");
                        })
                        .build()) {
            TaskFuture<?> future =
                    pool.submit(
                            Action.of(() -> {
                                throw new IllegalArgumentException("mine");
                            }));
            assertThat(failureOf(future, IllegalArgumentException.class).getSuppressed())
                    .hasOnlyElementsOfType(IllegalStateException.class);
        }
    }

    @Test
    @Tag("fault-24")
    void taskOverItsLimitIsNotRunAgain() throws Exception {
        String file = runs;
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .retries(5)
                        .taskTimeout(Duration.ofMillis(200))
                        .interruptGrace(Duration.ZERO)
                        .terminateGrace(Duration.ZERO)
                        .build()) {
            TaskFuture<?> spinner =
                    pool.submit(() -> {
                        Probe.note(file, "begun");
                        Probe.spin();
                    });
            failureOf(spinner, TaskTimeoutException.class);
            assertThat(resultOf(pool.submit(() -> 1))).isEqualTo(1);
            assertThat(runsSoFar()).isEqualTo(1);
        }
    }

    // ---- map ---------------------------------------------------------------------------------

    private static final List<Integer> INPUTS = IntStream.range(0, 2_000).boxed().toList();

    private static TaskPool stubborn(int retries) {
        return Probe.briefPools()
                .workers(2)
                .retries(retries)
                .retryOn(failure -> failure instanceof IllegalStateException)
                .build();
    }

    /// Notes which item runs, and tells how often it has.
    private static long noteItem(String file, int item) throws Exception {
        Probe.note(file, "item " + item);
        return lines(Path.of(file)).stream().filter(("item " + item)::equals).count();
    }

    /// All others are so quick that these are in one chunk, or in few.
    private static boolean isNoted(int item) {
        return item >= 1_490 && item < 1_510;
    }

    private static int failFirst(String file, int item, long times) throws Exception {
        if (isNoted(item) && noteItem(file, item) <= times) {
            throw new IllegalStateException("not yet: " + item);
        }
        return item;
    }

    private Map<String, Long> runsOfItems() throws Exception {
        return lines(Path.of(runs)).stream()
                .collect(Collectors.groupingBy(line -> line, Collectors.counting()));
    }

    /// Each item ran once, but for some.
    private void assertRuns(long times, Integer... items) throws Exception {
        Map<String, Long> expected = new HashMap<>();
        INPUTS.stream()
                .filter(RetryTest::isNoted)
                .forEach(item -> expected.put("item " + item, 1L));
        List.of(items).forEach(item -> expected.put("item " + item, times));
        assertThat(runsOfItems()).isEqualTo(expected);
    }

    @Test
    void itemOfAMapThatFailsIsRunAgainWithoutItsSiblings() throws Exception {
        String file = runs;
        try (TaskPool pool = stubborn(3)) {
            assertThat(pool.map(n -> failFirst(file, n, n == 1_500 ? 3 : 0), INPUTS))
                    .isEqualTo(INPUTS);
        }
        assertRuns(4, 1_500);
    }

    @Test
    void itemsOfStreamsAreRunAgainToo() throws Exception {
        String file = runs;
        try (TaskPool pool = stubborn(1)) {
            try (Stream<Integer> all =
                    pool.stream(n -> failFirst(file, n, n == 1_500 ? 1 : 0), INPUTS)) {
                assertThat(all).containsExactlyElementsOf(INPUTS);
            }
            assertRuns(2, 1_500);
            Files.delete(Path.of(file));
            try (Stream<Integer> all =
                    pool.streamUnordered(n -> failFirst(file, n, n == 1_500 ? 1 : 0), INPUTS)) {
                assertThat(all).containsExactlyInAnyOrderElementsOf(INPUTS);
            }
            assertRuns(2, 1_500);
        }
    }

    @Test
    void eachItemOfAMapHasItsOwnRetries() throws Exception {
        String file = runs;
        try (TaskPool pool = stubborn(2)) {
            assertThat(pool.map(n -> failFirst(file, n, n >= 1_500 && n < 1_504 ? 2 : 0), INPUTS))
                    .isEqualTo(INPUTS);
        }
        assertRuns(3, 1_500, 1_501, 1_502, 1_503);
    }

    @Test
    void itemOfAMapIsNotRunMoreOftenThanAllowed() throws Exception {
        String file = runs;
        try (TaskPool pool = stubborn(2)) {
            assertThatThrownBy(() -> pool.map(n -> failFirst(file, n, n == 1_500 ? 99 : 0), INPUTS))
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not yet: 1500");
            assertThat(runsOfItems()).containsEntry("item 1500", 3L);
        }
    }

    @Test
    void itemOfAMapIsNotRunAgainIfThePredicateSaysNo() throws Exception {
        String file = runs;
        try (TaskPool pool = Probe.briefPools().workers(2).retries(3).build()) {
            assertThatThrownBy(() -> pool.map(n -> failFirst(file, n, n == 1_500 ? 99 : 0), INPUTS))
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThat(runsOfItems()).containsEntry("item 1500", 1L);
        }
    }

    @Test
    void itemsThatAreDoneStayDoneIfAWorkerDiesAfterTheRetryOfAnother() throws Exception {
        String file = runs;
        try (TaskPool pool = stubborn(2)) {
            assertThat(
                            pool.map(
                                    n -> {
                                        if (n == 1_501 && noteItem(file, 9_999) == 1) {
                                            Probe.halt(7);
                                        }
                                        return failFirst(file, n, n == 1_500 ? 1 : 0);
                                    },
                                    INPUTS))
                    .isEqualTo(INPUTS);
            assertThat(runsOfItems()).containsEntry("item 1499", 1L);
        }
    }

    @Test
    void stackOverflowOfAnItemIsTheItemsOwnFailure() throws Exception {
        String file = runs;
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(2)
                        .retries(1)
                        .retryOn(failure -> failure instanceof StackOverflowError)
                        .build()) {
            assertThat(
                            pool.map(
                                    n -> {
                                        if (isNoted(n) && noteItem(file, n) == 1 && n == 1_500) {
                                            throw new StackOverflowError();
                                        }
                                        return n;
                                    },
                                    INPUTS))
                    .isEqualTo(INPUTS);
        }
        assertRuns(2, 1_500);
    }

    @Test
    void itemsWithAContextAreRunAgainToo() throws Exception {
        String file = runs;
        try (TaskPool pool = stubborn(1)) {
            assertThat(
                            TaskContext.current()
                                    .with("tenant", "acme")
                                    .call(() ->
                                            pool.map(
                                                    n -> failFirst(file, n, n == 1_500 ? 1 : 0),
                                                    INPUTS)))
                    .isEqualTo(INPUTS);
        }
        assertRuns(2, 1_500);
    }

    @Test
    void deathInAMapNamesTheItem() {
        try (TaskPool pool = Probe.briefPool(1)) {
            List<Integer> inputs = IntStream.range(0, 1_000).boxed().toList();
            assertThatThrownBy(() ->
                            pool.map(
                                    n -> {
                                        if (n == 517) {
                                            Probe.halt(7);
                                        }
                                        return n;
                                    },
                                    inputs))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("item=517");
        }
    }

    @Test
    @Tag("fault-24")
    void limitHoldsForEachItemOfAMapAndNotForTheChunk() throws Exception {
        try (TaskPool pool =
                Probe.briefPools().workers(1).taskTimeout(Duration.ofMillis(1_500)).build()) {
            List<Integer> inputs = IntStream.range(0, 300).boxed().toList();
            // chunks of many items take longer than the limit, none of the items does
            List<Integer> results =
                    pool.map(
                            n -> {
                                Thread.sleep(n < 200 ? 0 : 40);
                                return n;
                            },
                            inputs);
            assertThat(results).isEqualTo(inputs);

            assertThatThrownBy(() ->
                            pool.map(
                                    n -> {
                                        if (n == 250) {
                                            Probe.waitForEver();
                                        }
                                        return n;
                                    },
                                    inputs))
                    .cause()
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessageContaining("item=250");
        }
    }

    // ---- between two runs --------------------------------------------------------------------

    @Test
    void deathBetweenTwoRunsOfATaskIsNotItsFault() throws Exception {
        String file = runs;
        AtomicLong worker = new AtomicLong();
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .retries(1)
                        .retryOn(failure -> {
                            Probe.stop(worker.get()); // so that the second run does not begin
                            return true;
                        })
                        .build()) {
            worker.set(Probe.awaitIdle(pool, 1).iterator().next());
            TaskFuture<Integer> future = pool.submit(() -> failUntil(file, 2));
            await().until(() -> pool.snapshot().queued() == 1);

            Probe.kill(worker.get());

            assertThat(resultOf(future)).isEqualTo(42);
            assertThat(future.attempts()).isEqualTo(2);
            assertThat(runsSoFar()).isEqualTo(2);
        }
    }

    @Test
    void workerThatIsLaidOffWhileARetryIsDecidedComesBack() throws Exception {
        String file = runs;
        AtomicReference<TaskPool> own = new AtomicReference<>();
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .idleTimeout(Duration.ofMillis(50))
                        .retries(1)
                        .retryOn(failure -> {
                            await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                                    .until(() -> isLaidOff(own.get()));
                            return true;
                        })
                        .build()) {
            own.set(pool);
            assertThat(resultOf(pool.submit(() -> failUntil(file, 2)))).isEqualTo(42);
        }
    }

    @Test
    @Tag("fault-43")
    void retryThatIsDecidedWhenThePoolIsUnavailableFails() throws Exception {
        String file = runs;
        Path trouble = folder.resolve("trouble");
        String inTrouble = trouble.toString();
        AtomicReference<TaskPool> own = new AtomicReference<>();
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(2)
                        .retries(1)
                        .retryOn(failure -> {
                            makeUnavailable(own.get(), trouble);
                            return true;
                        })
                        .initializer(() -> {
                            if (Files.exists(Path.of(inTrouble))) {
                                throw new IllegalStateException("no model");
                            }
                        })
                        .build()) {
            own.set(pool);
            Probe.awaitIdle(pool, 2);

            TaskFuture<Integer> future = pool.submit(() -> failUntil(file, 9));

            assertThat(failureOf(future, PoolUnavailableException.class))
                    .rootCause()
                    .hasMessage("no model");
            assertThat(runsSoFar()).isEqualTo(1);
        }
    }

    /// Ends workers until one of those that take their places has failed in its initializer.
    private static void makeUnavailable(TaskPool pool, Path trouble) {
        try {
            Files.createFile(trouble);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Probe.pids(pool).forEach(Probe::kill);
        await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                .until(() -> {
                    TaskFuture<Integer> trial = pool.submit(() -> 1);
                    return trial.join(Duration.ofMillis(20))
                            && trial.state() == Future.State.FAILED
                            && trial.exceptionNow() instanceof PoolUnavailableException;
                });
    }

    private static boolean isLaidOff(TaskPool pool) {
        return pool.snapshot().workers().stream()
                .allMatch(worker -> worker.state() == WorkerState.ENDING);
    }

    @Test
    void shutdownNowCancelsATaskWhoseRetryIsBeingDecided() throws Exception {
        String file = runs;
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .retries(1)
                        .retryOn(failure -> {
                            asked.countDown();
                            Probe.awaitOpen(goOn);
                            return true;
                        })
                        .build()) {
            TaskFuture<Integer> future = pool.submit(() -> failUntil(file, 9));
            Probe.awaitOpen(asked);

            assertThat(pool.shutdownNow()).isEmpty();
            assertThat(future.isCancelled()).isTrue();
            assertThat(pool.isTerminated()).isFalse();
            goOn.countDown();

            assertThat(pool.awaitTermination(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(runsSoFar()).isEqualTo(1);
        }
    }

    private static final CountDownLatch READ_ON = new CountDownLatch(1);

    private static final class SlowToRead implements Serializable {
        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) {
            Probe.awaitOpen(READ_ON);
        }
    }

    @Test
    void poolIsNotTerminatedWhileAResultIsRead() throws Exception {
        TaskPool pool = Probe.briefPool(1);
        long worker = Probe.awaitIdle(pool, 1).iterator().next();
        TaskFuture<Object> slow = pool.submit(() -> (Object) new SlowToRead());
        pool.shutdown();
        await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                .until(() -> ProcessHandle.of(worker).isEmpty());

        assertThat(slow.isDone()).isFalse();
        assertThat(pool.isTerminated()).isFalse();
        READ_ON.countDown();

        assertThat(resultOf(slow)).isNotNull();
        assertThat(pool.awaitTermination(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @Tag("fault-20")
    void taskThatDoesNotFitIntoAWorkerIsNotTriedForEver() throws Exception {
        byte[] large = new byte[96 << 20];
        try (TaskPool pool =
                Probe.briefPools().workers(1).maxHeapBytes(48L << 20).retries(5).build()) {
            assertThat(
                            failureOf(pool.submit(() -> large.length), WorkerDiedException.class)
                                    .attempts())
                    .isZero();
            assertThat(pool.snapshot().restarts()).isEqualTo(2);
        }
    }

    @Test
    void handOversOfATaskAreToldApart() {
        assertThat(HandOver.of(7, 0)).isEqualTo(7);
        assertThat(HandOver.of(7, 1)).isNotEqualTo(HandOver.of(7, 2)).isPositive();
        assertThat(HandOver.taskOf(HandOver.of(7, 3))).isEqualTo(7);
        assertThat(HandOver.taskOf(Initializer.ID)).isEqualTo(Initializer.ID);
    }

    // ---- the initializer ---------------------------------------------------------------------

    @Test
    void initializerRunsOnceInEachWorkerBeforeItsFirstTask() throws Exception {
        String file = runs;
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(2)
                        .initializer(() -> {
                            Probe.note(file, Probe.ownPid());
                            System.setProperty("loaded", "yes");
                        })
                        .build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(resultOf(pool.submit(() -> System.getProperty("loaded"))))
                        .isEqualTo("yes");
            }
            Probe.awaitIdle(pool, 2);
            assertThat(lines(Path.of(file))).hasSize(2).doesNotHaveDuplicates();
        }
    }

    @Test
    @Tag("fault-43")
    void initializerThatThrowsMakesThePoolUnavailableWithItsCause() throws Exception {
        String file = runs;
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(2)
                        .initializer(() -> {
                            Probe.note(file, Probe.ownPid());
                            throw new IllegalStateException("no model");
                        })
                        .build()) {
            TaskFuture<Integer> pending = pool.submit(() -> 1);
            assertThat(failureOf(pending, PoolUnavailableException.class))
                    .hasMessageContaining("initializer")
                    .rootCause()
                    .hasMessage("no model");
            assertThat(failureOf(pool.submit(() -> 2), PoolUnavailableException.class))
                    .rootCause()
                    .hasMessage("no model");
            assertThat(runsSoFar()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    @Tag("fault-43")
    void initializerThatEndsItsWorkerIsNotTriedForEver() throws Exception {
        String file = runs;
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .restartLimit(2, Duration.ofMinutes(5))
                        .initializer(() -> {
                            Probe.note(file, Probe.ownPid());
                            System.exit(3);
                        })
                        .build()) {
            assertThat(failureOf(pool.submit(() -> 1), PoolUnavailableException.class))
                    .hasMessageContaining("failures=2")
                    .hasMessageContaining("worker died while it ran the initializer")
                    .hasMessageContaining("exit=3");
            assertThat(runsSoFar()).isEqualTo(2);
        }
    }

    @Test
    @Tag("fault-43")
    void initializerThatCannotTravelIsNamed() {
        Object culprit = new Object();
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .initializer(() -> System.out.println(culprit))
                        .build()) {
            assertThat(failureOf(pool.submit(() -> 1), PoolUnavailableException.class))
                    .cause()
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("java.lang.Object");
        }
    }

    @Test
    @Tag("fault-27")
    void initializerThatTakesTooLongIsAFailedStart() {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .startTimeout(Duration.ofSeconds(2))
                        .restartLimit(1, Duration.ofMinutes(1))
                        .initializer(Probe::waitForEver)
                        .build()) {
            assertThat(failureOf(pool.submit(() -> 1), PoolUnavailableException.class))
                    .hasMessageContaining("startTimeout=2s");
        }
    }

    @Test
    @Tag("fault-43")
    void poolThatHasAWorkerLeftGoesOnWhileStartsFailAndIsWholeAgainLater() throws Exception {
        String file = runs;
        Path trouble = folder.resolve("trouble");
        String inTrouble = trouble.toString();
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(2)
                        .restartLimit(2, Duration.ofMinutes(5))
                        .initializer(() -> {
                            Probe.note(file, Probe.ownPid());
                            if (Files.exists(Path.of(inTrouble))) {
                                Probe.halt(3);
                            }
                        })
                        .build()) {
            Probe.awaitIdle(pool, 2);
            Files.createFile(trouble);
            failureOf(pool.submit(() -> Probe.halt(7)), WorkerDiedException.class);
            await().atMost(Duration.ofSeconds(60)).until(() -> runsSoFar() >= 2 + 3);
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            Files.delete(trouble);
            Probe.awaitIdle(pool, 2);
        }
    }

    @Test
    void workersKilledWhileTheyStartDoNotMakeThePoolUnavailableAtOnce() throws Exception {
        try (TaskPool pool = Probe.briefPool(13)) {
            Probe.awaitAllStarted(pool, 13).forEach(Probe::kill);
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
        }
    }
}
