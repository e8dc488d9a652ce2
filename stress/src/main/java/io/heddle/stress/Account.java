package io.heddle.stress;

import io.heddle.TaskFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What the books say about one errand, from the moment before it is submitted.
final class Account {

    private final Errand errand;
    private final Arena.Plan plan;
    private final Runnable whenClosed;
    private final AtomicInteger decisions = new AtomicInteger();

    /// Written by who submitted it; an outcome may be there before.
    private volatile @Nullable TaskFuture<?> future;

    /// Written before its future is cancelled.
    private volatile boolean cancelAsked;

    Account(Errand errand, Arena.Plan plan, Runnable whenClosed) {
        this.errand = errand;
        this.plan = plan;
        this.whenClosed = whenClosed;
    }

    Errand errand() {
        return errand;
    }

    Arena.Plan plan() {
        return plan;
    }

    @Nullable TaskFuture<?> future() {
        return future;
    }

    void setFuture(TaskFuture<?> submitted) {
        future = submitted;
    }

    boolean isCancelAsked() {
        return cancelAsked;
    }

    void askCancel() {
        cancelAsked = true;
    }

    /// Counts an outcome that somebody was told.
    ///
    /// @return how many there are now; more than one is a fault
    int countDecision() {
        return decisions.incrementAndGet();
    }

    void close() {
        whenClosed.run();
    }
}
