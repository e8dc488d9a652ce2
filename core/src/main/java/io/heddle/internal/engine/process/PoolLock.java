package io.heddle.internal.engine.process;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The lock of a pool, and what has to be done whenever somebody leaves it: what workers were given is sent,
/// which is a system call and therefore done without the lock. A word of control to a worker is a few bytes that
/// never block, and goes out under it.
final class PoolLock {

    private final ReentrantLock lock = new ReentrantLock();
    private final Dispatch dispatch;
    private final Runnable beforeLeaving;

    /// @param beforeLeaving called with the lock after each change
    PoolLock(Dispatch dispatch, Runnable beforeLeaving) {
        this.dispatch = dispatch;
        this.beforeLeaving = beforeLeaving;
    }

    /// For conditions, and for whoever only looks.
    ReentrantLock raw() {
        return lock;
    }

    /// Changes something, and sends what came of it.
    void change(Runnable change) {
        var _ =
                this.<@Nullable Object>change(() -> {
                    change.run();
                    return null;
                });
    }

    /// Changes something, and sends what came of it.
    ///
    /// @return what the change gave
    <R extends @Nullable Object> R change(Supplier<R> change) {
        R result;
        List<PoolWorker> unsent;
        lock.lock();
        try {
            result = change.get();
            unsent = dispatch.takeUnsent();
            beforeLeaving.run();
        } finally {
            lock.unlock();
        }
        unsent.forEach(worker -> worker.child().flushTasks());
        return result;
    }

    /// Only looks.
    <R extends @Nullable Object> R look(Supplier<R> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }
}
