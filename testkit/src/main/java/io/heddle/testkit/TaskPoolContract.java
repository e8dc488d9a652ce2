package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.TaskFunction;
import io.heddle.TaskPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What every [TaskPool] promises, whichever way it runs tasks.
///
/// Extend it, say how the pool is opened and of which kind it is, and run it as a JUnit test:
///
/// ```java
/// class ThreadPoolTest extends TaskPoolContract {
///     @Override protected TaskPool open(int workers) { return TaskPool.threads(workers); }
///     @Override protected Kind kind() { return Kind.THREAD; }
/// }
/// ```
///
/// The behaviours are those of [java.util.concurrent.ExecutorService] and
/// [java.util.concurrent.Future], and what Heddle adds. Those that a pool cannot show, because for
/// example nothing ever waits in it, are marked by [Needs] and skipped as [#capabilities] says.
///
/// The contract stands in several classes, each on the one before: submission, outcomes, callbacks,
/// cancellation, lifecycle, `invokeAll` and `invokeAny`, the context; and here `map` and the streams. Every wait
/// is bounded, and after each test no thread and no child process may be left. If pools take long to begin,
/// override `keepsPools`, and one serves many tests.
public abstract class TaskPoolContract extends ContextContract {

    /// How many inputs a stream reads ahead of its reader at most, in any pool.
    private static final int FARTHEST = 1 << 16;

    /// So many quick items that chunks have grown as large as they ever do.
    private static final int ENOUGH_TO_GROW = 300_000;

    /// Inputs that come at once, enough for chunks of hundreds.
    private static final int QUICK = 20_000;

    /// Inputs that take their time, far fewer than a chunk would hold then.
    private static final int SLOW = 20;

    /// How long each of these takes.
    private static final long SLOW_NANOS = 5_000_000;

    /// For subclasses.
    protected TaskPoolContract() {}

    /// Counts what is read from it; endless.
    private static class Numbers implements Iterator<Integer> {

        int read;

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Integer next() {
            return read++;
        }
    }

    private static List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private static TaskFunction<Integer, Integer> failingAt(int bad) {
        return n -> {
            if (n == bad) {
                throw new Troubles.Checked("at " + n);
            }
            return n * n;
        };
    }

    // ---- map ---------------------------------------------------------------------------------

    @Test
    void mapKeepsTheOrderOfTheInputs() throws Exception {
        List<Integer> squares = pool(2).map(n -> n * n, upTo(1_000));

        assertThat(squares).isEqualTo(IntStream.range(0, 1_000).mapToObj(n -> n * n).toList());
    }

    /// The first item ends after the second.
    private static TaskFunction<Integer, Integer> secondItemFirst(Marks marks) {
        return n -> {
            if (n == 0) {
                marks.await("second");
            } else {
                marks.set("second");
            }
            return n;
        };
    }

    @Test
    @Needs(Capability.BESIDE)
    void mapKeepsTheOrderThoughTheFirstItemEndsLast() throws Exception {
        assertThat(pool(2).map(secondItemFirst(marks()), List.of(0, 1))).containsExactly(0, 1);
    }

    @Test
    @Needs(Capability.BESIDE)
    void streamKeepsTheOrderThoughTheFirstItemEndsLast() {
        try (Stream<Integer> results = pool(2).stream(secondItemFirst(marks()), List.of(0, 1))) {
            assertThat(results.toList()).containsExactly(0, 1);
        }
    }

    @Test
    void mapOfNothingGivesNothing() throws Exception {
        assertThat(pool(2).map(n -> n, List.of())).isEmpty();
    }

    @Test
    void mapTakesAnythingIterableAndReadsItOnce() throws Exception {
        Iterator<Integer> once = upTo(100).iterator();

        assertThat(pool(2).map(n -> n + 1, () -> once)).hasSize(100).startsWith(1).endsWith(100);
    }

    @Test
    void mapLetsNullThrough() throws Exception {
        assertThat(pool(1).map(n -> n, Arrays.asList(1, null, 3))).containsExactly(1, null, 3);
    }

    @Test
    void mapRefusesNull() {
        TaskPool pool = pool(1);

        assertThatNullPointerException().isThrownBy(() -> pool.map(null, List.of(1)));
        assertThatNullPointerException().isThrownBy(() -> pool.map(n -> n, null));
    }

