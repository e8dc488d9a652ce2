package io.heddle.simulator.schedule;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Those who are ready, in the order in which a policy lets them run. It sorts by [Live#key] and then by
/// [Live#place]; what differs between policies is how they give these, and what they say about slices
/// and about taking cores away.
abstract class ReadyLine {

    /// Why somebody joins the line.
    enum Coming {
        /// It is new.
        NEW,
        /// It has waited.
        BACK,
        /// It has offered its core to others.
        PAUSED,
        /// Its slice is used up.
        EXPIRED,
        /// Somebody more urgent took its core.
        PREEMPTED
    }

    private static final Comparator<Live> ORDER =
            Comparator.comparingLong((Live live) -> live.key).thenComparingLong(live -> live.place);

    private final TreeSet<Live> line = new TreeSet<>(ORDER);
    private long head;
    private long tail;

    static ReadyLine of(Policy policy) {
        return switch (policy) {
            case Policy.Plain plain ->
                    switch (plain) {
                        case COOPERATIVE -> new TurnLine(Times.NEVER);
                        case FIRST_COME_FIRST_SERVED -> new ComingLine();
                        case SHORTEST_JOB_FIRST -> new ShortestLine(false);
                        case SHORTEST_REMAINING_TIME -> new ShortestLine(true);
                    };
            case Policy.RoundRobin turns -> new TurnLine(turns.slice().toNanos());
            case Policy.Priorities priorities -> new PriorityLine(priorities);
            case Policy.FeedbackQueue feedback -> new FeedbackLine(feedback);
        };
    }

    final boolean isEmpty() {
        return line.isEmpty();
    }

    final void add(Live live, Coming coming, long now) {
        arrange(live, coming, now);
        line.add(live);
        joined(live);
    }

    /// Takes the first one, who gets a core.
    final @Nullable Live take(long now) {
        Live first = line.pollFirst();
        if (first != null) {
            left(first, now);
        }
        return first;
    }

    final @Nullable Live first() {
        return line.isEmpty() ? null : line.first();
    }

    final @Nullable Live last() {
        return line.isEmpty() ? null : line.last();
    }

    /// Sends it behind all who have the same key.
    final void toTheEnd(Live live) {
        live.place = ++tail;
    }

    /// Sends it before all who have the same key.
    final void toTheHead(Live live) {
        live.place = --head;
    }

    /// Gives key and place to one who is about to join.
    abstract void arrange(Live live, Coming coming, long now);

    void joined(Live live) {}

    void left(Live live, long now) {}

    /// Tells how long one who gets a core may keep it while others stand in line.
    long slice(Live live) {
        return Times.NEVER;
    }

    /// Tells whether the end of its slice means something though nobody stands in line.
    boolean expiresAlone(Live live) {
        return false;
    }

    /// Hears that it has run.
    void ran(Live live, long nanos, long now) {}

    /// Tells whether somebody in the line takes its core away.
    ///
    /// @param remaining what is left of its burst
    boolean takesFrom(Live running, long remaining) {
        return false;
    }

    /// Of two that run, tells which one loses its core first: positive for the first one.
    int compareVictims(Live a, long remainingA, Live b, long remainingB) {
        return 0;
    }

    /// Tells how often everybody is looked at again; zero for never.
    long period() {
        return 0;
    }

    /// Tells whether it makes a difference to look at one who runs.
    boolean isLifted(Live live) {
        return false;
    }

    /// Looks at one who runs or stands in line.
    void lift(Live live) {}

    /// Looks at all who stand in line, in their order.
    final void liftAll() {
        List<Live> before = List.copyOf(line);
        line.clear();
        for (Live live : before) {
            lift(live);
            line.add(live);
        }
    }
}
