package io.heddle.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// What holds for the tasks of a pool that say nothing else themselves.
///
/// @param timeout the time that a task, or an item of a `map`, may run
/// @param queueTimeout the time that a task may wait to be started
/// @param grace how work is ended
/// @param retries when a failed task is run again
/// @param backlog how many tasks may wait before `submit` does
public record TaskRules(
        Optional<Duration> timeout,
        Optional<Duration> queueTimeout,
        Grace grace,
        Retries retries,
        int backlog) {

    /// No limits.
    public static final TaskRules DEFAULT =
            new TaskRules(
                    Optional.empty(),
                    Optional.empty(),
                    Grace.DEFAULT,
                    Retries.NONE,
                    Integer.MAX_VALUE);

    /// Checks.
    public TaskRules {
        timeout.ifPresent(limit -> Durations.requirePositive("taskTimeout", limit));
        queueTimeout.ifPresent(limit -> Durations.requirePositive("queueTimeout", limit));
        Objects.requireNonNull(grace, "grace");
        Objects.requireNonNull(retries, "retries");
        if (backlog < 1) {
            throw new IllegalArgumentException(
                    "at least one task must be allowed to wait: backlog=" + backlog);
        }
    }
}
