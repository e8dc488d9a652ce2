package io.heddle.spi;

import io.heddle.Kind;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// What a pool is to be like.
///
/// @param kind how it runs tasks
/// @param name its name; empty if the engine is to find one
/// @param workers how many tasks run at once, or [#UNLIMITED]
/// @param taskTimeout the time that a task may run unless it has a limit of its own
/// @param child what child processes are to be like; of no meaning for other kinds
public record PoolSpec(
        Kind kind, String name, int workers, Optional<Duration> taskTimeout, ChildOptions child) {

    /// As many as there are tasks.
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /// Checks.
    public PoolSpec {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
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
        return new PoolSpec(kind, "", workers, Optional.empty(), ChildOptions.defaults());
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
