package io.heddle.simulator.schedule;

/// The shortest burst first; with `preemptive`, what is left of it.
final class ShortestLine extends ReadyLine {

    private final boolean preemptive;

    ShortestLine(boolean preemptive) {
        this.preemptive = preemptive;
    }

    @Override
    void arrange(Live live, Coming coming, long now) {
        live.key = live.remaining;
        if (coming != Coming.PREEMPTED) {
            toTheEnd(live);
        }
    }

    @Override
    boolean takesFrom(Live running, long remaining) {
        Live first = first();
        return preemptive && first != null && first.remaining < remaining;
    }

    @Override
    int compareVictims(Live a, long remainingA, Live b, long remainingB) {
        return Long.compare(remainingA, remainingB);
    }
}
