package io.heddle.simulator.schedule;

import io.heddle.simulator.TimeText;

/// A part of what a job does.
///
/// @param kind what it does
/// @param nanos for how long; more than zero for [Kind#RUN] and [Kind#WAIT], zero for the others
public record Phase(Kind kind, long nanos) {

    /// What a job can do.
    public enum Kind {
        /// Use a core.
        RUN,
        /// Wait for something that needs no core, such as a disk.
        WAIT,
        /// Offer the core to others and go on; it takes no time.
        PAUSE,
        /// Wait until all children have ended, and collect them.
        COLLECT
    }

    /// Checks the time.
    ///
    /// @throws IllegalArgumentException if a phase that takes time has none, or one that takes none
    ///     has some
    public Phase {
        boolean takesTime = kind == Kind.RUN || kind == Kind.WAIT;
        if (takesTime && nanos <= 0) {
            throw new IllegalArgumentException(
                    "a phase that runs or waits takes time: kind=%s nanos=%d"
                            .formatted(kind, nanos));
        }
        if (!takesTime && nanos != 0) {
            throw new IllegalArgumentException(
                    "a phase of this kind takes no time of its own: kind=%s nanos=%d"
                            .formatted(kind, nanos));
        }
    }

    @Override
    public String toString() {
        return switch (kind) {
            case RUN -> "run " + TimeText.of(nanos);
            case WAIT -> "wait " + TimeText.of(nanos);
            case PAUSE -> "pause";
            case COLLECT -> "collect";
        };
    }
}
