package io.heddle.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.coroutine.CoroutineScope;
import java.io.ByteArrayOutputStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A strand that fails is heard of: by who asks, or else by a report.
class UnheardFailureTest {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static final String SENTINEL = "last-";

    private final Collection<Throwable> reports = new ConcurrentLinkedQueue<>();
    private final String name = "unheard-" + NUMBERS.incrementAndGet();

    private UncaughtExceptionHandler before;
    private volatile boolean sentinelCame;

    enum Way {
        GET,
        JOIN,
        JOIN_WITH_LIMIT,
        EXCEPTION,
        STAGE,
        STAGE_BEFORE_THE_END
    }

    @BeforeEach
    void listen() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> {
            String text = Objects.requireNonNullElse(failure.getMessage(), "");
            if (text.contains("strand=" + name + " ")) {
                reports.add(failure);
            }
            sentinelCame |= text.contains("strand=" + SENTINEL + name + " ");
        });
    }

    @AfterEach
    void listenNoMore() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    /// Starts a strand that fails, lets somebody have it before and after, and forgets it.
    private WeakReference<Strand<Integer>> failing(
            Strand.Builder builder,
            Consumer<Strand<Integer>> before,
            Consumer<Strand<Integer>> after) {
        Strand<Integer> strand = builder.name(name).unstarted(UnheardFailureTest::fail);
        before.accept(strand);
        strand.start();
        after.accept(strand);
        return new WeakReference<>(strand);
    }

    private WeakReference<Strand<Integer>> failing(Strand.Builder builder) {
        return failing(builder, _ -> {}, _ -> {});
    }

    private static int fail() {
        throw new ArithmeticException("of the test");
    }

    private static void awaitGone(WeakReference<?> reference) throws InterruptedException {
        Eventually.holds(
                "it is collected",
                () -> {
                    System.gc();
                    return reference.refersTo(null);
                });
    }

    @Test
    void failureThatNobodyAskedAboutIsReportedOnceWithNameAndPlace() throws Exception {
        awaitGone(failing(Strand.ofThread()));
        Eventually.holds("a report", () -> !reports.isEmpty());
        awaitGone(failing(Strand.ofCoroutine()));
        Eventually.holds("a report", () -> reports.size() == 2);

        assertThat(reports).allSatisfy(UnheardFailureTest::looksAsIfReported);
        assertThat(reports)
                .extracting(Throwable::getMessage)
                .anyMatch(text -> text.contains("startedAt=UnheardFailureTest.failing("))
                .anyMatch(text -> text.contains("task=UnheardFailureTest.fail("));
    }

    private static void looksAsIfReported(Throwable report) {
        assertThat(report)
                .hasMessageContaining("(UnheardFailureTest.java:")
                .hasCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    @Tag("fault-8")
    void failureThatCannotSpeakForItselfIsReportedToAHandler() throws Exception {
        awaitGone(speechless());
        Eventually.holds("a report", () -> !reports.isEmpty());

        assertThat(reports.iterator().next().getCause()).isInstanceOf(Troubles.Speechless.class);
    }

    @Test
    @Tag("fault-8")
    void failureThatCannotSpeakForItselfIsReportedToALoggerThatPrintsIt() throws Exception {
        Thread.setDefaultUncaughtExceptionHandler(null);
        Logger logger = Logger.getLogger("io.heddle");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        StreamHandler handler = new StreamHandler(printed, new SimpleFormatter());
        logger.addHandler(handler);
        try {
            awaitGone(speechless());
            Eventually.holds(
                    "a report",
                    () -> {
                        handler.flush();
                        return printed.toString(UTF_8).contains("strand=" + name + " ");
                    });
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(printed.toString(UTF_8)).contains(Troubles.Speechless.class.getName());
    }

    private WeakReference<?> speechless() {
        Strand<?> strand =
                Strand.ofCoroutine()
                        .name(name)
                        .start(() -> {
                            throw new Troubles.Speechless();
                        });
        return new WeakReference<>(strand);
    }

    @Test
    void processThatSomebodyEndedIsNotReported() throws Exception {
        awaitGone(ended());
        awaitLastReport();

        assertThat(reports).isEmpty();
    }

    private WeakReference<?> ended() throws InterruptedException {
        ProcessStrand<?> killed = sleeping();
        killed.kill();
        ProcessStrand<?> terminated = sleeping();
        terminated.terminate();
        Eventually.holds("their end", () -> !killed.isAlive() && !terminated.isAlive());
        return new WeakReference<>(terminated);
    }

    private ProcessStrand<?> sleeping() throws InterruptedException {
        ProcessStrand<?> strand =
                Strand.ofProcess().name(name).start(() -> new CountDownLatch(1).await());
        Eventually.holds("its task begins", () -> strand.attempts() == 1);
        return strand;
    }

    @Test
    void strandThatSomebodyStillHasIsNotReported() throws Exception {
        Strand<?>[] kept = new Strand<?>[1];
        WeakReference<?> gone = failing(Strand.ofThread(), _ -> {}, strand -> kept[0] = strand);
        Eventually.holds("its end", kept[0]::isDone);
        awaitGone(new WeakReference<>(new Object()));

        assertThat(gone.refersTo(null)).isFalse();
        assertThat(reports).isEmpty();
        assertThat(kept[0].exceptionNow()).isNotNull();
    }

    @Test
    void strandForWhichOnlyItsScopeHasWaitedIsReported() throws Exception {
        awaitGone(failingWithin());
        Eventually.holds("a report", () -> reports.size() == 1);

        assertThat(reports).allSatisfy(UnheardFailureTest::looksAsIfReported);
    }

    private WeakReference<?> failingWithin() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (CoroutineScope scope = CoroutineScope.open()) {
            Strand<?> thread =
                    Strand.ofThread()
                            .name(name)
                            .start(() -> {
                                go.await();
                                return fail();
                            });
            Thread owner = Thread.currentThread();
            Thread.ofVirtual().start(() -> letGoWhenWaiting(owner, go));
            scope.joinAll();
            return new WeakReference<>(thread);
        }
    }

    private static void letGoWhenWaiting(Thread owner, CountDownLatch go) {
        try {
            Eventually.holds("it waits", () -> owner.getState() == Thread.State.WAITING);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            go.countDown();
        }
    }

    @Test
    void failureThatAScopeThrowsIsNotReported() throws Exception {
        awaitGone(failingCoroutine());
        awaitLastReport();

        assertThat(reports).isEmpty();
    }

    private WeakReference<?> failingCoroutine() {
        try (CoroutineScope scope = CoroutineScope.open()) {
            Strand<?> coroutine = scope.spawn(name, () -> fail());
            assertThatThrownBy(scope::joinAll).hasCauseInstanceOf(ArithmeticException.class);
            return new WeakReference<>(coroutine);
        }
    }

    @ParameterizedTest
    @EnumSource
    void failureThatSomebodyAskedAboutIsNotReported(Way way) throws Exception {
        Consumer<Strand<Integer>> asking = strand -> ask(way, strand);
        awaitGone(
                way == Way.STAGE_BEFORE_THE_END
                        ? failing(Strand.ofThread(), asking, _ -> {})
                        : failing(Strand.ofThread(), _ -> {}, asking));
        awaitLastReport();

        assertThat(reports).isEmpty();
    }

    /// Reports come in the order in which strands are collected, about.
    private void awaitLastReport() throws InterruptedException {
        Strand<?> last = Strand.ofThread().name(SENTINEL + name).start(UnheardFailureTest::fail);
        WeakReference<?> gone = new WeakReference<>(last);
        last = null;
        awaitGone(gone);
        Eventually.holds("the last report", () -> sentinelCame);
    }

    private static void ask(Way way, Strand<Integer> strand) {
        try {
            switch (way) {
                case GET ->
                        assertThatThrownBy(strand::get)
                                .hasCauseInstanceOf(ArithmeticException.class);
                case JOIN -> strand.join();
                case JOIN_WITH_LIMIT -> assertThat(strand.join(Eventually.LIMIT)).isTrue();
                case EXCEPTION -> {
                    Eventually.holds("its end", strand::isDone);
                    assertThat(strand.exceptionNow()).isInstanceOf(ArithmeticException.class);
                }
                case STAGE, STAGE_BEFORE_THE_END -> {
                    var _ = strand.exceptionally(failure -> 0);
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
