package io.heddle.internal.memory;

import io.heddle.spi.Parking;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// The way of a process to what a lock between processes guards for a few steps. Who finds nobody in front of it goes
/// straight in. The others queue in the heap, and the first of them competes with other processes. All of them
/// park, so no carrier of virtual threads is ever held.
///
/// Nothing of users may run behind it.
public final class Gate {

    private final ReentrantLock front = new ReentrantLock();
    private final BooleanSupplier acquire;
    private final Runnable release;

    /// Whether who is behind the gate came through the front. Of who is behind it.
    private boolean throughFront;

    /// Builds it.
    ///
    /// @param acquire tries to get the lock
    /// @param release gives it back
    public Gate(BooleanSupplier acquire, Runnable release) {
        this.acquire = acquire;
        this.release = release;
    }

    /// Goes in. Waits a little even if there is no time, since others are out again in no time, unless they
    /// are stopped.
    ///
    /// @param limit how long it may take
    /// @return false if the time was up, or an interrupt has ended the wait and is still there
    public boolean enter(Limit limit) {
        if (!front.isLocked() && acquire.getAsBoolean()) {
            return true;
        }
        try {
            return queueUp(limit) && compete(limit);
        } finally {
            // who waits may have been rung while it was parked here: it looks again before it
            // sleeps
            Parking.unpark(Thread.currentThread());
        }
    }

    /// At the front of this process.
    private boolean compete(Limit limit) {
        boolean entered = false;
        try {
            entered = Insistence.within(acquire, limit);
            if (entered) {
                throughFront = true;
            }
            return entered;
        } finally {
            if (!entered) {
                front.unlock();
            }
        }
    }

    private boolean queueUp(Limit limit) {
        try {
            if (limit.isTimed()) {
                long longest = Math.max(limit.leftNanos(), Insistence.GRACE_NANOS);
                return front.tryLock(longest, TimeUnit.NANOSECONDS);
            }
            if (limit.isInterruptible()) {
                front.lockInterruptibly();
            } else {
                front.lock();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever waits looks at it
            return false;
        }
    }

    /// Goes out.
    public void leave() {
        boolean cameThroughFront = throughFront;
        throughFront = false;
        try {
            release.run();
        } finally {
            if (cameThroughFront) {
                front.unlock();
            }
        }
    }
}
