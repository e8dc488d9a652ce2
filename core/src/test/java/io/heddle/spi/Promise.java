package io.heddle.spi;

import java.util.concurrent.atomic.AtomicInteger;

/// The plainest completion, which anybody may decide and which counts what it is told.
///
/// @param <T> the type of the result
public final class Promise<T> extends TaskCompletion<T> {

    final AtomicInteger decisions = new AtomicInteger();
    final AtomicInteger cancellations = new AtomicInteger();
    volatile State decided = State.RUNNING;
    volatile boolean doneWhenDecided;

    /// Makes one without an outcome.
    public Promise() {
        super("");
    }

    /// Decides for a result.
    ///
    /// @param result the result
    /// @return whether this call decided
    public boolean put(T result) {
        return succeed(result);
    }

    /// Decides for a failure.
    ///
    /// @param cause the failure
    /// @return whether this call decided
    public boolean putFailure(Throwable cause) {
        return fail(cause);
    }

    /// Counts those who listen.
    ///
    /// @return their number
    public int listening() {
        return listeners();
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
