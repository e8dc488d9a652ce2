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
    /// @param calls ask the server
    /// @return whether it did; false if the time was up
    /// @throws io.heddle.cluster.ClusterUnavailableException if one before it has learned meanwhile that the server is
    ///     away
    boolean enter(Limit limit, Calls calls) throws InterruptedException {
        long begun = System.nanoTime();
        if (!Parking.<Boolean, InterruptedException>around(() -> lock(lock, limit))) {
            return false;
        }
        try {
            calls.requireNoOutageSince(begun);
        } catch (RuntimeException e) {
            lock.unlock();
            throw e;
        }
        return true;
    }

    void leave() {
        lock.unlock();
    }

    private static boolean lock(ReentrantLock lock, Limit limit) throws InterruptedException {
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
