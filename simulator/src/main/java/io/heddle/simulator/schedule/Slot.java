package io.heddle.simulator.schedule;

/// From when to when a core did something.
///
/// @param core which, from 0
/// @param use what it did
/// @param job the name of the one that it ran or changed to
/// @param fromNanos since the beginning
/// @param toNanos since the beginning; more than `fromNanos`, and no longer part of it
public record Slot(int core, Use use, String job, long fromNanos, long toNanos) {

    /// What a core can do besides nothing.
    public enum Use {
        /// It runs a job.
        RUN,
        /// It changes from one job to another; the other one is ready and does not run yet.
        SWITCH
    }

    /// Tells how long it was.
    ///
    /// @return nanoseconds, more than zero
    public long nanos() {
        return toNanos - fromNanos;
    }
}
