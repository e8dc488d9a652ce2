package io.heddle.cluster.internal.shared;

import io.heddle.spi.Parking;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Rings when something has changed on the server, so that those who wait for it look again.
///
/// It may ring for nothing, and may miss a change while the connection is broken: a ring is a hint, and nobody waits
/// for one for longer than a second.
final class Bell {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();

    private long rings; // guarded by the lock

    void ring() {
        lock.lock();
        try {
            rings++;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Counts. Whoever reads this, then looks at the server and then waits misses no ring.
    long rings() {
        lock.lock();
        try {
            return rings;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until it has rung since, or for a time.
    void await(long heard, long nanos, boolean interruptible) throws InterruptedException {
        Parking.<Boolean, InterruptedException>around(
                () -> awaitParked(heard, nanos, interruptible));
    }

    private boolean awaitParked(long heard, long nanos, boolean interruptible)
            throws InterruptedException {
        boolean interrupted = false;
        long end = System.nanoTime() + nanos;
        lock.lock();
        try {
            while (rings == heard && end - System.nanoTime() > 0) {
                try {
                    if (!rung.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        break;
                    }
                } catch (InterruptedException e) {
                    if (interruptible) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
            return rings != heard;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
