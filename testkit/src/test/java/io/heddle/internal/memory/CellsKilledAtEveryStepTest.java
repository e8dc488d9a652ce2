package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.memory.SharedKillAtEveryStepTest.Beginning;
import io.heddle.internal.memory.SharedKillAtEveryStepTest.Story;
import io.heddle.internal.memory.SharedKillAtEveryStepTest.View;
import io.heddle.shared.PeerDiedException;
import io.heddle.shared.SharedBarrier;
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
    private abstract static class AtBarrier implements Story {

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
    private static final class Waiting extends AtBarrier {

        private boolean found;

        Waiting() {
            super(SharedBarrier.create(3));
        }

        @Override
        public void survivor(View view) {
            SharedBarrier mine = view.of(barrier);
            found |= mine.isBroken();
            mine.reset();
        }

        @Override
        public void check(int killed) {
            super.check(killed);
            assertThat(met).hasValue(0);
            if (found) {
                assertBrokenByDeath();
            }
        }
    }

    @Test
    @Tag("fault-52")
    void whoWaitsAtABarrierLearnsThatAnotherWasKilledThere() {
        assertThat(SharedKillAtEveryStepTest.killOnce(Waiting::new, 3)).isGreaterThan(20);
        assertThat(SharedKillAtEveryStepTest.killTwice(Waiting::new, 24, 11)).isGreaterThan(20);
    }

    @Test
    @Tag("stress")
    @Tag("fault-52")
    void whoWaitsAtABarrierLearnsThatAnotherWasKilledThereAtAnyStep() {
        SharedKillAtEveryStepTest.kill(Waiting::new);
        for (long first = 0; first < 40; first++) {
            SharedKillAtEveryStepTest.killTwice(Waiting::new, first, 2);
        }
    }

    /// The victim is the last one; with an action it may die within.
    private static final class Completing extends AtBarrier {

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
        assertThat(SharedKillAtEveryStepTest.killOnce(acting, 2)).isGreaterThan(40);
        assertThat(SharedKillAtEveryStepTest.killTwice(acting, 25, 11)).isGreaterThan(20);
        assertThat(SharedKillAtEveryStepTest.killOnce(() -> new Completing(false), 3))
                .isGreaterThan(20);
    }

    @Test
    @Tag("stress")
    @Tag("fault-52")
    void roundWhoseLastOneIsKilledAtAnyStepHoldsUpNobody() {
        for (boolean acts : List.of(true, false)) {
            SharedKillAtEveryStepTest.kill(() -> new Completing(acts));
            for (long first = 0; first < 60; first++) {
                SharedKillAtEveryStepTest.killTwice(() -> new Completing(acts), first, 2);
            }
        }
    }

    // ---- references ----------------------------------------------------------------------------

    /// Replaces a value by another one, and that by a small one.
    private static final class Replacing implements Story {

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
    private static final int GROWING = 5_000;

    @Test
    void valueIsTheOldOrTheNewOneWhoeverIsKilled() {
        assertThat(SharedKillAtEveryStepTest.killOnce(() -> new Replacing(100), 2))
                .isGreaterThan(20);
        assertThat(SharedKillAtEveryStepTest.killOnce(() -> new Replacing(GROWING), 31))
                .isGreaterThan(300);
        assertThat(SharedKillAtEveryStepTest.killTwice(() -> new Replacing(100), 12, 3))
                .isGreaterThan(20);
    }

    @Test
    @Tag("stress")
    void valueIsTheOldOrTheNewOneWhoeverIsKilledAtAnyStep() {
        for (int size : new int[] {100, GROWING}) {
            SharedKillAtEveryStepTest.kill(() -> new Replacing(size));
            for (long first = 0; first < 40; first++) {
                SharedKillAtEveryStepTest.killTwice(() -> new Replacing(size), first);
            }
        }
    }
}
