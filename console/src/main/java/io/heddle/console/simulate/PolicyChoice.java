package io.heddle.console.simulate;

import io.heddle.simulator.schedule.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Policies by the names that they have on the command line.
///
/// @param slices what `--slice` said; empty if it was not there
/// @param preemptive what `--preemptive` said
/// @param ageing what `--ageing` said; zero if it was not there
/// @param boost what `--boost` said; zero if it was not there
record PolicyChoice(List<Duration> slices, boolean preemptive, Duration ageing, Duration boost) {

    static final String NAMES = "cooperative, fcfs, sjf, srtf, rr, priority, mlfq";

    private static final Duration USUAL = Duration.ofMillis(10);

    /// Finds policies.
    ///
    /// @param names with commas between them, or `all`
    /// @throws IllegalArgumentException if there is none of a name, or an option makes no sense for it
    List<Policy> named(String names) {
        String wanted = names.equalsIgnoreCase("all") ? NAMES : names;
        return Stream.of(wanted.split(",", -1)).map(String::strip).map(this::one).toList();
    }

    private Policy one(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "cooperative" -> Policy.cooperative();
            case "fcfs" -> Policy.firstComeFirstServed();
            case "sjf" -> Policy.shortestJobFirst();
            case "srtf" -> Policy.shortestRemainingTime();
            case "rr" -> Policy.roundRobin(slices.isEmpty() ? USUAL : slices.getFirst());
            case "priority" -> priorities();
            case "mlfq" -> feedback();
            default ->
                    throw new IllegalArgumentException(
                            "unknown policy: policy='%s'; there are %s, and all"
                                    .formatted(name, NAMES));
        };
    }

    private Policy priorities() {
        Policy.Priorities policy = Policy.priorities();
        policy = preemptive ? policy.preemptive() : policy;
        policy = ageing.isZero() ? policy : policy.ageing(ageing);
        return slices.isEmpty() ? policy : policy.slice(slices.getFirst());
    }

    private Policy feedback() {
        Policy.FeedbackQueue policy =
                slices.isEmpty()
                        ? Policy.multiLevelFeedback(USUAL, USUAL.multipliedBy(2))
                        : Policy.multiLevelFeedback(slices.toArray(Duration[]::new));
        return boost.isZero() ? policy : policy.boost(boost);
    }
}
