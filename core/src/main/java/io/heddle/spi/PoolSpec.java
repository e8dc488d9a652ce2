package io.heddle.spi;

import io.heddle.Kind;
import java.util.Objects;

/// What a pool is to be like.
///
/// @param kind how it runs tasks
/// @param name its name; empty if the engine is to find one
/// @param workers how many tasks run at once, or [#UNLIMITED]
/// @param tasks what holds for tasks that say nothing else themselves
/// @param staff how it keeps its workers; of no meaning for kinds without child processes
/// @param child what child processes are to be like; of no meaning for other kinds
public record PoolSpec(
        Kind kind,
        String name,
        int workers,
        TaskRules tasks,
        WorkerRules staff,
        ChildOptions child) {

    /// As many as there are tasks.
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /// Checks.
    public PoolSpec {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(tasks, "tasks");
        Objects.requireNonNull(staff, "staff");
        Objects.requireNonNull(child, "child");
        requireWorkers(workers);
    }

    /// Describes a pool about which nothing more is said.
    ///
    /// @param kind how it runs tasks
    /// @param workers how many tasks run at once
    /// @return the description
    /// @throws IllegalArgumentException if `workers` is less than 1
    public static PoolSpec of(Kind kind, int workers) {
        return new PoolSpec(
                kind, "", workers, TaskRules.DEFAULT, WorkerRules.DEFAULT, ChildOptions.defaults());
    }

    /// Refuses a number of workers that makes no pool.
    ///
    /// @param workers the number
    /// @throws IllegalArgumentException if it is less than 1
    public static void requireWorkers(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException(
                    "a pool needs at least one worker: workers=" + workers);
        }
    }
}