    @Test
    void failureOfAnItemFailsTheMap() {
        TaskPool pool = pool(2);

        assertThatThrownBy(() -> pool.map(failingAt(7), upTo(20)))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(Troubles.Checked.class)
                .hasMessage("at 7");
    }

    @Test
    @Tag("fault-8")
    void itemWhoseExceptionCannotSpeakForItselfFailsTheMapAndTheStream() {
        TaskPool pool = pool(2);
        TaskFunction<Integer, Integer> speechless =
                n -> {
                    throw new Troubles.Speechless();
                };

        assertThatThrownBy(() -> pool.map(speechless, List.of(1)))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(Troubles.Speechless.class);
        try (Stream<Integer> stream = pool.stream(speechless, List.of(1))) {
            assertThatThrownBy(stream::toList)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(Troubles.Speechless.class);
        }
    }

    @Test
    void failureOfAnItemEndsTheMapEarly() {
        TaskPool pool = pool(2);
        Numbers numbers = new Numbers();

        assertThatThrownBy(() -> pool.map(failingAt(0), () -> numbers))
                .isInstanceOf(ExecutionException.class);
        assertThat(numbers.read).isLessThanOrEqualTo(FARTHEST);
    }

    @Test
    void poolWorksOnAfterAFailedMap() throws Exception {
        TaskPool pool = pool(2);

        assertThatThrownBy(() -> pool.map(failingAt(3), upTo(100)))
                .isInstanceOf(ExecutionException.class);

        assertThat(pool.map(n -> n, upTo(100))).isEqualTo(upTo(100));
    }

    @Test
    @Needs(Capability.BESIDE)
    void interruptedMapCancelsItsWork() throws Exception {
        TaskPool pool = pool(1);
        Marks marks = marks();
        TaskFunction<Integer, Integer> held =
                n -> {
                    marks.setThenAwait("started", "never");
                    return n;
                };
        Beside caller = beside(() -> pool.map(held, List.of(1)));
        marks.await("started");

        caller.interrupt();

        assertThatThrownBy(caller::join).hasCauseInstanceOf(InterruptedException.class);
        marks.await("started.interrupted");
    }

    @Test
    @Needs(Capability.BESIDE)
    @Tag("fault-39")
    void mapOfAStoppedPoolFails() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        TaskFunction<Integer, Integer> held = held(marks);
        Beside caller = beside(() -> pool.map(held, List.of(1))); // more could still be refused
        marks.await("started");

        pool.shutdownNow();

