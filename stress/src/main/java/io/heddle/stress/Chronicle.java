package io.heddle.stress;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.LongStream;

/// The last events of a storm, so that a fault can be told with what came before it.
final class Chronicle {

    private static final int EVENTS = 1 << 15;

    /// One event. `number` and `pid` are 0 where it is about no errand or no process.
    private record Event(long nanos, long number, long pid, String what, Object detail) {}

    private final long begin = System.nanoTime();
    private final AtomicReferenceArray<Event> ring = new AtomicReferenceArray<>(EVENTS);
    private final AtomicLong next = new AtomicLong();

    /// Notes an event.
    ///
    /// @param number the errand that it is about, or 0
    /// @param pid the process that it is about, or 0
    /// @param what the event
    /// @param detail more about it; becomes text only if somebody asks
    void note(long number, long pid, String what, Object detail) {
        Event event = new Event(System.nanoTime(), number, pid, what, detail);
        ring.set((int) (next.getAndIncrement() % EVENTS), event);
    }

    /// Gives the events about an errand or a process, oldest first.
    List<String> about(long number, long pid) {
        long end = next.get();
        return LongStream.range(Math.max(0, end - EVENTS), end)
                .mapToObj(index -> ring.get((int) (index % EVENTS)))
                .filter(Objects::nonNull)
                .filter(event ->
                        (number != 0 && event.number == number) || (pid != 0 && event.pid == pid))
                .map(this::text)
                .toList();
    }

    private String text(Event event) {
        return "%10.3f ms  %s%s%s %s"
                .formatted(
                        (event.nanos - begin) / 1e6,
                        event.number == 0 ? "" : "errand=" + event.number + " ",
                        event.pid == 0 ? "" : "pid=" + event.pid + " ",
                        event.what,
                        event.detail);
    }
}
