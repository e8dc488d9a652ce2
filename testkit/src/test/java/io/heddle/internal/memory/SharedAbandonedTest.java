package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.shared.AbandonedLockException;
import io.heddle.shared.BrokenLockException;
import io.heddle.shared.SharedCondition;
import io.heddle.shared.SharedLock;
import io.heddle.testkit.Eventually;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What is done with a lock whose holder has died, by choice of its users.
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // it looks at each step by itself
class SharedAbandonedTest {

    /// Another participant takes it and dies.
    private static void abandon(SharedLock lock) {
        try (SecondSite mortal = new SecondSite();
                Party party = new Party()) {
            SharedLock there = mortal.arrived(lock);
            party.act(() -> {
                try {
                    there.lock();
                } catch (AbandonedLockException e) {
                    // it is held all the same
                }
            });
            party.finish("who dies");
        }
    }

    private static SharedLock breakable() {
        SharedLock lock = SharedLock.create().breakIfAbandoned();
        abandon(lock);
        return lock;
    }

    @Test
    @Tag("fault-51")
    void lockThatIsGivenBackInDoubtIsBrokenForGood() {
        SharedLock lock = breakable();
        assertThatThrownBy(lock::lock).isInstanceOf(AbandonedLockException.class);
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.lock();
        lock.unlock();
        assertThat(lock.isBroken()).isFalse();
        lock.unlock();
        assertThat(lock.isBroken()).isTrue();
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.toString()).endsWith("[Broken]");
        assertThatThrownBy(lock::lock).isInstanceOf(BrokenLockException.class);
        assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(BrokenLockException.class);
        assertThatThrownBy(lock::tryLock).isInstanceOf(BrokenLockException.class);
        assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.HOURS))
                .isInstanceOf(BrokenLockException.class);
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        assertThat(lock.hasQueuedThreads()).isFalse();
    }

    @Test
    void whoWaitsWhenItBreaksIsToldSo() {
        for (boolean fair : new boolean[] {false, true}) {
            SharedLock lock = SharedLock.create(fair).breakIfAbandoned();
            abandon(lock);
            assertThatThrownBy(lock::lock).isInstanceOf(AbandonedLockException.class);
            AtomicBoolean told = new AtomicBoolean();
            try (SecondSite second = new SecondSite();
                    Party there = new Party();
                    Party here = new Party()) {
                SharedLock other = second.arrived(lock);
                there.act(() -> {
                    assertThatThrownBy(other::lock).isInstanceOf(BrokenLockException.class);
                    told.set(true);
                });
                here.act(() ->
                        assertThatThrownBy(lock::lock).isInstanceOf(BrokenLockException.class));
                lock.unlock();
                there.finish("who waits there");
                here.finish("who waits here");
            }
            assertThat(told).isTrue();
        }
    }

    @Test
    void lockThatIsDeclaredConsistentGoesOn() {
        SharedLock lock = breakable();
        assertThatThrownBy(lock::declareConsistent)
                .isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(lock::lock).isInstanceOf(AbandonedLockException.class);
        lock.declareConsistent();
        lock.unlock();
        lock.lock();
        lock.unlock();
        assertThat(lock.abandonedCount()).isEqualTo(1);
    }

    @Test
    void listenerMayDeclareItConsistent() {
        SharedLock lock = breakable();
        lock.onAbandoned(_ -> lock.declareConsistent());
        lock.lock();
        lock.unlock();
        assertThat(lock.isBroken()).isFalse();
    }

    @Test
    void oneWhoDiesInDoubtLeavesTheDoubtToTheNext() {
        SharedLock lock = breakable();
        abandon(lock);
        assertThatThrownBy(lock::lock).isInstanceOf(AbandonedLockException.class);
        assertThat(lock.abandonedCount()).isEqualTo(2);
        lock.unlock();
        assertThat(lock.isBroken()).isTrue();
    }

    @Test
    void waitingOnAConditionInDoubtBreaksItToo() {
        SharedLock lock = breakable();
        SharedCondition condition = lock.newCondition();
        assertThatThrownBy(lock::lock).isInstanceOf(AbandonedLockException.class);
        assertThatThrownBy(() -> condition.await(1, TimeUnit.MILLISECONDS))
                .isInstanceOf(BrokenLockException.class);
        assertThat(lock.isBroken()).isTrue();
    }

    @Test
    void listenerThatFailsLeavesTheLockHeldAndInOrder() {
        SharedLock lock = SharedLock.create();
        abandon(lock);
        lock.onAbandoned(_ -> {
            throw new IllegalStateException("on purpose");
        });
        assertThatThrownBy(lock::lock).hasMessage("on purpose");
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
        lock.lock();
        lock.unlock();
        assertThat(lock.abandonedCount()).isEqualTo(1);
    }

    @Test
    void listenerThatGivesTheLockBackRobsNobody() {
        SharedLock lock = SharedLock.create();
        abandon(lock);
        try (WatchedSite second = new WatchedSite();
                Party there = new Party();
                Party next = new Party()) {
            SharedLock other = second.arrived(lock);
            there.act(() -> {
                other.onAbandoned(_ -> {
                    other.unlock();
                    next.act(lock::lock);
                    next.finish("who locks it next");
                });
                other.lock();
                assertThat(other.isHeldByCurrentThread()).isFalse();
            });
            there.finish("who takes it over");
            second.kill();
            try (SecondSite third = new SecondSite()) {
                SharedLock elsewhere = third.arrived(lock);
                there.act(() -> assertThat(elsewhere.tryLock()).as("it is held").isFalse());
                there.finish("who wants it");
            }
            next.act(lock::unlock);
            next.finish("who has it");
        }
        lock.onAbandoned(_ -> lock.unlock());
        abandon(lock);
        lock.lock();
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.abandonedCount()).isEqualTo(2);
    }

    /// It waits on a condition, and gets the lock again from a dead one.
    @Test
    void interruptIsKeptByOneWhoIsToldOfADeathInstead() throws InterruptedException {
        SharedLock lock = SharedLock.create().failIfAbandoned();
        SharedCondition condition = lock.newCondition();
        AtomicBoolean kept = new AtomicBoolean();
        try (WatchedSite mortal = new WatchedSite();
                Party holder = new Party();
                Party waiting = new Party()) {
            SharedLock there = mortal.arrived(lock);
            waiting.act(() -> {
                lock.lock();
                assertThatThrownBy(condition::await).isInstanceOf(AbandonedLockException.class);
                kept.set(Thread.interrupted());
                lock.unlock();
            });
            holder.act(there::lock);
            holder.finish("who dies");
            waiting.interrupt();
            Eventually.holds("it wants the lock", () -> lock.getQueueLength() == 1);
            mortal.kill();
            waiting.finish("who was interrupted");
        }
        assertThat(kept).isTrue();
    }

    /// No thread is left for the bell, no memory, or the like.
    @Test
    void whoseWaitOnAConditionFailsHasTheLockAgainAndNoSignal() {
        SharedLock lock = SharedLock.create();
        SharedCondition condition = lock.newCondition();
        try (WatchedSite watched = new WatchedSite();
                Party failing = new Party();
                Party waiting = new Party()) {
            SharedLock there = watched.arrived(lock);
            SharedCondition its = watched.arrived(condition);
            waiting.act(() -> {
                lock.lock();
                condition.await();
                lock.unlock();
            });
            failing.act(() -> {
                there.lock();
                assertThatThrownBy(its::await).hasMessage("on purpose");
                assertThat(there.isHeldByCurrentThread()).isTrue();
                there.unlock();
            });
            synchronized (watched) { // it looks again all the time
                watched.before(
                        0,
                        () -> {
                            throw new AssertionError("on purpose");
                        });
            }
            failing.finish("whose wait fails");
            lock.lock();
            condition.signal();
            lock.unlock();
            waiting.finish("who still waits");
        }
    }

    /// Whoever wants a fair lock looks whether others wait; a dead one does not.
    @Test
    void deadWaiterDoesNotSendThoseWhoComeToTheEndOfALine() throws InterruptedException {
        SharedLock lock = SharedLock.create(true);
        lock.lock();
        try (WatchedSite mortal = new WatchedSite();
                Party waiting = new Party()) {
            SharedLock there = mortal.arrived(lock);
            waiting.act(there::lock);
            assertThat(waiting.isWaiting()).isTrue();
            mortal.kill();
            lock.unlock();
            Eventually.holds("it is free", () -> hasAtOnce(lock));
        }
    }

    private static boolean hasAtOnce(SharedLock lock) throws InterruptedException {
        boolean got = lock.tryLock(0, TimeUnit.SECONDS); // not past others, unlike the other one
        if (got) {
            lock.unlock();
        }
        return got;
    }

    @Test
    void lockTellsWhoHoldsItAndWhoWaits() throws InterruptedException {
        for (boolean fair : new boolean[] {false, true}) {
            SharedLock lock = SharedLock.create(fair);
            lock.lock();
            String me = Thread.currentThread().getName();
            assertThat(lock.toString())
                    .endsWith(
                            "[Locked by process %d, thread %s]"
                                    .formatted(ProcessHandle.current().pid(), me));
            assertThat(lock.hasQueuedThreads()).isFalse();
            try (SecondSite second = new SecondSite();
                    Party there = new Party()) {
                SharedLock other = second.arrived(lock);
                assertThat(other.toString()).startsWith(lock.toString().split("\\[", -1)[0]);
                assertThat(other.isHeldByCurrentThread()).isFalse();
                there.act(() -> assertThat(other.tryLock(1, TimeUnit.HOURS)).isTrue());
                assertThat(lock.hasQueuedThreads()).isTrue();
                assertThat(lock.getQueueLength()).isZero();
                assertThat(other.getQueueLength()).isEqualTo(1);
                Thread first = Thread.ofPlatform().start(() -> pass(lock));
                Thread next = Thread.startVirtualThread(() -> pass(lock));
                Eventually.holds(
                        "both wait",
                        () ->
                                first.getState() == Thread.State.WAITING
                                        && next.getState() == Thread.State.WAITING);
                assertThat(lock.getQueueLength()).isEqualTo(2);
                assertThat(lock.hasQueuedThread(first)).isTrue();
                assertThat(lock.hasQueuedThread(next)).isTrue();
                assertThat(lock.hasQueuedThread(Thread.currentThread())).isFalse();
                lock.unlock();
                there.finish("who waits there");
                assertThat(lock.isLocked()).isTrue(); // by a thread that goes on to hold it
                there.act(other::unlock);
                there.finish("who unlocks there");
                first.join();
                next.join();
            }
            assertThat(lock.toString()).endsWith("[Unlocked]");
        }
    }

    private static void pass(SharedLock lock) {
        lock.lock();
        lock.unlock();
    }
}
