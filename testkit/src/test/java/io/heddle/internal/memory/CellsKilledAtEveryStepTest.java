package io.heddle.internal.memory;

import static io.heddle.internal.memory.Killing.kill;
import static io.heddle.internal.memory.Killing.killOnce;
import static io.heddle.internal.memory.Killing.killTwice;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.memory.Story.Beginning;
import io.heddle.shared.PeerDiedException;
import io.heddle.shared.SharedArray;
import io.heddle.shared.SharedBarrier;
import io.heddle.shared.SharedBoolean;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedReference;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Barriers and references are killed before each access to shared memory, and while somebody waits.
@Tag("slow")
class CellsKilledAtEveryStepTest {

    // ---- barriers ------------------------------------------------------------------------------

    /// One waits who lives; it must learn how that ended.
    abstract static class AtBarrier implements Story {

        final SharedBarrier barrier;
        final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
        final AtomicInteger met = new AtomicInteger();

        AtBarrier(SharedBarrier barrier) {
            this.barrier = barrier;
        }

        @Override
        public void bystander(View view) throws InterruptedException {
            try {
                view.of(barrier).await();
                met.incrementAndGet();
            } catch (BrokenBarrierException e) {
                broken.set(e);
            }
        }

        @Override
        public void victim(View view) throws Exception {
            view.of(barrier).await();
        }

        void assertBrokenByDeath() {
            assertThat(broken.get()).hasCauseInstanceOf(PeerDiedException.class);
        }

        /// In the end the barrier works.
        @Override
        public void check(int killed) {
            assertThat(barrier.getNumberWaiting()).isZero();
            assertThat(barrier.isBroken()).isFalse();
            assertThat(met.get() == 1).isNotEqualTo(broken.get() != null);
        }
    }

    /// The third party never comes, so whoever arrives dies while it waits.
    static final class Waiting extends AtBarrier {

        private final SharedBoolean found = SharedBoolean.create(false);

        Waiting() {
            super(SharedBarrier.create(3));
        }

        @Override
        public void survivor(View view) {
            SharedBarrier mine = view.of(barrier);
            if (mine.isBroken()) {
                found.set(true);
            }
            mine.reset();
        }

        @Override
        public void check(int killed) {
            super.check(killed);
            assertThat(met).hasValue(0);
            if (found.get()) {
                assertBrokenByDeath();
            }
        }
    }

    @Test
    @Tag("fault-52")
    void whoWaitsAtABarrierLearnsThatAnotherWasKilledThere() {
        assertThat(killOnce(Waiting::new, 3)).isGreaterThan(20);
        assertThat(killTwice(Waiting::new, 24, 11)).isGreaterThan(20);
    }

    @Test
    @Tag("stress")
    @Tag("fault-52")
    void whoWaitsAtABarrierLearnsThatAnotherWasKilledThereAtAnyStep() {
        kill(Waiting::new);
        for (long first = 0; first < 40; first++) {
            killTwice(Waiting::new, first, 2);
        }
    }

    /// The victim is the last one; with an action it may die within.
    static final class Completing extends AtBarrier {

        Completing(boolean acts) {
            super(acts ? SharedBarrier.create(2, () -> {}) : SharedBarrier.create(2));
        }

        @Override
        public void survivor(View view) throws Exception {
            SharedBarrier mine = view.of(barrier);
            if (mine.isBroken()) {
                mine.reset();
            } else if (mine.getNumberWaiting() > 0) {
                mine.await();
            }
        }

        @Override
        public void check(int killed) {
            super.check(killed);
            if (broken.get() != null) {
                assertBrokenByDeath();
            }
        }
    }

    @Test
    @Tag("fault-52")
    void roundWhoseLastOneIsKilledHoldsUpNobody() {
        Beginning acting = () -> new Completing(true);
        assertThat(killOnce(acting, 2)).isGreaterThan(40);
        assertThat(killTwice(acting, 25, 11)).isGreaterThan(20);
        assertThat(killOnce(() -> new Completing(false), 3)).isGreaterThan(20);
    }