        assertThatThrownBy(caller::join).hasCauseInstanceOf(CancellationException.class);
    }

    private static TaskFunction<Integer, Integer> held(Marks marks) {
        return n -> {
            marks.setThenAwait("started", "never");
            return n;
        };
    }

    // ---- streams -----------------------------------------------------------------------------

    @Test
    void streamKeepsTheOrderOfTheInputs() {
        try (Stream<Integer> results = pool(2).stream(n -> n + 1, upTo(1_000))) {
            assertThat(results.toList())
                    .isEqualTo(IntStream.rangeClosed(1, 1_000).boxed().toList());
        }
    }

    @Test
    void streamOfNothingIsEmpty() {
        TaskPool pool = pool(1);

        try (Stream<Integer> ordered = pool.stream(n -> n, List.<Integer>of());
                Stream<Integer> unordered = pool.streamUnordered(n -> n, List.<Integer>of())) {
            assertThat(ordered.toList()).isEmpty();
            assertThat(unordered.toList()).isEmpty();
        }
    }

    @Test
    void streamReadsNothingBeforeItIsRead() {
        TaskPool pool = pool(2);
        Numbers numbers = new Numbers();

        try (Stream<Integer> ordered = pool.stream(n -> n, numbers);
                Stream<Integer> unordered = pool.streamUnordered(n -> n, numbers)) {
            assertThat(ordered.map(n -> n + 1)).isNotNull();
            assertThat(unordered.map(n -> n + 1)).isNotNull();
            assertThat(numbers.read).isZero();
        }
    }

    @Test
    void streamOfEndlessInputReadsABoundedNumberAhead() {
        Numbers numbers = new Numbers();

        try (Stream<Integer> results = pool(2).stream(n -> n * 2, numbers)) {
            Iterator<Integer> reader = results.iterator();
            int farthest = 0;
            for (int taken = 1; taken <= ENOUGH_TO_GROW; taken++) {
                if (reader.next() != (taken - 1) * 2) {
                    throw new AssertionError("out of order: taken=" + taken);
                }
                farthest = Math.max(farthest, numbers.read - taken);
            }
            assertThat(farthest).isLessThanOrEqualTo(FARTHEST);
        }
    }

    @Test
    void unorderedStreamOfEndlessInputReadsABoundedNumberAhead() {
        Numbers numbers = new Numbers();

        try (Stream<Integer> results = pool(2).streamUnordered(n -> n * 2, numbers)) {
            assertThat(results.limit(5_000).distinct().count()).isEqualTo(5_000);
        }
        assertThat(numbers.read).isLessThanOrEqualTo(5_000 + FARTHEST);
    }

    @Test
    void unorderedStreamGivesEveryResultOnce() {
        try (Stream<Integer> results = pool(2).streamUnordered(n -> n + 1, upTo(1_000))) {
            assertThat(results.sorted().toList())
                    .isEqualTo(IntStream.rangeClosed(1, 1_000).boxed().toList());
        }
    }

    @Test
    @Needs(Capability.BESIDE)
    void unorderedStreamGivesWhatIsReadyFirst() throws Exception {
        Marks marks = marks();
        TaskFunction<String, String> awaiting =
                name -> {
                    marks.await(name);
                    return name;
                };
        marks.set("quick");

        try (Stream<String> results = pool(2).streamUnordered(awaiting, List.of("slow", "quick"))) {
            Iterator<String> reader = results.iterator();
            assertThat(reader.next()).isEqualTo("quick");
            marks.set("slow");
            assertThat(reader.next()).isEqualTo("slow");
            assertThat(reader.hasNext()).isFalse();
        }
    }

    // ---- slow inputs -------------------------------------------------------------------------

    /// Many inputs that come at once, then some that take longer than anybody fills a chunk. The last
    /// one comes when an earlier slow one has been worked on.
    private static Iterator<Integer> quickThenSlow(Marks marks, String worked) {
        return new Iterator<>() {

            private int read;

            @Override
            public boolean hasNext() {
                return read < QUICK + SLOW;
            }

            @Override
            public Integer next() {
                if (read == QUICK + SLOW - 1) {
                    marks.awaitStubbornly(worked);
                } else if (read >= QUICK) {
                    takeTime();
                }
                return read++;
            }
        };
    }

    private static void takeTime() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < SLOW_NANOS) {
            Thread.onSpinWait();
        }
    }

    private static TaskFunction<Integer, Integer> markingAt(int item, Marks marks, String worked) {
        return n -> {
            if (n == item) {
                marks.set(worked);
            }
            return n;
        };
    }

    @Test
    void whatWasReadIsWorkedOnThoughTheInputBecomesSlow() throws Exception {
        TaskPool pool = pool(2);
        Marks marks = marks();
        List<Integer> all = upTo(QUICK + SLOW);

        assertThat(pool.map(markingAt(QUICK, marks, "map"), () -> quickThenSlow(marks, "map")))
                .isEqualTo(all);
        try (Stream<Integer> results =
                pool.stream(markingAt(QUICK, marks, "stream"), quickThenSlow(marks, "stream"))) {
            assertThat(results.toList()).isEqualTo(all);
        }
    }

    /// Lets two inputs be worked on, and has an input that must not be asked for a third one while a
    /// result of these is there.
    private static void assertResultsComeFirst(TaskPool pool, Marks marks, boolean ordered)
            throws Exception {
        Numbers numbers =
                new Numbers() {
                    @Override
                    public Integer next() {
                        if (read == 1) {
                            marks.set("second");
                        }
                        return super.next();
                    }
                };
        TaskFunction<Integer, Integer> firstWaits =
                n -> {
                    marks.await("second");
                    return n;
                };
        try (Stream<Integer> results =
                ordered
                        ? pool.stream(firstWaits, numbers)
                        : pool.streamUnordered(firstWaits, numbers)) {
            Iterator<Integer> reader = results.iterator();
            assertThat(reader.next()).isZero();
            pool.submit(() -> 1).get(); // it comes after them, so both are done

            assertThat(reader.next()).isEqualTo(1);
            assertThat(numbers.read).isEqualTo(2);
        }
    }

    @Test
    @Needs(Capability.QUEUE)
    void streamGivesWhatIsReadyBeforeItAsksForMore() throws Exception {
        assertResultsComeFirst(pool(1), marks(), true);
    }

    @Test
    @Needs(Capability.QUEUE)
    void unorderedStreamGivesWhatIsReadyBeforeItAsksForMore() throws Exception {
        assertResultsComeFirst(pool(1), marks(), false);
    }

    @Test
    @Needs(Capability.BESIDE)
    @Tag("fault-39")
    void streamsOfAStoppedPoolFailHoweverOftenTheyAreAsked() throws Exception {
        TaskPool pool = freshPool(1);
        Marks marks = marks();
        List<Stream<Integer>> streams =
                List.of(
                        pool.stream(held(marks), new Numbers()),
                        pool.streamUnordered(held(marks), new Numbers()));
        List<Beside> readers = new ArrayList<>();
        for (Stream<Integer> stream : streams) {
            Iterator<Integer> results = stream.iterator();
            readers.add(
                    beside(() -> {
                        for (int i = 0; i < 10; i++) {
                            assertThatThrownBy(results::hasNext)
                                    .isInstanceOfAny(
                                            CancellationException.class,
                                            RejectedExecutionException.class);
                        }
                    }));
        }
        marks.await("started");

        pool.shutdownNow();

        for (Beside reader : readers) {
            reader.join();
        }
        streams.forEach(Stream::close);
    }

    @Test
    @Needs(Capability.BESIDE)
    void closingAStreamCancelsWhatIsUnderWay() throws Exception {
        Marks marks = marks();
        TaskFunction<Integer, Integer> firstOnly =
                n -> {
                    if (n > 0) {
                        marks.setThenAwait("started", "never");
                    }
                    marks.await("started"); // else the second input might not be read yet
                    return n;
                };

        try (Stream<Integer> results = pool(2).stream(firstOnly, List.of(0, 1))) {
            assertThat(results.iterator().next()).isZero();
            marks.await("started");
        }

        marks.await("started.interrupted");
    }

    @Test
    void closedStreamReadsNoMoreInputs() {
        Numbers numbers = new Numbers();
        Stream<Integer> results = pool(2).stream(n -> n, numbers);
        Iterator<Integer> reader = results.iterator();
        reader.next();

        results.close();
        int read = numbers.read;

        while (reader.hasNext()) { // what had come back before
            reader.next();
        }
        assertThat(numbers.read).isEqualTo(read);
    }

    @Test
    void failureOfAnItemReachesTheReaderInItsPlace() {
        List<Integer> seen = new ArrayList<>();

        try (Stream<Integer> results = pool(2).stream(failingAt(7), upTo(20))) {
            assertThatThrownBy(() -> results.forEachOrdered(seen::add))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(Troubles.Checked.class)
                    .hasMessage("at 7");
        }
        assertThat(seen).containsExactly(0, 1, 4, 9, 16, 25, 36);
    }

    @Test
    void failureOfAnItemEndsTheUnorderedStream() {
        try (Stream<Integer> results = pool(2).streamUnordered(failingAt(7), new Numbers())) {
            assertThatThrownBy(() -> results.forEach(n -> {}))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(Troubles.Checked.class);
        }
    }

    @Test
    void streamsRefuseNull() {
        TaskPool pool = pool(1);
        Iterator<Integer> none = null;

        assertThatNullPointerException().isThrownBy(() -> pool.stream(null, new Numbers()));
        assertThatNullPointerException().isThrownBy(() -> pool.stream(n -> n, none));
        assertThatNullPointerException()
                .isThrownBy(() -> pool.streamUnordered(null, new Numbers()));
        assertThatNullPointerException().isThrownBy(() -> pool.streamUnordered(n -> n, none));
    }
}
