package io.heddle.spi;

import java.time.Duration;
import java.util.Objects;

/// How long work that must end is given to end by itself, before the next, harder step: interrupt,
/// then TERM, then KILL of the whole tree.
///
/// @param afterInterrupt from the interrupt of the task to TERM for its process; zero or more
/// @param afterTerm from TERM to KILL; zero or more
public record Grace(Duration afterInterrupt, Duration afterTerm) {

    /// What holds if nothing else is said: a quarter of a second and half a second.
    public static final Grace DEFAULT = new Grace(Duration.ofMillis(250), Duration.ofMillis(500));

    /// Checks.
    public Grace {
        requireNotNegative("interruptGrace", afterInterrupt);
        requireNotNegative("terminateGrace", afterTerm);
    }

    private static void requireNotNegative(String name, Duration grace) {
        Objects.requireNonNull(grace, name);
        if (grace.isNegative()) {
            throw new IllegalArgumentException(
                    "a grace cannot be negative: %s=%s".formatted(name, grace));
        }
    }
}
