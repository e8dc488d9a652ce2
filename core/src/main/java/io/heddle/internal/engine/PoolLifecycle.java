package io.heddle.internal.engine;

import io.heddle.spi.KeepAlive;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Where a pool is in its life: `OPEN → SHUTDOWN → TERMINATED`.
///
/// Changed under the lock of its pool, read by anybody.
public final class PoolLifecycle {

    private enum State {
        OPEN,
        SHUTDOWN,
        TERMINATED
    }

    private final String pool;
    private final ReentrantLock lock;
    private final Condition over;
    private volatile State state = State.OPEN;

    /// Begins with an open pool.
    ///
    /// @param pool its name
    /// @param lock its lock
    public PoolLifecycle(String pool, ReentrantLock lock) {
        this.pool = pool;
        this.lock = lock;
        this.over = lock.newCondition();
    }

    /// Tells whether tasks are taken.
    ///
    /// @return true if so
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /// Tells whether everything has ended.
    ///
    /// @return true if so
    public boolean isTerminated() {
        return state == State.TERMINATED;
    }

    /// Refuses a task if the pool was shut down.
    ///
    /// @param task its name
    /// @throws RejectedExecutionException if the pool is not open
    public void requireOpen(String task) {
        if (state != State.OPEN) {
            throw new RejectedExecutionException(
                    "a pool that was shut down takes no more tasks: pool=%s state=%s task=%s"
                            .formatted(pool, state, task.isEmpty() ? "unnamed" : task));
        }
    }

    /// Takes no more tasks from now on. Called with the lock.
    ///
    /// @return whether this is news
    public boolean shutdown() {
        boolean first = state == State.OPEN;
        if (first) {
            state = State.SHUTDOWN;
        }
        return first;
    }

    /// Says that nothing is left, which counts once the pool was shut down. Called with the lock.
    public void nothingLeft() {
        if (state == State.SHUTDOWN) {
            state = State.TERMINATED;
            over.signalAll();
            KeepAlive.settle();
        }
    }

    /// Waits for the end; see [java.util.concurrent.ExecutorService#awaitTermination].
    ///
    /// @param timeout how long
    /// @param unit the unit of `timeout`
    /// @return whether the end has come
    /// @throws InterruptedException if interrupted while waiting
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            while (state != State.TERMINATED) {
                if (left <= 0) {
                    return false;
                }
                left = over.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return state.toString();
    }
}
