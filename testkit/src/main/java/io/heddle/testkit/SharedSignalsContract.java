package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.shared.SharedBoolean;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLong;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What events, latches, numbers and truth values promise, wherever the other party is.
public abstract class SharedSignalsContract {

    /// Made by subclasses.
    protected SharedSignalsContract() {}

    /// Says where the other party is.
    ///
    /// @return the place
    protected abstract Elsewhere elsewhere();

    // ---- events --------------------------------------------------------------------------------

    /// Sets an event on one side and waits for it on the other.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void eventThatIsSetLetsEverybodyGoOn() throws Exception {
        SharedEvent event = SharedEvent.create();
        List<Strand<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(Strand.ofCoroutine().start(() -> event.await(Duration.ofSeconds(50))));
        }
        Strand<Boolean> there = elsewhere().start(() -> event.await(Duration.ofSeconds(50)));
        event.set();
        for (Strand<Boolean> one : waiting) {
            assertThat(one.get()).isTrue();
        }
        assertThat(there.get()).isTrue();
        elsewhere().act(event::clear).get();
        assertThat(event.isSet()).isFalse();
        assertThat(event.await(Duration.ZERO)).isFalse();
        assertThat(event.await(1, TimeUnit.MILLISECONDS)).isFalse();
    }

    /// Sets and clears an event without a pause between.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void pulseIsMissedByNobodyWhoWaits() throws Exception {
        SharedEvent event = SharedEvent.create();
        for (int round = 0; round < 50; round++) {
            Thread waiting = Thread.ofPlatform().start(() -> awaitSoon(event));
            Eventually.holds("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
            event.set();
            event.clear();
            waiting.join();
        }
    }

    private static void awaitSoon(SharedEvent event) {
        try {
            if (!event.await(Duration.ofSeconds(50))) {
                throw new AssertionError("the pulse was missed");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- latches -------------------------------------------------------------------------------

    /// Counts down on both sides.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void latchOpensWhenAllHaveCountedDown() throws Exception {
        SharedLatch latch = SharedLatch.create(2);
        Strand<Boolean> there =
                elsewhere()
                        .start(() -> {
                            latch.countDown();
                            return latch.await(Duration.ofSeconds(50));
                        });
        assertThat(latch.await(Duration.ofMillis(1))).isFalse();
        assertThat(latch.await(1, TimeUnit.MILLISECONDS)).isFalse();
        latch.countDown();
        latch.await();
        assertThat(there.get()).isTrue();
        latch.countDown();
        assertThat(latch.getCount()).isZero();
        assertThat(latch.toString()).endsWith("[Count = 0]");
    }

    /// Refuses what makes no sense, and interrupts.
    @Test
    public void latchRefusesANegativeCountAndHearsInterrupts() {
        assertThatThrownBy(() -> SharedLatch.create(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("count=-1");
        Thread.currentThread().interrupt();
        assertThatThrownBy(SharedLatch.create(0)::await).isInstanceOf(InterruptedException.class);
    }

    // ---- numbers -------------------------------------------------------------------------------

    /// Counts on both sides.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void incrementsOfBothSidesAreAllCounted() throws Exception {
        SharedLong number = SharedLong.create(0);
        Strand<Boolean> there = elsewhere().act(() -> count(number));
        count(number);
        there.get();
        assertThat(number.get()).isEqualTo(20_000);
    }

    private static void count(SharedLong number) {
        for (int i = 0; i < 10_000; i++) {
            number.incrementAndGet();
        }
    }

    /// Calculates as `AtomicLong` does.
    @Test
    public void numberCalculatesLikeThatOfTheJdk() {
        SharedLong number = SharedLong.create(5);
        assertThat(number.getAndIncrement()).isEqualTo(5);
        assertThat(number.getAndDecrement()).isEqualTo(6);
        assertThat(number.decrementAndGet()).isEqualTo(4);
        assertThat(number.getAndAdd(6)).isEqualTo(4);
        assertThat(number.addAndGet(-3)).isEqualTo(7);
        assertThat(number.getAndSet(8)).isEqualTo(7);
        assertThat(number.compareAndSet(7, 9)).isFalse();
        assertThat(number.compareAndSet(8, 9)).isTrue();
        assertThat(number.getAndUpdate(n -> n * 2)).isEqualTo(9);
        assertThat(number.updateAndGet(n -> n + 2)).isEqualTo(20);
        assertThat(number.getAndAccumulate(3, Long::sum)).isEqualTo(20);
        assertThat(number.accumulateAndGet(30, Math::max)).isEqualTo(30);
        number.set(Long.MIN_VALUE);
        assertThat(number.longValue()).isEqualTo(Long.MIN_VALUE);
        assertThat(number).hasToString(Long.toString(Long.MIN_VALUE));
    }

    /// Offers the methods of a weaker order.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void numberAndTruthHaveTheOrdersOfTheJdk() throws Exception {
        SharedLong number = SharedLong.create(1);
        SharedBoolean truth = SharedBoolean.create(false);
        number.setPlain(2);
        assertThat(number.getAcquire()).isEqualTo(2);
        number.setOpaque(3);
        assertThat(number.getPlain()).isEqualTo(3);
        number.setRelease(4);
        assertThat(number.getOpaque()).isEqualTo(4);
        number.lazySet(5);
        assertThat(number.compareAndExchange(4, 6)).isEqualTo(5);
        assertThat(number.compareAndExchange(5, 6)).isEqualTo(5);
        assertThat(number.compareAndExchangeAcquire(6, 7)).isEqualTo(6);
        assertThat(number.compareAndExchangeRelease(7, 8)).isEqualTo(7);
        assertThat(number.weakCompareAndSetPlain(9, 0)).isFalse();
        assertThat(number.weakCompareAndSetPlain(8, 9)).isTrue();
        assertThat(number.weakCompareAndSetVolatile(9, 10)).isTrue();
        assertThat(number.weakCompareAndSetAcquire(10, 11)).isTrue();
        assertThat(number.weakCompareAndSetRelease(11, 12)).isTrue();
        truth.setPlain(true);
        assertThat(truth.getAcquire()).isTrue();
        truth.setOpaque(false);
        assertThat(truth.getPlain()).isFalse();
        truth.setRelease(true);
        assertThat(truth.getOpaque()).isTrue();
        truth.lazySet(false);
        assertThat(truth.compareAndExchange(true, false)).isFalse();
        assertThat(truth.compareAndExchange(false, true)).isFalse();
        assertThat(truth.compareAndExchangeAcquire(true, false)).isTrue();
        assertThat(truth.compareAndExchangeRelease(false, true)).isFalse();
        assertThat(truth.weakCompareAndSetPlain(false, true)).isFalse();
        assertThat(truth.weakCompareAndSetPlain(true, false)).isTrue();
        assertThat(truth.weakCompareAndSetVolatile(false, true)).isTrue();
        assertThat(truth.weakCompareAndSetAcquire(true, false)).isTrue();
        assertThat(truth.weakCompareAndSetRelease(false, true)).isTrue();
        assertThat(elsewhere().start(() -> number.get() == 12 && truth.get()).get()).isTrue();
    }

    /// Lets one side see what the other has written.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void truthIsTheSameOnBothSides() throws Exception {
        SharedBoolean truth = SharedBoolean.create(false);
        assertThat(elsewhere().start(() -> truth.compareAndSet(false, true)).get()).isTrue();
        assertThat(truth.get()).isTrue();
        assertThat(truth.getAndSet(false)).isTrue();
        assertThat(truth.compareAndSet(true, true)).isFalse();
        truth.set(true);
        assertThat(elsewhere().start(truth::get).get()).isTrue();
        assertThat(truth).hasToString("true");
    }
}
