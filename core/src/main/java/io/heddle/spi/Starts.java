package io.heddle.spi;

import io.heddle.Action;
import java.time.Duration;
import java.util.Optional;

/// How workers are started.
///
/// @param initializer what each runs before its first task
/// @param timeout the time it has to become ready, the initializer included
/// @param mostFailures how many starts may fail, one after the other and within a time, before the pool is
///     unavailable for good
/// @param within that time
public record Starts(
        Optional<Action> initializer, Duration timeout, int mostFailures, Duration within) {

    /// No initializer; two minutes to become ready; five failures within a minute.
    public static final Starts DEFAULT =
            new Starts(Optional.empty(), Duration.ofMinutes(2), 5, Duration.ofMinutes(1));

    /// Checks.
    public Starts {
        Durations.requirePositive("startTimeout", timeout);
        Durations.requirePositive("restartLimit within", within);
        if (mostFailures < 1) {
            throw new IllegalArgumentException(
                    "a pool gives up after one failed start at the earliest: restartLimit="
                            + mostFailures);
        }
    }
}
