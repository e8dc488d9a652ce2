package io.heddle.simulator.schedule;

/// Whoever joins, for whatever reason, stands at the end: cooperative, and round robin.
final class TurnLine extends ReadyLine {

    private final long slice;

    TurnLine(long slice) {
        this.slice = slice;
    }

    @Override
    void arrange(Live live, Coming coming, long now) {
        toTheEnd(live);
    }

    @Override
    long slice(Live live) {
        return slice;
    }
}
