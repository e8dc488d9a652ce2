package io.heddle.console.timeline;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stretch of a lane in one state.
///
/// @param work what it belongs to, or `null`
/// @param name what it is called
/// @param state the state
/// @param reason for what it waits, in a word; empty if it does not
/// @param from when it began
/// @param to when it ended
/// @param count how many stretches were made one
/// @param fate what became of the work, in its last stretch
public record Span(
        @Nullable Work work,
        String name,
        State state,
        String reason,
        long from,
        long to,
        int count,
        Fate fate) {

    static final Comparator<Span> BY_TIME = Comparator.comparingLong(Span::from);

    long nanos() {
        return to - from;
    }

    /// Tells whether something of it lies in a stretch of time; one that took no time does at both ends.
    boolean touches(long begin, long end) {
        return from == to ? from >= begin && from <= end : from < end && to > begin;
    }

    /// Gives the part of it that lies in a stretch of time.
    Span within(long begin, long end) {
        return new Span(
                work,
                name,
                state,
                reason,
                Math.max(from, begin),
                Math.min(to, end),
                count,
                to > end ? Fate.DONE : fate);
    }

    static long nanos(List<Span> spans, java.util.function.Predicate<State> which) {
        return spans.stream().filter(s -> which.test(s.state)).mapToLong(Span::nanos).sum();
    }
}
