package io.heddle.examples.tour.thread;

import java.time.Duration;
import java.util.Collection;

/// From when to when something was done.
///
/// @param begin of [System#nanoTime()]
/// @param end of the same clock
record Span(long begin, long end) {

    static Span since(long begin) {
        return new Span(begin, System.nanoTime());
    }

    /// How long they would take one after the other.
    static Duration sum(Collection<Span> all) {
        return Duration.ofNanos(all.stream().mapToLong(span -> span.end - span.begin).sum());
    }

    /// How long it took from the first beginning to the last end.
    static Duration together(Collection<Span> all) {
        long begin = all.stream().mapToLong(Span::begin).min().orElse(0);
        long end = all.stream().mapToLong(Span::end).max().orElse(0);
        return Duration.ofNanos(end - begin);
    }
}
