package io.heddle.simulator.schedule;

/// First come, first served: who pauses has still come before the others.
final class ComingLine extends ReadyLine {

    @Override
    void arrange(Live live, Coming coming, long now) {
        if (coming != Coming.PAUSED) {
            toTheEnd(live);
        }
    }
}
