package io.heddle.console.timeline;

import java.util.List;

/// What one thread, coroutine or process did.
///
/// @param id the thread; 0 for what is none
/// @param name its name
/// @param sort what it is
/// @param from when it was there
/// @param to when it was gone, or last seen
/// @param killed whether its process ended before it did
/// @param spans what it did; no two of them at the same time, the earliest first
/// @param works what it worked on
public record Lane(
        long id,
        String name,
        Sort sort,
        long from,
        long to,
        boolean killed,
        List<Span> spans,
        List<Work> works) {

    /// What a lane is.
    enum Sort {
        /// A platform thread.
        THREAD("thread"),
        /// A virtual thread.
        COROUTINE("coroutine"),
        /// Many coroutines, one after the other.
        COROUTINES("coroutines"),
        /// A process that has not written anything.
        PROCESS("process"),
        /// What waits in a pool.
        QUEUE("queue");

        private final String label;

        Sort(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /// Gives the part that lies in a stretch of time.
    Lane within(long begin, long end) {
        return new Lane(
                id,
                name,
                sort,
                Math.max(from, begin),
                Math.min(to, end),
                killed && to <= end,
                spans.stream()
                        .filter(span -> span.touches(begin, end))
                        .map(span -> span.within(begin, end))
                        .toList(),
                works.stream().filter(w -> w.from() <= end && w.to() >= begin).toList());
    }

    Lane withSpans(List<Span> other) {
        return new Lane(id, name, sort, from, to, killed, other, works);
    }
}