    @Test
    @Tag("stress")
    @Tag("fault-52")
    void roundWhoseLastOneIsKilledAtAnyStepHoldsUpNobody() {
        for (boolean acts : List.of(true, false)) {
            kill(() -> new Completing(acts));
            for (long first = 0; first < 60; first++) {
                killTwice(() -> new Completing(acts), first, 2);
            }
        }
    }

    // ---- references ----------------------------------------------------------------------------

    /// Replaces a value by another one, and that by a small one.
    static final class Replacing implements Story {

        private static final String OLD = "old".repeat(10);
        private static final String NEW = "new".repeat(20);

        private final String large;
        private final SharedReference<String> reference = SharedReference.create(OLD);

        Replacing(int size) {
            large = "x".repeat(size);
        }

        @Override
        public void victim(View view) {
            SharedReference<String> mine = view.of(reference);
            mine.set(large);
            mine.getAndSet(NEW);
        }

        @Override
        public void survivor(View view) {
            SharedReference<String> mine = view.of(reference);
            assertThat(mine.get()).isIn(OLD, large, NEW);
            mine.set(OLD);
            assertThat(mine.compareAndSet(OLD, NEW)).isTrue();
        }

        @Override
        public void check(int killed) {
            assertThat(reference.get()).isEqualTo(NEW);
        }
    }

    /// Large enough that the memory must grow.
    static final int GROWING = 5_000;

    @Test
    void valueIsTheOldOrTheNewOneWhoeverIsKilled() {
        assertThat(killOnce(() -> new Replacing(100), 2)).isGreaterThan(20);
        assertThat(killOnce(() -> new Replacing(GROWING), 31)).isGreaterThan(300);
        assertThat(killTwice(() -> new Replacing(100), 12, 3)).isGreaterThan(20);
    }

    @Test
    @Tag("stress")
    void valueIsTheOldOrTheNewOneWhoeverIsKilledAtAnyStep() {
        for (int size : new int[] {100, GROWING}) {
            kill(() -> new Replacing(size));
            for (long first = 0; first < 40; first++) {
                killTwice(() -> new Replacing(size), first);
            }
        }
    }

    // ---- numbers -------------------------------------------------------------------------------

    /// Changes numbers that stand alone.
    static final class Counting implements Story {

        private final SharedLong number = SharedLong.create(1);
        private final SharedBoolean flag = SharedBoolean.create(false);
        private final SharedArray.OfLong array = SharedArray.ofLongs(2);

        @Override
        public void victim(View view) {
            view.of(number).getAndAdd(4);
            view.of(flag).set(true);
            SharedArray.OfLong mine = view.of(array);
            mine.addAndGet(0, 3);
            mine.updateAndGet(1, before -> before - 1);
            view.of(number).accumulateAndGet(2, (one, other) -> one * other);
        }

        @Override
        public void survivor(View view) {
            SharedLong mine = view.of(number);
            assertThat(mine.get()).isIn(1L, 5L, 10L);
            if (array.get(0) != 0) {
                assertThat(flag.get()).isTrue();
                assertThat(mine.get()).isNotEqualTo(1);
            }
            SharedArray.OfLong its = view.of(array); // backwards, since this one may die too
            assertThat(its.getAndSet(0, 0)).isIn(0L, 3L);
            assertThat(its.getAndSet(1, 0)).isIn(0L, -1L);
            view.of(flag).set(false);
            mine.set(1);
        }

        @Override
        public void check(int killed) {
            assertThat(number.get()).isEqualTo(1);
            assertThat(flag.get()).isFalse();
            assertThat(array.get(0) + array.get(1)).isZero();
        }
    }

    @Test
    void numberIsTheOldOrTheNewOneWhoeverIsKilled() {
        long steps = killOnce(Counting::new);
        assertThat(steps).isGreaterThan(8);
        for (long first = 0; first < steps; first++) {
            killTwice(Counting::new, first);
        }
    }
}
