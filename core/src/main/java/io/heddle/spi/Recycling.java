package io.heddle.spi;

import java.time.Duration;
import java.util.Optional;

/// When a worker that has done nothing wrong is replaced by a fresh one, or given up.
///
/// @param maxTasks after how many tasks it is replaced, never by default
/// @param maxAge at which age
/// @param maxMemoryBytes beyond how much resident memory
/// @param idleTimeout after how long without a task it is given up, until there is work for it again
public record Recycling(
        long maxTasks,
        Optional<Duration> maxAge,
        long maxMemoryBytes,
        Optional<Duration> idleTimeout) {

    /// A worker stays as long as its pool.
    public static final Recycling NEVER =
            new Recycling(Long.MAX_VALUE, Optional.empty(), Long.MAX_VALUE, Optional.empty());

    /// Checks.
    public Recycling {
        requireAtLeastOne("maxTasksPerWorker", maxTasks);
        requireAtLeastOne("maxWorkerMemoryBytes", maxMemoryBytes);
        maxAge.ifPresent(age -> Durations.requirePositive("maxWorkerAge", age));
        idleTimeout.ifPresent(limit -> Durations.requirePositive("idleTimeout", limit));
    }

    private static void requireAtLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "a limit for workers must be at least 1: %s=%d".formatted(name, value));
        }
    }

    /// Tells whether workers have to be looked at from time to time.
    ///
    /// @return true if age, memory or idleness count
    public boolean needsLooking() {
        return maxAge.isPresent() || maxMemoryBytes != Long.MAX_VALUE || idleTimeout.isPresent();
    }
}
