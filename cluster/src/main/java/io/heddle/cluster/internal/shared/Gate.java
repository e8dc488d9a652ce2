package io.heddle.cluster.internal.shared;

import io.heddle.spi.Parking;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Lets the threads of this process wait for the server one at a time, in the order in which they came: a crowd of
/// waiting threads costs the server as much as one.
final class Gate {

    private final ReentrantLock lock = new ReentrantLock(true);

    /// Enters.
    ///
    /// @return whether it did; false if the time was up
    boolean enter(Limit limit) throws InterruptedException {
        return Parking.<Boolean, InterruptedException>around(() -> lock(lock, limit));
    }

    void leave() {
        lock.unlock();
    }

    /// Takes a lock of this process as the limit says.
    static boolean lock(ReentrantLock lock, Limit limit) throws InterruptedException {
        if (limit.isTimed()) {
            return lock.tryLock(Math.max(0, limit.leftNanos()), TimeUnit.NANOSECONDS);
        }
        if (limit.isInterruptible()) {
            lock.lockInterruptibly();
        } else {
            lock.lock();
        }
        return true;
    }
}
