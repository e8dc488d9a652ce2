package io.heddle.simulator.schedule;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Jobs of tests, in milliseconds, and what is asked about traces.
final class Jobs {

    static final long MILLI = 1_000_000;

    private Jobs() {}

    static Job job(String name, long arrival, long run) {
        return Job.named(name).arrives(Duration.ofMillis(arrival)).runs(Duration.ofMillis(run));
    }

    /// Lists who began to run when, on the cores of the trace, as `milliseconds name`.
    static List<String> starts(Trace trace) {
        return trace.slots().stream()
                .filter(slot -> slot.use() == Slot.Use.RUN)
                .sorted(Comparator.comparingLong(Slot::fromNanos))
                .map(slot -> slot.fromNanos() / MILLI + " " + slot.job())
                .toList();
    }

    /// Lists the states of a job as `STATE from-to`.
    static List<String> states(Trace trace, String job) {
        return trace.job(job).intervals().stream()
                .map(interval ->
                        "%s %d-%d"
                                .formatted(
                                        interval.state(),
                                        interval.fromNanos() / MILLI,
                                        interval.toNanos() / MILLI))
                .toList();
    }

    /// One of each kind, in all the forms that make a difference.
    static Stream<Policy> allPolicies() {
        Duration slice = Duration.ofMillis(2);
        return Stream.of(
                Policy.cooperative(),
                Policy.firstComeFirstServed(),
                Policy.shortestJobFirst(),
                Policy.shortestRemainingTime(),
                Policy.roundRobin(slice),
                Policy.priorities(),
                Policy.priorities().preemptive(),
                Policy.priorities().ageing(Duration.ofMillis(5)),
                Policy.priorities().preemptive().ageing(Duration.ofMillis(5)).slice(slice),
                Policy.multiLevelFeedback(slice, slice.multipliedBy(2)),
                Policy.multiLevelFeedback(slice).takingTurns(slice).boost(Duration.ofMillis(50)));
    }
}
