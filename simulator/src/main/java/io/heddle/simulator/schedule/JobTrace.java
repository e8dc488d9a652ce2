package io.heddle.simulator.schedule;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What became of one job.
///
/// @param job as it was given
/// @param intervals its states from its arrival on, without gaps; none of no length
/// @param firstRunNanos when it had a core for the first time
/// @param endNanos when it had done all it had to do
/// @param collectedNanos when its parent had collected it; the same as `endNanos` without a parent
public record JobTrace(
        Job job, List<Interval> intervals, long firstRunNanos, long endNanos, long collectedNanos) {

    /// Copies the list.
    public JobTrace {
        intervals = List.copyOf(intervals);
    }

    /// Gives the name of the job.
    ///
    /// @return its name
    public String name() {
        return job.name();
    }

    /// Tells how long it was ready and had no core.
    ///
    /// @return zero or more
    public Duration waiting() {
        return in(JobState.READY);
    }

    /// Tells how long it took from its arrival to its end, whatever happened in between.
    ///
    /// @return more than zero
    public Duration turnaround() {
        return Duration.ofNanos(endNanos - job.arrivalNanos());
    }

    /// Tells how long it took from its arrival to the first instant on a core.
    ///
    /// @return zero or more
    public Duration response() {
        return Duration.ofNanos(firstRunNanos - job.arrivalNanos());
    }

    /// Tells how long it was in a state.
    ///
    /// @param state any
    /// @return zero or more; zero for [JobState#ENDED], of which nobody sees the end
    public Duration in(JobState state) {
        return Duration.ofNanos(
                intervals.stream()
                        .filter(interval -> interval.state() == state)
                        .mapToLong(Interval::nanos)
                        .sum());
    }

    /// Lists the states that it went through, in order.
    ///
    /// @return neighbours differ, except for a change of cores; the last is [JobState#ENDED]
    public List<JobState> states() {
        return Stream.concat(intervals.stream().map(Interval::state), Stream.of(JobState.ENDED))
                .toList();
    }
}
