package io.heddle.manager;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How long a manager has said nothing, as a call sees it that waits.
///
/// It is counted in small steps, and after the first one the manager is asked whether it is there. A step that took far
/// longer than it should says that this process was stopped itself, and nothing of the manager, whose answer nobody could
/// read meanwhile.
final class Silence {

    private static final int STEPS_WITHIN_LIMIT = 4;
    private static final int STEPS_OF_A_PAUSE = 2;

    private final long limitNanos;
    private final long stepNanos;
    private long stepBegin;
    private long heard;
    private long silentNanos;

    /// Begins to count.
    ///
    /// @param now by [System#nanoTime()]
    /// @param heard how much the manager has said so far
    Silence(Duration limit, long now, long heard) {
        this.limitNanos = TimeUnit.NANOSECONDS.convert(limit);
        this.stepNanos = limitNanos / STEPS_WITHIN_LIMIT + 1;
        this.stepBegin = now;
        this.heard = heard;
    }

    /// Gives how long to wait before the next look.
    long stepNanos() {
        return stepNanos;
    }

    /// Ends a step.
    ///
    /// @param now as above
    /// @param heardNow as above
    void look(long now, long heardNow) {
        long step = now - stepBegin;
        stepBegin = now;
        if (heardNow != heard) {
            heard = heardNow;
            silentNanos = 0;
        } else if (step <= STEPS_OF_A_PAUSE * stepNanos) {
            silentNanos += step;
        }
    }

    boolean isTimeToAsk() {
        return silentNanos >= stepNanos;
    }

    /// Tells whether it has been silent for longer than the limit since it was asked.
    boolean isTooLong() {
        return silentNanos - stepNanos > limitNanos;
    }
}
