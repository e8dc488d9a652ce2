package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Action;
import io.heddle.shared.AbandonedLockException;
import io.heddle.shared.BrokenLockException;
import io.heddle.shared.SharedBoolean;
import io.heddle.shared.SharedCondition;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedSemaphore;
import io.heddle.testkit.Eventually;
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

        private final SharedLock lock;
        private final AtomicLong told = new AtomicLong();
        private boolean held;

        Locking(boolean fair) {
            lock = SharedLock.create(fair);
        }

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
        killLocking(false);
    }

    @Test
    @Tag("fault-51")
    void fairLockIsFreeAgainAndSaysThatItWasAbandonedWhoeverDies() {
        killLocking(true);
    }

    private static void killLocking(boolean fair) {
        long steps = killOnce(() -> new Locking(fair));
        assertThat(steps).isGreaterThan(6);
        for (long first = 0; first < steps; first += fair ? 9 : 1) {
            assertThat(killTwice(() -> new Locking(fair), first)).isGreaterThan(6);
        }
    }

    /// Waits for a lock, before another one who waits.
    private static final class WaitingForLock implements Story {

        private final SharedLock lock;
        private final boolean accompanied;
        private final Party holder = new Party();
        private boolean held = true;

        /// @param accompanied whether another one waits before the victim
        WaitingForLock(boolean fair, boolean accompanied) {
            lock = SharedLock.create(fair);
            this.accompanied = accompanied;
            holder.act(lock::lock);
        }

        @Override
        public void bystander(View view) {
            if (accompanied) {
                victim(view);
            }
        }

        @Override
        public void victim(View view) {
            SharedLock mine = view.of(lock);
            mine.lock();
            mine.unlock();
        }

        @Override
        public void survivor(View view) {
            if (held) {
                held = false;
                holder.act(lock::unlock);
                holder.finish("the holder");
                holder.close();
            }
            victim(view);
        }
    }

    @Test
    @Tag("fault-51")
    void deadWaiterDoesNotKeepTheLockFromTheOthers() {
        kill(() -> new WaitingForLock(false, true));
    }

    @Test
    @Tag("fault-51")
    void deadWaiterDoesNotHoldUpTheLineOfAFairLock() {
        kill(() -> new WaitingForLock(true, true));
        kill(() -> new WaitingForLock(true, false));
        killWaitersTwice(29);
    }

    @Test
    @Tag("stress")
    void twoDeadWaitersDoNotHoldUpTheLineOfAFairLockWhereverTheyDie() {
        killWaitersTwice(1);
    }

    private static void killWaitersTwice(int stride) {
        for (boolean accompanied : new boolean[] {true, false}) {
            Beginning beginning = () -> new WaitingForLock(true, accompanied);
            long steps = killOnce(beginning);
            for (long first = 0; first < steps; first += stride) {
                killTwice(beginning, first);
            }
        }
    }

    /// Takes over from a dead holder a lock that breaks then, and gives it back as it is.
    private static final class Breaking implements Story {

        private final SharedLock lock = SharedLock.create().breakIfAbandoned();

        Breaking() {
            try (SecondSite first = new SecondSite();
                    Party party = new Party()) {
                SharedLock there = first.arrived(lock);
                party.act(there::lock);
                party.finish("who dies first");
            }
        }

        @Override
        public void victim(View view) {
            SharedLock mine = view.of(lock);
            try {
                mine.lock();
            } catch (AbandonedLockException e) {
                mine.unlock();
            }
        }

        @Override
        public void survivor(View view) {
            SharedLock mine = view.of(lock);
            try {
                mine.lock();
                throw new AssertionError("nobody has declared it consistent");
            } catch (AbandonedLockException e) {
                mine.declareConsistent();
                mine.unlock();
            } catch (BrokenLockException e) {
                assertThat(lock.isBroken()).isTrue();
            }
        }

        @Override
        public void check(int killed) {
            assertThat(lock.isLocked()).isFalse();
        }
    }

    @Test
    @Tag("fault-51")
    void abandonedLockIsBrokenOrAbandonedAgainWhoeverDies() {
        kill(Breaking::new);
    }

    // ---- semaphores ----------------------------------------------------------------------------

    private record TakingPermits(SharedSemaphore permits) implements Story {

        static Beginning of(boolean tracked, boolean fair) {
            return () -> {
                SharedSemaphore made = SharedSemaphore.create(2, fair);
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
        kill(TakingPermits.of(false, false));
        kill(TakingPermits.of(false, true));
    }

    @Test
    void trackedPermitsComeBackWhoeverDies() {
        kill(TakingPermits.of(true, false));
        kill(TakingPermits.of(true, true));
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
        kill(() -> new GivingPermits(SharedSemaphore.create(0, true)));
    }

    /// Two wait, one permit comes; the first one dies at some step after it was rung.
    ///
    /// @return whether it died, and not because the test was over
    private static boolean killWhoIsRung(boolean fair, long access) throws InterruptedException {
        SharedSemaphore permits = SharedSemaphore.create(0, fair);
        try (Party victim = new Party();
                Party bystander = new Party();
                WatchedSite mortal = new WatchedSite();
                SecondSite second = new SecondSite()) {
            victim.act(mortal.arrived(permits)::acquire);
            bystander.act(second.arrived(permits)::acquire);
            mortal.dieBefore(access);
            permits.release();
            Eventually.holds("one is rung", () -> victim.isDone() || bystander.isDone());
            boolean died = mortal.disarm();
            mortal.kill();
            if (!bystander.isDone() && permits.availablePermits() == 0) {
                permits.release(); // the dead one had it
            }
            bystander.finish("who waits behind one killed before access " + access);
            return died;
        }
    }

    @Test
    void permitForOneWhoDiesWhenItIsRungGoesToTheNext() throws InterruptedException {
        for (boolean fair : new boolean[] {false, true}) {
            int deaths = 0;
            for (long access = 0; access < 12; access++) {
                deaths += killWhoIsRung(fair, access) ? 1 : 0;
            }
            assertThat(deaths).isPositive();
        }
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
