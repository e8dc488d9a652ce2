package io.heddle.simulator.schedule;

import java.time.Duration;

/// Lines of falling urgency; the key is the level.
final class FeedbackLine extends ReadyLine {

    private final long[] slices;
    private final long lastSlice;
    private final long boost;

    FeedbackLine(Policy.FeedbackQueue policy) {
        slices = policy.slices().stream().mapToLong(Duration::toNanos).toArray();
        lastSlice = policy.lastSlice().isZero() ? Times.NEVER : policy.lastSlice().toNanos();
        boost = policy.boost().toNanos();
    }

    @Override
    void arrange(Live live, Coming coming, long now) {
        if (coming == Coming.BACK && boost > 0 && now / boost > live.leftInBoost) {
            lift(live);
        }
        if (isUsedUp(live)) {
            live.level++;
            live.usedAtLevel = 0;
        }
        live.key = live.level;
        // what is left of its slice is still its own
        if (coming == Coming.PREEMPTED) {
            toTheHead(live);
        } else {
            toTheEnd(live);
        }
    }

    private boolean isUsedUp(Live live) {
        return !isLast(live) && live.usedAtLevel >= slices[live.level];
    }

    private boolean isLast(Live live) {
        return live.level == slices.length;
    }

    @Override
    long slice(Live live) {
        return isLast(live) ? lastSlice : slices[live.level] - live.usedAtLevel;
    }

    @Override
    boolean expiresAlone(Live live) {
        return !isLast(live);
    }

    @Override
    void ran(Live live, long nanos, long now) {
        live.usedAtLevel += nanos;
        live.leftInBoost = boost > 0 ? now / boost : 0;
    }

    @Override
    boolean takesFrom(Live running, long remaining) {
        Live first = first();
        return first != null && first.level < running.level;
    }

    @Override
    int compareVictims(Live a, long remainingA, Live b, long remainingB) {
        return Integer.compare(a.level, b.level);
    }

    @Override
    long period() {
        return boost;
    }

    @Override
    boolean isLifted(Live live) {
        return live.level > 0;
    }

    @Override
    void lift(Live live) {
        if (live.level > 0) {
            live.level = 0;
            live.usedAtLevel = 0;
            live.key = 0;
            toTheEnd(live);
        }
    }
}
