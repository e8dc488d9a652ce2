package io.heddle.cluster.internal.pool;

import java.time.Duration;

/// How long callers wait for the word of a server that may be gone: all of them together, from the first question
/// that has no answer.
final class Patience {

    private final long limitNanos;

    /// Guarded by this.
    private boolean asked;

    /// Guarded by this.
    private long sinceNanos;

    Patience(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /// Says that a question is asked now.
    synchronized void ask() {
        if (!asked) {
            asked = true;
            sinceNanos = System.nanoTime();
        }
    }

    /// Tells for how many nanoseconds its answer is worth waiting; 0 if the time is up.
    synchronized long leftNanos() {
        return asked ? Math.max(0, limitNanos - (System.nanoTime() - sinceNanos)) : limitNanos;
    }

    /// Says that the server is there.
    synchronized void answered() {
        asked = false;
    }
}
