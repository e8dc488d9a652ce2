package io.heddle;

import java.time.Instant;
import java.util.List;

/// A pool as it was at one moment.
///
/// @param name the pool's name
/// @param kind how it runs tasks
/// @param workers its workers, in the order of their names; empty where the pool has none of its
///   own
/// @param queued how many tasks wait in the pool; not those that a worker process was given ahead
/// @param running how many tasks are with a worker. A worker process whose tasks are short is given some
///   ahead; they count here, though they have not begun, so the number may be larger than that of workers
/// @param done how many tasks have ended with a result
/// @param failed how many tasks have ended with a failure
/// @param cancelled how many tasks were cancelled
/// @param restarts how many workers were replaced because they died
/// @param memoryBytes the resident memory of all workers, 0 where it is not known
/// @param shutdown whether the pool refuses new tasks
public record PoolSnapshot(
        String name,
        Kind kind,
        List<Worker> workers,
        long queued,
        long running,
        long done,
        long failed,
        long cancelled,
        long restarts,
        long memoryBytes,
        boolean shutdown) {

    /// Copies the list, so that the picture stays as it is.
    public PoolSnapshot {
        workers = List.copyOf(workers);
    }

    /// What a worker is about.
    public enum WorkerState {
        /// Its process is being started.
        STARTING,
        /// It is ready, and waits to take the place of another one.
        SPARE,
        /// It waits for a task.
        IDLE,
        /// It runs a task.
        BUSY,
        /// It is being ended.
        ENDING
    }

    /// One worker at that moment.
    ///
    /// @param name the worker's name
    /// @param pid its process id, 0 while it is not known
    /// @param state what it is about
    /// @param startedAt when it was started
    /// @param tasksDone how many tasks it has finished
    /// @param taskId the task it runs, 0 if none
    /// @param taskName the name of that task, empty if none
    /// @param memoryBytes its resident memory, 0 where it is not known
    public record Worker(
            String name,
            long pid,
            WorkerState state,
            Instant startedAt,
            long tasksDone,
            long taskId,
            String taskName,
            long memoryBytes) {}
}
