package io.heddle.internal.engine.process;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/// How many tasks of a pool have ended, and how. Counted by any thread.
final class Tally {

    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();

    void count(Future.State outcome) {
        switch (outcome) {
            case SUCCESS -> done.increment();
            case FAILED -> failed.increment();
            case CANCELLED -> cancelled.increment();
            case RUNNING -> throw new IllegalArgumentException("a task that runs has not ended");
        }
    }

    long done() {
        return done.sum();
    }

    long failed() {
        return failed.sum();
    }

    long cancelled() {
        return cancelled.sum();
    }
}
