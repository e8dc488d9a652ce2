package io.heddle.internal.engine;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/// How many tasks of a pool have ended, and how. Counted by any thread.
public final class Tally {

    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();

    /// Makes one that has counted nothing.
    public Tally() {}

    /// Counts a task that has ended.
    ///
    /// @param outcome how
    /// @throws IllegalArgumentException if it has not
    public void count(Future.State outcome) {
        switch (outcome) {
            case SUCCESS -> done.increment();
            case FAILED -> failed.increment();
            case CANCELLED -> cancelled.increment();
            case RUNNING -> throw new IllegalArgumentException("a task that runs has not ended");
        }
    }

    /// Tells how many gave a result.
    ///
    /// @return a number that never falls
    public long done() {
        return done.sum();
    }

    /// Tells how many failed.
    ///
    /// @return a number that never falls
    public long failed() {
        return failed.sum();
    }

    /// Tells how many were cancelled.
    ///
    /// @return a number that never falls
    public long cancelled() {
        return cancelled.sum();
    }
}
