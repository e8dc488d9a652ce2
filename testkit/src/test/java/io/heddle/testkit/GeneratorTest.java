package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.TaskContext;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.Generator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GeneratorTest {

    @AfterEach
    void nothingIsLeft() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private static Generator<Integer> upTo(int end) {
        return Generator.of(out -> {
            for (int i = 0; i < end; i++) {
                out.yield(i);
            }
        });
    }

    @Test
    void elementsComeInOrderByAnyWay() {
        List<Integer> seen = new ArrayList<>();
        try (Generator<Integer> numbers = upTo(3)) {
            for (int number : numbers) {
                seen.add(number);
            }
            assertThat(numbers.hasNext()).isFalse();
            assertThatThrownBy(numbers::next).isInstanceOf(NoSuchElementException.class);
        }
        assertThat(seen).containsExactly(0, 1, 2);
        try (Stream<Integer> numbers = upTo(100).stream()) {
            assertThat(numbers.filter(n -> n % 2 == 1).limit(3)).containsExactly(1, 3, 5);
        }
        try (Generator<Integer> numbers = upTo(2)) {
            assertThat(numbers.next()).isEqualTo(0);
            assertThat(numbers.hasNext()).isTrue();
            assertThat(numbers.hasNext()).isTrue();
            assertThat(numbers.next()).isEqualTo(1);
        }
    }

    @Test
    void codeRunsOnlyWhileAnElementIsAwaited() {
        AtomicInteger begun = new AtomicInteger();
        try (Generator<Integer> numbers =
                Generator.of(out -> {
                    while (true) {
                        out.yield(begun.incrementAndGet());
                    }
                })) {
            assertThat(begun).hasValue(0);
            for (int i = 1; i <= 100; i++) {
                assertThat(numbers.next()).isEqualTo(i);
                assertThat(begun).hasValue(i);
            }
        }
        assertThat(begun).hasValue(100);
    }

    @Test
    void closingEarlyRunsTheFinallyBlocksAndEndsTheThread() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        AtomicBoolean cleanedUp = new AtomicBoolean();
        Generator<Integer> numbers =
                Generator.of(out -> {
                    thread.set(Thread.currentThread());
                    try {
                        for (int i = 0; ; i++) {
                            out.yield(i);
                        }
                    } catch (CancellationException e) {
                        seen.set(e);
                        throw e;
                    } finally {
                        cleanedUp.set(true);
                    }
                });
        assertThat(numbers.next()).isZero();
        numbers.close();
        numbers.close();

        assertThat(cleanedUp).isTrue();
        assertThat(seen.get()).isInstanceOf(CancellationException.class);
        assertThat(numbers.hasNext()).isFalse();
        awaitEnd(thread.get());
    }

    private static void awaitEnd(Thread thread) {
        try {
            Eventually.holds("the thread ends", () -> !thread.isAlive());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closingBeforeTheBeginningRunsNothing() {
        AtomicBoolean ran = new AtomicBoolean();
        Generator<Integer> numbers = Generator.of(out -> ran.set(true));
        numbers.close();
        assertThat(numbers.hasNext()).isFalse();
        assertThat(ran).isFalse();
    }

    @Test
    void closingInterruptsCodeThatBlocksElsewhere() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        Generator<Integer> numbers =
                Generator.of(out -> {
                    out.yield(1);
                    blocked.countDown();
                    new CountDownLatch(1).await();
                });
        assertThat(numbers.next()).isEqualTo(1);
        Strand<Boolean> waiting = Strand.ofCoroutine().start(numbers::hasNext);
        blocked.await();
        numbers.close();

        assertThat(waiting.get()).isFalse();
    }

    @Test
    void errorsOfTheCodeReachTheConsumerOnce() {
        Generator<Integer> unchecked =
                Generator.of(out -> {
                    out.yield(1);
                    throw new IllegalArgumentException("bad");
                });
        assertThat(unchecked.next()).isEqualTo(1);
        assertThatThrownBy(unchecked::hasNext)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("bad");
        assertThat(unchecked.hasNext()).isFalse();

        Generator<Integer> checked =
                Generator.of(out -> {
                    throw new IOException("unreadable");
                });
        assertThatThrownBy(checked::next)
                .isExactlyInstanceOf(HeddleException.class)
                .hasMessageContaining("the code of a generator failed")
                .hasRootCauseMessage("unreadable");
        checked.close();
        unchecked.close();
    }

    @Test
    void errorThatIsThrownWhileClosingIsThrownByClose() {
        Generator<Integer> numbers =
                Generator.of(out -> {
                    try {
                        out.yield(1);
                    } finally {
                        failToCleanUp();
                    }
                });
        assertThat(numbers.next()).isEqualTo(1);
        assertThatThrownBy(numbers::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot clean up");
        numbers.close();
    }

    private static void failToCleanUp() {
        throw new IllegalStateException("cannot clean up");
    }

    @Test
    void elementThatWasThereBeforeTheScopeEndedIsGivenOrNotButNeverWaitedFor() throws Exception {
        CountDownLatch ending = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicReference<Thread> producer = new AtomicReference<>();
        try (CoroutineScope scope = CoroutineScope.open()) {
            Generator<Integer> slow = endsSlowly(ending, mayEnd, producer);
            Generator<Integer> quick = upTo(3);
            assertThat(slow.hasNext()).isTrue();
            assertThat(quick.hasNext()).isTrue();
            scope.cancel();
            ending.await();

            assertThat(slow.next()).isEqualTo(7); // its code has not ended yet
            mayEnd.countDown();
            awaitEnd(producer.get());
            assertThat(slow.hasNext()).isFalse();
            Eventually.holds("the other one ends", () -> isOver(quick));
        }
    }

    /// Takes what there may be.
    private static boolean isOver(Generator<Integer> generator) {
        try {
            var _ = generator.next();
            return false;
        } catch (NoSuchElementException e) {
            return true;
        }
    }

    private static Generator<Integer> endsSlowly(
            CountDownLatch ending, CountDownLatch mayEnd, AtomicReference<Thread> producer) {
        return Generator.of(out -> {
            producer.set(Thread.currentThread());
            try {
                out.yield(7);
            } finally {
                ending.countDown();
                boolean _ = Thread.interrupted();
                assertThat(mayEnd.await(20, TimeUnit.SECONDS)).isTrue();
            }
        });
    }

    @Test
    void interruptedConsumerLosesNoElement() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Generator<Integer> numbers =
                Generator.of(out -> {
                    go.await();
                    out.yield(42);
                })) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(numbers::hasNext)
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            go.countDown();
            assertThat(numbers.next()).isEqualTo(42);
        }
    }

    @Test
    void onlyTheCodeItselfMayYield() {
        AtomicReference<Generator.Emitter<Integer>> kept = new AtomicReference<>();
        try (Generator<Integer> numbers =
                Generator.of(out -> {
                    kept.set(out);
                    out.yield(1);
                    assertThatNullPointerException().isThrownBy(() -> out.yield(null));
                })) {
            assertThat(numbers.next()).isEqualTo(1);
            assertThatIllegalStateException().isThrownBy(() -> kept.get().yield(2));
            assertThat(numbers.hasNext()).isFalse();
        }
    }

    @Test
    void codeHasTheContextOfWhoMadeTheGenerator() throws Exception {
        Supplier<String> seen =
                () -> TaskContext.current().get("generator", String.class).orElse("none");
        Callable<Generator<String>> make =
                () ->
                        Generator.of(out -> {
                            out.yield(seen.get());
                            out.yield(seen.get());
                        });
        try (Generator<String> made =
                TaskContext.current().with("generator", "mine").call(make::call)) {
            assertThat(made.next()).isEqualTo("mine");
            TaskContext.current()
                    .with("generator", "another")
                    .run(() -> assertThat(made.next()).isEqualTo("mine"));
        }
        assertThat(seen.get()).isEqualTo("none");
    }

    @Test
    void generatorsMayBeNested() {
        try (Generator<Integer> outer =
                Generator.of(out -> {
                    for (int i = 1; i <= 3; i++) {
                        try (Generator<Integer> inner = upTo(i)) {
                            inner.forEach(out::yield);
                        }
                    }
                })) {
            assertThat(outer.stream()).containsExactly(0, 0, 1, 0, 1, 2);
        }
    }

    @Test
    void generatorThatWasBegunInAScopeEndsWithIt() {
        CountDownLatch closed = new CountDownLatch(1);
        Generator<Integer> numbers =
                Generator.of(out -> {
                    try {
                        out.yield(1);
                        out.yield(2);
                    } finally {
                        closed.countDown();
                    }
                });
        try (CoroutineScope scope = CoroutineScope.open()) {
            assertThat(numbers.next()).isEqualTo(1);
            assertThat(scope.isCancelled()).isFalse();
        }
        assertThat(closed.getCount()).isZero();
        assertThat(numbers.hasNext()).isFalse();
    }

    @Test
    @Tag("slow")
    void abandonedGeneratorIsClosedByTheCollector() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        assertThat(firstOf(closed)).isEqualTo(1);
        long begin = System.nanoTime();
        while (closed.getCount() > 0 && System.nanoTime() - begin < Eventually.LIMIT.toNanos()) {
            System.gc();
            var _ = closed.await(20, TimeUnit.MILLISECONDS);
        }
        assertThat(closed.getCount()).isZero();
    }

    private static int firstOf(CountDownLatch closed) {
        Generator<Integer> abandoned =
                Generator.of(out -> {
                    try {
                        while (true) {
                            out.yield(1);
                        }
                    } finally {
                        closed.countDown();
                    }
                });
        return abandoned.next();
    }

    @Test
    void closingFromElsewhereFreesAWaitingConsumer() throws Exception {
        Generator<Integer> numbers =
                Generator.of(out -> {
                    var _ = Channel.<Integer>rendezvous().receive();
                    out.yield(1);
                });
        Strand<Boolean> consumer = Strand.ofCoroutine().start(numbers::hasNext);
        Eventually.holds("it waits", () -> consumer.status() == StrandStatus.WAITING);
        numbers.close();
        assertThat(consumer.get()).isFalse();
    }
}
