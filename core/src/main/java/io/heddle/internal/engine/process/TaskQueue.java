package io.heddle.internal.engine.process;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The tasks of a pool that no worker has. Guarded by the pool's lock.
///
/// A task that is cancelled leaves the count at once and the queue itself when its turn comes, so that
/// cancelling costs the same however many wait.
final class TaskQueue {

    private final ArrayDeque<PoolTask<?>> tasks = new ArrayDeque<>();

    /// How many of [#tasks] really wait.
    private int waiting;

    int size() {
        return waiting;
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    void addLast(PoolTask<?> task) {
        tasks.addLast(task);
        waiting++;
    }

    /// Gives a task that a worker had its place back.
    void putBack(PoolTask<?> task) {
        task.backToQueue();
        tasks.addFirst(task);
        waiting++;
    }

    /// Takes a task that was cancelled out of its place.
    void withdraw(PoolTask<?> task) {
        task.endPlace();
        waiting--;
    }

    @Nullable PoolTask<?> poll() {
        PoolTask<?> task = tasks.pollFirst();
        while (task != null && task.place() != PoolTask.Place.QUEUED) {
            task = tasks.pollFirst();
        }
        waiting -= task == null ? 0 : 1;
        return task;
    }
}
