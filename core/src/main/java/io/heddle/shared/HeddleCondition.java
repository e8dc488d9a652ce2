package io.heddle.shared;

import io.heddle.internal.memory.Limit;
import io.heddle.spi.Parking;
import java.util.ArrayDeque;
import java.util.Queue;

/// What threads wait for while they hold a [HeddleLock]. They go on in the order in which they came.
final class HeddleCondition extends LimitedCondition {

    private final HeddleLock lock;

    /// Those who wait and were not signalled. Guarded by the lock.
    private final Queue<Node> nodes = new ArrayDeque<>();

    /// A thread that waits.
    private static final class Node {
        final Thread thread = Thread.currentThread();

        /// Written by who holds the lock.
        volatile boolean signalled;
    }

    HeddleCondition(HeddleLock lock) {
        this.lock = lock;
    }

    // ---- waiting -------------------------------------------------------------------------------

    /// Whether it was signalled is decided under the lock, so no signal is lost to one who leaves.
    @Override
    boolean waitWithin(Limit limit) throws InterruptedException {
        requireHeld();
        if (limit.isInterruptible() && Thread.interrupted()) {
            throw new InterruptedException();
        }
        Node node = new Node();
        nodes.add(node);
        int holds = lock.unlockWholly();
        boolean interrupted = parkUntilSignalled(node, limit);
        comeBack(holds, interrupted);
        boolean signalled = node.signalled || !nodes.remove(node);
        if (interrupted && limit.isInterruptible() && !signalled) {
            throw new InterruptedException();
        }
        if (interrupted) {
            Thread.currentThread().interrupt(); // it came too late, or nobody cares: it is kept
        }
        return signalled;
    }

    private void comeBack(int holds, boolean interrupted) {
        boolean back = false;
        try {
            lock.lockAgain(holds);
            back = true;
        } finally {
            if (!back && interrupted) {
                Thread.currentThread().interrupt(); // something else is thrown
            }
        }
    }

    /// Tells whether it was interrupted.
    private boolean parkUntilSignalled(Node node, Limit limit) {
        boolean interrupted = false;
        while (!node.signalled && !(interrupted && limit.isInterruptible()) && limit.park(this)) {
            interrupted |= Thread.interrupted();
        }
        return interrupted;
    }

    private void requireHeld() {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException(
                    "this thread does not hold the lock of the condition: thread=%s lock=%s"
                            .formatted(Thread.currentThread().getName(), lock));
        }
    }

    // ---- signalling ----------------------------------------------------------------------------

    @Override
    public void signal() {
        requireHeld();
        Node first = nodes.poll();
        if (first != null) {
            release(first);
        }
    }

    @Override
    public void signalAll() {
        requireHeld();
        for (Node node = nodes.poll(); node != null; node = nodes.poll()) {
            release(node);
        }
    }

    private static void release(Node node) {
        node.signalled = true;
        Parking.unpark(node.thread);
    }
}
