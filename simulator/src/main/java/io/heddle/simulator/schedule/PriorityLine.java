package io.heddle.simulator.schedule;

import java.util.TreeMap;

/// The most urgent first. With ageing a job's urgency grows steadily while it stands in line; since that
/// is so for all at the same pace, their order never changes and the key is one number: its priority,
/// and when it joined.
final class PriorityLine extends ReadyLine {

    private final boolean preemptive;
    private final boolean ageing;

    /// What one step of priority weighs, in nanoseconds of waiting.
    private final long step;

    private final long slice;

    /// How many of each priority stand in line.
    private final TreeMap<Integer, Integer> priorities = new TreeMap<>();

    PriorityLine(Policy.Priorities policy) {
        preemptive = policy.takesCores();
        ageing = !policy.ageing().isZero();
        step = ageing ? policy.ageing().toNanos() : 1;
        slice = policy.slice().isZero() ? Times.NEVER : policy.slice().toNanos();
    }

    @Override
    void arrange(Live live, Coming coming, long now) {
        live.key = live.job.priority() * step + (ageing ? now : 0);
        if (coming != Coming.PREEMPTED) {
            toTheEnd(live);
        }
    }

    @Override
    void joined(Live live) {
        priorities.merge(live.job.priority(), 1, Integer::sum);
    }

    @Override
    void left(Live live, long now) {
        priorities.computeIfPresent(live.job.priority(), (_, n) -> n == 1 ? null : n - 1);
        live.urgency = live.key - (ageing ? now : 0);
    }

    @Override
    long slice(Live live) {
        return slice;
    }

    /// Age does not count here: it would take a core away that the next instant gives back.
    @Override
    boolean takesFrom(Live running, long remaining) {
        return preemptive
                && !priorities.isEmpty()
                && priorities.firstKey() * step < running.urgency;
    }

    @Override
    int compareVictims(Live a, long remainingA, Live b, long remainingB) {
        return Long.compare(a.urgency, b.urgency);
    }
}
