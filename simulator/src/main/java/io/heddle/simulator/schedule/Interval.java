package io.heddle.simulator.schedule;

/// From when to when a job was in a state.
///
/// @param job its name
/// @param state what it did; never [JobState#ENDED], which has no end
/// @param core on which core it ran, from 0; [#NO_CORE] in other states
/// @param fromNanos since the beginning
/// @param toNanos since the beginning; more than `fromNanos`, and no longer part of it
public record Interval(String job, JobState state, int core, long fromNanos, long toNanos) {

    /// The core of those that have none.
    public static final int NO_CORE = -1;

    /// Tells how long it was.
    ///
    /// @return nanoseconds, more than zero
    public long nanos() {
        return toNanos - fromNanos;
    }
}
