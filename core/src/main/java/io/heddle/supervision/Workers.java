package io.heddle.supervision;

import io.heddle.spi.Deadline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The workers of a prefork server that can be given connections, and those who wait for one.
final class Workers {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();

    // guarded by the lock
    private final List<WorkerLink> present = new ArrayList<>();
    private int waiting;
    private boolean closed;

    void add(WorkerLink worker) {
        change(() -> present.add(worker));
    }

    void remove(WorkerLink worker) {
        change(() -> present.remove(worker));
    }

    /// Nobody waits any more.
    void close() {
        change(() -> closed = true);
    }

    void changed() {
        change(() -> {});
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Gives the worker with the fewest connections of those that stay, and waits for one if there is none.
    ///
    /// @return empty if there was none in time, or the server is being closed
    /// @throws InterruptedException if interrupted while waiting
    Optional<WorkerLink> take(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting++;
            while (!closed) {
                Optional<WorkerLink> free =
                        present.stream()
                                .filter(worker -> !worker.isLeaving())
                                .min(Comparator.comparingInt(WorkerLink::connections));
                if (free.isPresent() || deadline.hasPassed()) {
                    free.ifPresent(this::moveToTheEnd);
                    return free;
                }
                var _ = change.awaitNanos(deadline.left().toNanos());
            }
            return Optional.empty();
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /// Of those who have the same number of connections the next one has its turn.
    private void moveToTheEnd(WorkerLink worker) {
        present.remove(worker);
        present.add(worker);
    }

    /// Waits until something changes, or perhaps does, but not longer than some time.
    @SuppressWarnings("WaitNotInLoop") // whoever calls this looks again
    void awaitChange(long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var _ = change.await(millis, TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
    }

    List<WorkerLink> present() {
        lock.lock();
        try {
            return List.copyOf(present);
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }
}
