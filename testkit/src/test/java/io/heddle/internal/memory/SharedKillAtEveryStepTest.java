package io.heddle.internal.memory;

import static io.heddle.internal.memory.Killing.kill;
import static io.heddle.internal.memory.Killing.killOnce;
import static io.heddle.internal.memory.Killing.killTwice;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.memory.Story.Beginning;
import io.heddle.shared.AbandonedLockException;
import io.heddle.shared.BrokenLockException;
import io.heddle.shared.SharedBoolean;
import io.heddle.shared.SharedCondition;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedSemaphore;
import io.heddle.testkit.Eventually;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What users hold is killed before each of its accesses to shared memory, and while it waits; and so is who
/// comes after it. Whoever comes last must get through.
@Tag("slow")
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // it looks at each step by itself
class SharedKillAtEveryStepTest {

    // ---- the lock ------------------------------------------------------------------------------

    /// Locks twice, and survivors must find out whether it was abandoned.
    static final class Locking implements Story {

        private final SharedLock lock;
        private final SharedLong told = SharedLong.create(0);
        private final SharedBoolean held = SharedBoolean.create(false);

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
            if (lock.isLocked()) {
                held.set(true);
            }
            mine.onAbandoned(_ -> told.incrementAndGet());
            victim(view);
        }

        @Override
        public void check(int killed) {
            assertThat(lock.isLocked()).isFalse();
            boolean wasHeld = held.get();
            assertThat(lock.abandonedCount()).isBetween(wasHeld ? 1L : 0L, wasHeld ? killed : 0L);
            assertThat(told.get() > 0).as("a survivor was told").isEqualTo(wasHeld);
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
    static final class WaitingForLock implements Story {

        private final SharedLock lock;
        private final boolean accompanied;
        private final transient Party holder = new Party();
        private boolean held = true;

        /// @param accompanied whether another one waits before the victim
        WaitingForLock(boolean fair, boolean accompanied) {
            lock = SharedLock.create(fair);
            this.accompanied = accompanied;
            holder.act(lock::lock);
        }

        @Override
        public boolean isForTwoDeaths() {
            return false;
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
    static final class Breaking implements Story {

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

    record TakingPermits(SharedSemaphore permits) implements Story {

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
    record GivingPermits(SharedSemaphore permits) implements Story {

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

    record Opening(SharedLatch latch, SharedEvent event) implements Story {

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
    abstract static class Telling implements Story {

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

    /// Waits too.
    static final class WaitingToo extends Telling {
        @Override
        public void victim(View view) throws InterruptedException {
            bystander(view);
        }
    }

    /// Waits, and gives up.
    static final class GivingUp extends Telling {
        @Override
        public void victim(View view) throws InterruptedException {
            SharedLock mine = view.of(lock);
            SharedCondition its = view.of(condition);
            mine.lock();
            assertThat(its.await(1, TimeUnit.NANOSECONDS)).isFalse();
            mine.unlock();
        }
    }

    /// Tells it itself.
    static final class Signalling extends Telling {

        private final boolean all;

        Signalling(boolean all) {
            this.all = all;
        }

        @Override
        public void victim(View view) {
            tell(view, all);
        }
    }

    @Test
    @Tag("fault-52")
    void oneKilledWhileItWaitsOnAConditionTakesNoSignalFromAnother() {
        kill(WaitingToo::new);
    }

    @Test
    @Tag("fault-52")
    void oneKilledWhileItGivesUpTakesNoSignalFromAnother() {
        kill(GivingUp::new);
    }

    @Test
    @Tag("fault-52")
    void oneKilledWhileItSignalsLeavesNobodyBehind() {
        kill(() -> new Signalling(false));
        kill(() -> new Signalling(true));
    }
}
