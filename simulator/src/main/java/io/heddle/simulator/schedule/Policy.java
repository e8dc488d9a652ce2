package io.heddle.simulator.schedule;

import io.heddle.simulator.TimeText;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// How a simulated computer decides who has a core, and for how long.
///
/// All jobs that are ready stand in one line, whatever the number of cores. If several things happen at
/// the same instant, those that have just come join the line first, then those that have waited, then
/// those whose slice is used up.
public sealed interface Policy {

    /// Describes the policy in a few words.
    ///
    /// @return such as `round robin, slice 10ms`
    String title();

    /// Who has a core keeps it until he ends, waits or pauses; a pause sends him to the end of the line.
    ///
    /// @return the policy
    static Policy cooperative() {
        return Plain.COOPERATIVE;
    }

    /// Who came first is served until he ends or waits. A pause changes nothing: nobody came earlier.
    ///
    /// @return the policy
    static Policy firstComeFirstServed() {
        return Plain.FIRST_COME_FIRST_SERVED;
    }

    /// Whose next burst is the shortest goes first and keeps the core for all of it. It is known how
    /// long that is, which in real life it is not.
    ///
    /// @return the policy
    static Policy shortestJobFirst() {
        return Plain.SHORTEST_JOB_FIRST;
    }

    /// As the shortest job first, but who comes with less than is left of the running one takes its core.
    ///
    /// @return the policy
    static Policy shortestRemainingTime() {
        return Plain.SHORTEST_REMAINING_TIME;
    }

    /// Everybody in turn, for at most a slice of time. Who is alone goes on; once somebody joins him, the
    /// slice that he is in is his last.
    ///
    /// @param slice more than zero
    /// @return the policy
    static RoundRobin roundRobin(Duration slice) {
        return new RoundRobin(slice);
    }

    /// The most urgent goes first; among equals who came first. Without more it takes no core away and
    /// nobody becomes more urgent by waiting.
    ///
    /// @return the policy
    static Priorities priorities() {
        return new Priorities(false, Duration.ZERO, Duration.ZERO);
    }

    /// Lines of falling urgency. A job begins in the first and sinks by one when it has used up the slice
    /// of its line; in the last it runs until it ends or waits. A higher line takes cores away.
    ///
    /// Waiting does not renew a slice, so nobody stays on top by waiting just before it is used up.
    ///
    /// @param slices of all lines but the last one; each more than zero, at least one
    /// @return the policy
    static FeedbackQueue multiLevelFeedback(Duration... slices) {
        return new FeedbackQueue(List.of(slices), Duration.ZERO, Duration.ZERO);
    }

    /// Policies about which nothing else can be said.
    enum Plain implements Policy {
        /// See [Policy#cooperative].
        COOPERATIVE("cooperative"),
        /// See [Policy#firstComeFirstServed].
        FIRST_COME_FIRST_SERVED("first come, first served"),
        /// See [Policy#shortestJobFirst].
        SHORTEST_JOB_FIRST("shortest job first"),
        /// See [Policy#shortestRemainingTime].
        SHORTEST_REMAINING_TIME("shortest remaining time");

        private final String title;

        Plain(String title) {
            this.title = title;
        }

        @Override
        public String title() {
            return title;
        }
    }

    /// See [Policy#roundRobin].
    ///
    /// @param slice how long somebody may run while others stand in line
    record RoundRobin(Duration slice) implements Policy {

        /// Checks the slice.
        ///
        /// @throws IllegalArgumentException if it is zero, negative or longer than a day
        public RoundRobin {
            Times.positive(slice, "slice");
        }

        @Override
        public String title() {
            return "round robin, slice " + TimeText.of(slice);
        }
    }

    /// See [Policy#priorities].
    ///
    /// @param takesCores whether somebody more urgent takes a core away
    /// @param ageing after how much time in line a job counts as one step more urgent; zero for never
    /// @param slice after how much time a job goes back into the line; zero for never
    record Priorities(boolean takesCores, Duration ageing, Duration slice) implements Policy {

        /// Checks the times.
        ///
        /// @throws IllegalArgumentException if one is negative or longer than a day
        public Priorities {
            zeroOrMore(ageing, "ageing");
            zeroOrMore(slice, "slice");
        }

        /// Lets whoever comes with more urgency take a core away from the least urgent.
        ///
        /// @return the policy with that
        public Priorities preemptive() {
            return new Priorities(true, ageing, slice);
        }

        /// Lets waiting in line count: after each such time one step. It decides who is next, and who got
        /// a core by it keeps it as if he had always been so urgent. Age alone takes no core away: add a
        /// slice if bursts may be long.
        ///
        /// @param step more than zero
        /// @return the policy with that
        public Priorities ageing(Duration step) {
            Times.positive(step, "ageing");
            return new Priorities(takesCores, step, slice);
        }

        /// Sends who has run that long back into the line, behind those who are as urgent.
        ///
        /// @param slice more than zero
        /// @return the policy with that
        public Priorities slice(Duration slice) {
            Times.positive(slice, "slice");
            return new Priorities(takesCores, ageing, slice);
        }

        @Override
        public String title() {
            return (takesCores ? "priorities, preemptive" : "priorities")
                    + (ageing.isZero() ? "" : ", ageing " + TimeText.of(ageing))
                    + (slice.isZero() ? "" : ", slice " + TimeText.of(slice));
        }
    }

    /// See [Policy#multiLevelFeedback].
    ///
    /// @param slices of all lines but the last one
    /// @param lastSlice of the last line; zero for none
    /// @param boost after how much time everybody is back in the first line; zero for never
    record FeedbackQueue(List<Duration> slices, Duration lastSlice, Duration boost)
            implements Policy {

        private static final int MOST_LEVELS = 64;

        /// Checks and copies.
        ///
        /// @throws IllegalArgumentException if there is no slice or one makes no sense
        public FeedbackQueue {
            slices = List.copyOf(slices);
            if (slices.isEmpty() || slices.size() >= MOST_LEVELS) {
                throw new IllegalArgumentException(
                        "a feedback queue has 2 to %d lines: slices=%d; give one for each line but"
                                        .formatted(MOST_LEVELS, slices.size())
                                + " the last");
            }
            slices.forEach(slice -> Times.positive(slice, "slice"));
            zeroOrMore(lastSlice, "last-slice");
            zeroOrMore(boost, "boost");
        }

        /// Lets those in the last line take turns.
        ///
        /// @param slice more than zero
        /// @return the policy with that
        public FeedbackQueue takingTurns(Duration slice) {
            Times.positive(slice, "last-slice");
            return new FeedbackQueue(slices, slice, boost);
        }

        /// Lifts everybody into the first line again and again, so that nobody starves in the last.
        ///
        /// @param period more than zero
        /// @return the policy with that
        public FeedbackQueue boost(Duration period) {
            Times.positive(period, "boost");
            return new FeedbackQueue(slices, lastSlice, period);
        }

        @Override
        public String title() {
            return slices.stream()
                            .map(TimeText::of)
                            .collect(
                                    Collectors.joining(
                                            ", ", "multi-level feedback queue, slices ", ""))
                    + (lastSlice.isZero() ? "" : ", then turns of " + TimeText.of(lastSlice))
                    + (boost.isZero() ? "" : ", boost " + TimeText.of(boost));
        }
    }

    private static void zeroOrMore(Duration time, String what) {
        if (!time.isZero()) {
            Times.positive(time, what);
        }
    }
}
