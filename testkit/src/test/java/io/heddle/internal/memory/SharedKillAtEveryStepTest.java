package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Action;
import io.heddle.shared.SharedBoolean;
import io.heddle.shared.SharedCondition;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedSemaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What users hold is killed before each of its accesses to shared memory, and while it waits; and so is who
/// comes after it. Whoever comes last must get through.
@Tag("slow")
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // it looks at each step by itself
class SharedKillAtEveryStepTest {

    /// Objects as some participant sees them.
    @FunctionalInterface
    interface View {
        <T> T of(T object);
    }

    /// What is done with some shared objects.
    interface Story {

        /// One more, who is there before anybody dies and waits, for example.
        default void bystander(View view) throws Exception {}

        /// What is killed at every step.
        void victim(View view) throws Exception;

        /// What survivors do. It must go through, whatever was killed before.
        void survivor(View view) throws Exception;

        /// What is so in the end.
        default void check(int killed) {}
    }

    @FunctionalInterface
    interface Beginning {
        Story begin();
    }

    /// Far behind come looks at each of many places, which change nothing.
    private static long stride(long access) {
        return access < 100 ? 1 : 31;
    }

    static void kill(Beginning beginning) {
        assertThat(killOnce(beginning)).as("accesses of the victim").isGreaterThan(2);
    }

    static long killOnce(Beginning beginning) {
        return killOnce(beginning, 1);
    }

    /// @param step kills before every so many-th access only
    static long killOnce(Beginning beginning, long step) {
        for (long access = 0; ; access += Math.max(step, stride(access))) {
            Story story = beginning.begin();
            try (SecondSite second = new SecondSite();
                    Party bystander = new Party()) {
                bystander.act(() -> story.bystander(second::arrived));
                boolean reached = die(story::victim, access);
                live(story, bystander, "killed before access " + access);
                story.check(1);
                if (!reached) {
                    return access;
                }
            }
        }
    }

    /// Kills a second one at each step of what comes after a first death at an access.
    static long killTwice(Beginning beginning, long first) {
        return killTwice(beginning, first, 1);
    }

    /// @param step kills the second one before every so many-th access only
    static long killTwice(Beginning beginning, long first, long step) {
        for (long access = 0; ; access += Math.max(step, stride(access))) {
            Story story = beginning.begin();
            try (SecondSite second = new SecondSite();
                    Party bystander = new Party()) {
                bystander.act(() -> story.bystander(second::arrived));
                die(story::victim, first);
                boolean reached = die(story::survivor, access);
                live(story, bystander, "killed before accesses %d, %d".formatted(first, access));
                story.check(2);
                if (!reached) {
                    return access;
                }
            }
        }
    }

    @FunctionalInterface
    private interface Part {
        void play(View view) throws Exception;
    }

    /// @return whether the access was reached; if not, it died at its end, or while it waited
    private static boolean die(Part part, long access) {
        try (WatchedSite mortal = new WatchedSite();
                Party party = new Party()) {
            mortal.dieBefore(access);
            party.act(() -> part.play(mortal::arrived));
            boolean reached = mortal.disarm();
            mortal.kill(); // before the party ends, which would interrupt one who waits
            return reached;
        }
    }

    private static void live(Story story, Party bystander, String when) {
        try (SecondSite third = new SecondSite();
                Party survivor = new Party()) {
            Action part = () -> story.survivor(third::arrived);
            survivor.act(part);
            survivor.finish("the survivor, " + when);
            bystander.finish("the bystander, " + when);
        }
    }

    // ---- the lock ------------------------------------------------------------------------------

    /// Locks twice, and survivors must find out whether it was abandoned.
    private static final class Locking implements Story {

        private final SharedLock lock = SharedLock.create();
        private final AtomicLong told = new AtomicLong();
        private boolean held;

        @Override
        public void victim(View view) {
            SharedLock mine = view.of(lock);
            mine.lock();
            mine.lock();
            mine.unlock();
            mine.unlock();
        }

        @Override
        public void survivor(View view) {
            SharedLock mine = view.of(lock);
            held |= lock.isLocked();
            mine.onAbandoned(_ -> told.incrementAndGet());
            victim(view);
        }

        @Override
        public void check(int killed) {
            assertThat(lock.isLocked()).isFalse();
            assertThat(lock.abandonedCount()).isBetween(held ? 1L : 0L, held ? killed : 0L);
            assertThat(told.get() > 0).as("a survivor was told").isEqualTo(held);
        }
    }

    @Test
    @Tag("fault-51")
    void lockIsFreeAgainAndSaysThatItWasAbandonedWhoeverDies() {
        long steps = killOnce(Locking::new);
        assertThat(steps).isGreaterThan(6);
        for (long first = 0; first < steps; first++) {
            assertThat(killTwice(Locking::new, first)).isGreaterThan(6);
        }
    }

    /// Waits for a lock, before another one who waits.
    private static final class WaitingForLock implements Story {

        private final SharedLock lock = SharedLock.create();
        private final Party holder = new Party();

