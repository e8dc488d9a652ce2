package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.awaitIdle;
import static io.heddle.internal.engine.process.Probe.quickPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import io.heddle.spi.TaskCompletion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future.State;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The end of a pool in every state it may be in: it comes, and no future is left open.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class CancelAndShutdownTest {

    @TempDir Path folder;

    private static void assertEnds(TaskPool pool) throws Exception {
        assertThat(pool.awaitTermination(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(pool.snapshot().workers()).isEmpty();
        assertThatThrownBy(() -> pool.submit(() -> 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("a pool that was shut down takes no more tasks: pool=")
                .hasMessageContaining("state=TERMINATED");
    }

    // ---- cancellation ------------------------------------------------------------------------

    /// Runs something where a future is decided, before the pool hears of it.
    private static AtomicReference<Throwable> whenDecided(TaskFuture<?> future, Callable<?> look) {
        AtomicReference<Throwable> trouble = new AtomicReference<>(new AssertionError("never"));
        ((TaskCompletion<?>) future)
                .whenDecided(() -> {
                    try {
                        look.call();
                        trouble.set(null);
                    } catch (Exception | AssertionError e) {
                        trouble.set(e);
                    }
                });
        return trouble;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("fault-32")
    void taskThatIsSeenCancelledNeverStartsEvenBeforeItIsTakenBack(boolean ahead) throws Exception {
        String goOn = folder.resolve("go-on").toString();
        Path ran = folder.resolve("ran");
        String mark = ran.toString();
        try (TaskPool pool = ahead ? Probe.poolThatWorksAhead() : quickPool(1)) {
            TaskFuture<?> running = pool.submit(() -> Probe.awaitFile(Path.of(goOn)));
            TaskFuture<?> waiting = pool.submit(() -> Probe.note(mark, ""));
            TaskFuture<Integer> next = pool.submit(() -> 1);
            assertThat(Probe.ahead(pool)).isEqualTo(ahead ? 2 : 0);
            var trouble =
                    whenDecided(
                            waiting,
                            () -> {
                                Probe.note(goOn, "");
                                return Probe.resultOf(next);
                            });

            assertThat(waiting.cancel(true)).isTrue();

            assertThat(trouble.get()).isNull();
            assertThat(running.get()).isNull();
            assertThat(waiting.attempts()).isZero();
            awaitIdle(pool, 1);
            assertThat(waiting.attempts()).isZero();
            for (int i = 0; i < 64; i++) { // one of them has the mark of the one that was cancelled
                assertThat(Probe.resultOf(pool.submit(() -> 1))).isEqualTo(1);
            }
            assertThat(ran).doesNotExist();
            assertThat(pool.snapshot().restarts()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("fault-32")
    void taskThatIsSeenToHaveWaitedTooLongNeverStarts(boolean ahead) throws Exception {
        String goOn = folder.resolve("go-on").toString();
        Path ran = folder.resolve("ran");
        String mark = ran.toString();
        try (TaskPool pool = ahead ? Probe.poolThatWorksAhead() : quickPool(1)) {
            TaskFuture<?> running = pool.submit(() -> Probe.awaitFile(Path.of(goOn)));
            TaskFuture<?> waiting =
                    pool.submit(
                            TaskOptions.defaults().queueTimeout(Duration.ofMillis(300)),
                            () -> Probe.note(mark, ""));
            TaskFuture<Integer> next = pool.submit(() -> 1);
            assertThat(Probe.ahead(pool)).isEqualTo(ahead ? 2 : 0);
            CountDownLatch looked = new CountDownLatch(1);
            var trouble =
                    whenDecided(
                            waiting,
                            () -> {
                                Probe.note(goOn, "");
                                var _ = Probe.resultOf(next);
                                looked.countDown();
                                return "";
                            });

            assertThat(Probe.failureOf(waiting)).isInstanceOf(TaskTimeoutException.class);

            Probe.awaitOpen(looked);
            await().untilAsserted(() -> assertThat(trouble.get()).isNull());
            assertThat(running.get()).isNull();
            awaitIdle(pool, 1);
            assertThat(waiting.attempts()).isZero();
            assertThat(ran).doesNotExist();
        }
    }

    /// Its worker's control thread, that of the task and this one: whoever is first, all agree.
    @Test
    @Tag("fault-32")
    void taskThatHadNotBegunWhenItWasCancelledNeverDoes() throws Exception {
        int rounds = 3_000;
        List<TaskFuture<?>> cancelled = new ArrayList<>();
        List<Integer> notBegun = new ArrayList<>();
        try (TaskPool pool = Probe.poolThatWorksAhead()) {
            Set<Long> workers = Probe.pids(pool);
            List<TaskFuture<?>> others = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                int n = i;
                others.add(pool.submit(() -> 1));
                TaskFuture<?> task = pool.submit(() -> BEGUN.set(n));
                if (n % 3 == 0) {
                    others.add(pool.submit(() -> 1)); // begins, maybe, before it is cancelled
                }
                for (int j = 0; j < n % 200; j++) {
                    Thread.onSpinWait();
                }
                if (task.cancel(n % 2 == 0)) {
                    if (task.attempts() == 0) {
                        notBegun.add(n);
                    }
                    cancelled.add(task);
                }
            }
            for (TaskFuture<?> other : others) {
                assertThat(Probe.resultOf(other)).isEqualTo(1);
            }
            BitSet begun = Probe.resultOf(pool.submit(() -> BEGUN));

            assertThat(notBegun).isNotEmpty().noneMatch(begun::get);
            assertThat(cancelled).allMatch(TaskFuture::isCancelled);
            assertThat(awaitIdle(pool, 1)).isEqualTo(workers);
        }
    }

    private static final BitSet BEGUN = new BitSet();

    /// The worker has to remember what was taken back, for as long as it does not come to it.
    @Test
    @Tag("fault-32")
    void manyTasksCancelledBehindALongOneNeverBegin() throws Exception {
        String goOn = folder.resolve("go-on").toString();
        try (TaskPool pool = Probe.poolThatWorksAhead()) {
            Set<Long> workers = Probe.pids(pool);
            TaskFuture<?> running = pool.submit(() -> Probe.awaitFile(Path.of(goOn)));
            for (int i = 0; i < 1_500; i++) {
                int n = i;
                TaskFuture<?> task = pool.submit(() -> BEGUN.set(n));
                assertThat(task.cancel(false)).isTrue();
                await().pollInterval(Duration.ofNanos(100_000))
                        .until(() -> pool.snapshot().queued() == 0);
            }
            Probe.note(goOn, "");

            assertThat(running.get()).isNull();
            assertThat(Probe.resultOf(pool.submit(() -> BEGUN)).isEmpty()).isTrue();
            assertThat(awaitIdle(pool, 1)).isEqualTo(workers);
        }
    }

    // ---- shutdown ----------------------------------------------------------------------------

    /// What a pool is about when it is shut down.
    enum Load {
        STARTING(0, 0),
        IDLE(0, 0),
        BUSY(1, 0),
        BACKLOG(1, 50);

        final int running;
        final int waiting;

        Load(int running, int waiting) {
            this.running = running;
            this.waiting = waiting;
        }
    }

    private List<TaskFuture<Integer>> load(TaskPool pool, Load load, String goOn) {
        String begun = folder.resolve("begun").toString();
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < load.running; i++) {
            futures.add(
                    pool.submit(() -> {
                        Probe.note(begun, "");
                        Probe.awaitFile(Path.of(goOn));
                        return 1;
                    }));
            Probe.awaitFile(Path.of(begun));
        }
        for (int i = 0; i < load.waiting; i++) {
            futures.add(pool.submit(() -> 1));
        }
        if (load == Load.IDLE) {
            awaitIdle(pool, 1);
        }
        return futures;
    }

    @ParameterizedTest
    @EnumSource(Load.class)
    @Tag("fault-34")
    @Tag("fault-38")
    void shutdownLetsEverythingFinishAndComesToItsEnd(Load load) throws Exception {
        String goOn = folder.resolve("go-on").toString();
        TaskPool pool = quickPool(1);
        List<TaskFuture<Integer>> futures = load(pool, load, goOn);

        pool.shutdown();
        pool.shutdown();
        assertThat(futures).noneMatch(TaskFuture::isDone);
        Probe.note(goOn, "");

        assertEnds(pool);
        for (TaskFuture<Integer> each : futures) {
            assertThat(each.resultNow()).isEqualTo(1);
        }
        assertThat(pool.shutdownNow()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Load.class)
    @Tag("fault-34")
    @Tag("fault-38")
    void shutdownNowCancelsEverythingAndComesToItsEnd(Load load) throws Exception {
        TaskPool pool = quickPool(1);
        List<TaskFuture<Integer>> futures = load(pool, load, folder.resolve("never").toString());

        assertThat(pool.shutdownNow()).hasSize(load.waiting);
        assertThat(futures).allMatch(each -> each.state() == State.CANCELLED);
        assertThat(pool.shutdownNow()).isEmpty();

        assertEnds(pool);
    }

    @Test
    @Tag("fault-38")
    void poolWhoseWorkersAreDeadComesToItsEnd() throws Exception {
        for (boolean now : new boolean[] {false, true}) {
            TaskPool pool = quickPool(2);
            awaitIdle(pool, 2).forEach(Probe::kill);
            if (now) {
                pool.shutdownNow();
            } else {
                pool.shutdown();
            }
            assertEnds(pool);
        }
    }

    // ---- no open future ----------------------------------------------------------------------

    private static List<TaskFuture<?>> submitAllSorts(TaskPool pool, String subs) {
        byte[] big = new byte[4 << 20];
        List<TaskFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            futures.add(pool.submit(() -> 1));
            futures.add(pool.submit(() -> Probe.halt(3)));
            futures.add(pool.submit(() -> big));
            futures.add(pool.submit(() -> Probe.spin()));
            futures.add(pool.submit(() -> Probe.sleepLong()));
            futures.add(pool.submit(() -> Probe.dieBy("KILL")));
            futures.add(
                    pool.submit(() -> {
                        Probe.startSub(subs, "sleep", "1000");
                        Probe.waitForEver();
                    }));
        }
        return futures;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, 150, 300, 600, 1_000})
    @Tag("fault-19")
    @Tag("fault-34")
    @Tag("fault-38")
    void shutdownNowLeavesNoFutureOpen(int afterMillis) throws Exception {
        long begin = System.nanoTime();
        TaskPool pool = quickPool(3);
        List<TaskFuture<?>> futures = submitAllSorts(pool, folder.resolve("subs").toString());
        await().until(() -> System.nanoTime() - begin >= afterMillis * 1_000_000L);

        pool.shutdownNow();

        assertThat(futures).allMatch(TaskFuture::isDone);
        assertEnds(pool);
        for (String pid : Probe.lines(folder.resolve("subs"))) {
            Probe.awaitGone(Long.parseLong(pid));
        }
    }

    // ---- map and streams of a pool that is stopped -------------------------------------------

    private AtomicReference<Throwable> failureBeside(Runnable body, List<Thread> threads) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        threads.add(
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                body.run();
                            } catch (RuntimeException e) {
                                failure.set(e);
                            }
                        }));
        return failure;
    }

    @Test
    @Tag("fault-39")
    void mapAndStreamsOfAStoppedPoolFailInsteadOfHanging() throws Exception {
        String begun = folder.resolve("begun").toString();
        TaskPool pool = quickPool(1);
        List<Thread> threads = new ArrayList<>();
        List<AtomicReference<Throwable>> failures = new ArrayList<>();
        io.heddle.TaskFunction<Integer, Integer> held =
                n -> {
                    Probe.note(begun, n);
                    Probe.sleepLong();
                    return n;
                };
        failures.add(
                failureBeside(
                        () -> {
                            try {
                                pool.map(held, List.of(1, 2, 3));
                            } catch (Exception e) {
                                throw new CompletionException(e);
                            }
                        },
                        threads));
        for (Stream<Integer> stream :
                List.of(
                        pool.stream(held, List.of(1, 2, 3)),
                        pool.streamUnordered(held, List.of(1, 2, 3)))) {
            failures.add(failureBeside(() -> stream.forEach(n -> {}), threads));
        }
        Probe.awaitFile(Path.of(begun));
        await().until(() -> pool.snapshot().queued() >= 4);

        pool.shutdownNow();

        assertEnds(pool);
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(Probe.PATIENCE_SECONDS))).isTrue();
        }
        assertThat(failures)
                .extracting(AtomicReference::get)
                .allSatisfy(failure ->
                        assertThat(failure)
                                .satisfiesAnyOf(
                                        f ->
                                                assertThat(f)
                                                        .isInstanceOf(CancellationException.class),
                                        f ->
                                                assertThat(f)
                                                        .hasCauseInstanceOf(
                                                                CancellationException.class)));
    }
}
