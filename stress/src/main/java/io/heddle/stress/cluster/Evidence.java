package io.heddle.stress.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What was done to whom and when: what the storm did, what the machine did by itself, and when the server was away.
/// By this a failure or a second start is excused, and by nothing else. Used by one thread at a time.
final class Evidence {

    /// Who was stopped is taken for dead within this time, and what was lost by it is begun again a little later.
    private final Duration aftermath;

    /// A time in which somebody, or the server, did not go on.
    private record Span(long from, long to) {

        boolean meets(long begin, long end) {
            return from <= end && to >= begin;
        }
    }

    private final Map<String, List<Span>> absences = new HashMap<>();
    private final List<Span> outages = new ArrayList<>();
    private final Set<Long> killedChildren = new HashSet<>();
    private final Set<String> killed = new HashSet<>();

    /// Begins with nothing.
    ///
    /// @param aftermath how long after a span what it caused may still begin
    Evidence(Duration aftermath) {
        this.aftermath = aftermath;
    }

    /// A member of the crew is killed.
    void killed(String who, long nanos) {
        killed.add(who);
        absences.computeIfAbsent(who, _ -> new ArrayList<>()).add(new Span(nanos, Long.MAX_VALUE));
    }

    /// A member of the crew did not run for a time.
    void absent(String who, long from, long to) {
        absences.computeIfAbsent(who, _ -> new ArrayList<>())
                .add(new Span(from, to + aftermath.toNanos()));
    }

    /// A process that runs tasks is killed.
    void killedChild(long pid) {
        killedChildren.add(pid);
    }

    /// The server did not answer for a time.
    void outage(long from, long to) {
        outages.add(new Span(from, to + aftermath.toNanos()));
    }

    boolean wasKilled(String who) {
        return killed.contains(who);
    }

    boolean wasChildKilled(long pid) {
        return killedChildren.contains(pid);
    }

    /// Tells whether somebody was away at some moment of a time, or the server was.
    boolean excuses(String who, long begin, long end) {
        return wasAway(who, begin, end) || wasServerAway(begin, end);
    }

    private boolean wasAway(String who, long begin, long end) {
        return absences.getOrDefault(who, List.of()).stream()
                .anyMatch(span -> span.meets(begin, end));
    }

    boolean wasServerAway(long begin, long end) {
        return outages.stream().anyMatch(span -> span.meets(begin, end));
    }
}