        WaitingForLock() {
            holder.act(lock::lock);
        }

        @Override
        public void bystander(View view) {
            SharedLock mine = view.of(lock);
            mine.lock();
            mine.unlock();
        }

        @Override
        public void victim(View view) {
            bystander(view);
        }

        @Override
        public void survivor(View view) {
            holder.act(lock::unlock);
            holder.finish("the holder");
            holder.close();
            bystander(view);
        }
    }

    @Test
    @Tag("fault-51")
    void deadWaiterDoesNotKeepTheLockFromTheOthers() {
        kill(WaitingForLock::new);
    }

    // ---- semaphores ----------------------------------------------------------------------------

    private record TakingPermits(SharedSemaphore permits) implements Story {

        static Beginning of(boolean tracked) {
            return () -> {
                SharedSemaphore made = SharedSemaphore.create(2);
                return new TakingPermits(tracked ? made.tracked() : made);
            };
        }

        @Override
        public void victim(View view) throws InterruptedException {
            SharedSemaphore mine = view.of(permits);
            mine.acquire(2);
            mine.release();
        }

        @Override
        public void survivor(View view) throws InterruptedException {
            SharedSemaphore mine = view.of(permits);
            if (!permits.isTracked()) {
                mine.release(2 - permits.availablePermits()); // somebody must
            }
            mine.acquire(2);
            mine.release(2);
        }

        @Override
        public void check(int killed) {
            assertThat(permits.availablePermits()).isEqualTo(2);
        }
    }

    @Test
    void permitsCanBeHadWhoeverDies() {
        kill(TakingPermits.of(false));
    }

    @Test
    void trackedPermitsComeBackWhoeverDies() {
        kill(TakingPermits.of(true));
    }

    /// Gives a permit to one who waits.
    private record GivingPermits(SharedSemaphore permits) implements Story {

        @Override
        public void bystander(View view) throws InterruptedException {
            view.of(permits).acquire();
        }

        @Override
        public void victim(View view) {
            view.of(permits).release();
        }

        @Override
        public void survivor(View view) {
            if (permits.availablePermits() == 0) {
                view.of(permits).release(); // the victim had not, or it was taken already
            }
        }
    }

    @Test
    void permitReachesWhoWaitsThoughItsGiverDiesBeforeTheRing() {
        kill(() -> new GivingPermits(SharedSemaphore.create(0)));
    }

    // ---- events and latches --------------------------------------------------------------------

    private record Opening(SharedLatch latch, SharedEvent event) implements Story {

        @Override
        public void bystander(View view) throws InterruptedException {
            view.of(latch).await();
            view.of(event).await();
        }

        @Override
        public void victim(View view) {
            view.of(latch).countDown();
            view.of(event).set();
        }

        @Override
        public void survivor(View view) {
            victim(view);
        }
    }

    @Test
    @Tag("fault-52")
    void latchesAndEventsOpenForWhoWaitsWhoeverDies() {
        kill(() -> new Opening(SharedLatch.create(1), SharedEvent.create()));
    }

    // ---- conditions ----------------------------------------------------------------------------

    /// Somebody waits on a condition until it is told.
    private abstract static class Telling implements Story {

        final SharedLock lock = SharedLock.create();
        final SharedCondition condition = lock.newCondition();
        final SharedBoolean told = SharedBoolean.create(false);

        @Override
        public void bystander(View view) throws InterruptedException {
            SharedLock mine = view.of(lock);
            SharedCondition its = view.of(condition);
            mine.lock();
            while (!told.get()) {
                its.await();
            }
            mine.unlock();
        }

        void tell(View view, boolean all) {
            SharedLock mine = view.of(lock);
            SharedCondition its = view.of(condition);
            mine.lock();
            told.set(true);
            if (all) {
                its.signalAll();
            } else {
                its.signal();
            }
            mine.unlock();
        }

        @Override
        public void survivor(View view) throws Exception {
            tell(view, false); // once is enough: the dead are passed by
        }
    }

    @Test
    @Tag("fault-52")
    void oneKilledWhileItWaitsOnAConditionTakesNoSignalFromAnother() {
        kill(() ->
                new Telling() {
                    @Override
                    public void victim(View view) throws InterruptedException {
                        bystander(view);
                    }
                });
    }

    @Test
    @Tag("fault-52")
    void oneKilledWhileItGivesUpTakesNoSignalFromAnother() {
        kill(() ->
                new Telling() {
                    @Override
                    public void victim(View view) throws InterruptedException {
                        SharedLock mine = view.of(lock);
                        SharedCondition its = view.of(condition);
                        mine.lock();
                        assertThat(its.await(1, TimeUnit.NANOSECONDS)).isFalse();
                        mine.unlock();
                    }
                });
    }

    @Test
    @Tag("fault-52")
    void oneKilledWhileItSignalsLeavesNobodyBehind() {
        for (boolean all : new boolean[] {false, true}) {
            kill(() ->
                    new Telling() {
                        @Override
                        public void victim(View view) {
                            tell(view, all);
                        }
                    });
        }
    }
}
