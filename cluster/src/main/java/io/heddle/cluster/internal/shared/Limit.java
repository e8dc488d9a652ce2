package io.heddle.cluster.internal.shared;

import java.time.Duration;

/// How long somebody waits, and whether an interrupt ends it.
///
/// @param endNanos when the wait ends, by [System#nanoTime()]; of no account unless it is timed
/// @param isTimed whether it ends by itself
/// @param isInterruptible whether an interrupt ends it; else the interrupt is kept for later
record Limit(long endNanos, boolean isTimed, boolean isInterruptible) {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    static Limit never() {
        return new Limit(0, false, true);
    }

    static Limit uninterruptible() {
        return new Limit(0, false, false);
    }

    /// Zero or less means "do not wait".
    static Limit in(Duration time) {
        Duration bounded = time.compareTo(LONGEST) > 0 ? LONGEST : time;
        long nanos = bounded.isNegative() ? 0 : bounded.toNanos();
        return new Limit(System.nanoTime() + nanos, true, true);
    }

    static Limit inUnits(long time, java.util.concurrent.TimeUnit unit) {
        return in(Duration.ofNanos(unit.toNanos(time)));
    }

    long leftNanos() {
        return isTimed ? endNanos - System.nanoTime() : Long.MAX_VALUE;
    }

    boolean isOver() {
        return isTimed && leftNanos() <= 0;
    }

    /// Ends a wait before it begins.
    void checkInterrupt() throws InterruptedException {
        if (isInterruptible && Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
