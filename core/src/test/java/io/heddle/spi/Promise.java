package io.heddle.spi;

import java.util.concurrent.atomic.AtomicInteger;

/// The plainest completion, which anybody may decide and which counts what it is told.
public final class Promise<T> extends TaskCompletion<T> {

    final AtomicInteger decisions = new AtomicInteger();
    final AtomicInteger cancellations = new AtomicInteger();
    volatile State decided = State.RUNNING;
    volatile boolean doneWhenDecided;

    public Promise() {
        super("");
    }

    public boolean put(T result) {
        return succeed(result);
    }

    public boolean putFailure(Throwable cause) {
        return fail(cause);
    }

    @Override
    public int attempts() {
        return 0;
    }

    @Override
    protected void cancelled(boolean mayInterrupt) {
        cancellations.incrementAndGet();
    }

    @Override
    protected void decided(State outcome) {
        doneWhenDecided = isDone();
        decided = outcome;
        decisions.incrementAndGet();
    }
}
