package io.heddle.internal.memory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Where the threads of this process wait for one shared object: the first in the queue is the leader and
/// waits among [Waiters], the others behind it. When it leaves, the next one tries at once.
public final class WaitingRoom {

    private final ReentrantLock front = new ReentrantLock(true);
    private final Waiters waiters;

    /// Opens the room.
    ///
    /// @param waiters those who wait in all processes
    public WaitingRoom(Waiters waiters) {
        this.waiters = waiters;
    }

    /// Waits until an attempt succeeds.
    ///
    /// @param attempt tries; also looks whether whoever stands in the way is dead
    /// @param limit how long
    /// @return whether an attempt succeeded; false if the time was up
    /// @throws InterruptedException if interrupted while waiting, and the limit cares for that
    public boolean await(BooleanSupplier attempt, Limit limit) throws InterruptedException {
        if (!toFront(limit)) {
            return attempt.getAsBoolean();
        }
        try {
            return waiters.await(attempt, limit);
        } finally {
            front.unlock();
        }
    }

    private boolean toFront(Limit limit) throws InterruptedException {
        if (limit.isTimed()) {
            return front.tryLock(limit.leftNanos(), TimeUnit.NANOSECONDS);
        }
        if (limit.isInterruptible()) {
            front.lockInterruptibly();
        } else {
            front.lock();
        }
        return true;
    }

    /// Tells how many threads of this process wait, about.
    ///
    /// @return the number
    public int size() {
        return front.getQueueLength() + (front.isLocked() ? 1 : 0);
    }
}
