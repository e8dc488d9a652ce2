package io.heddle.shared;

import io.heddle.internal.memory.Limit;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/// A condition all waits of which are one, with different limits.
abstract class LimitedCondition implements Condition {

    /// Waits until signalled or, without a reason, sooner.
    ///
    /// @return false if the time was up
    /// @throws InterruptedException if interrupted before or while waiting, and the limit cares for that
    abstract boolean waitWithin(Limit limit) throws InterruptedException;

    @Override
    public void await() throws InterruptedException {
        waitWithin(Limit.never());
    }

    @Override
    public void awaitUninterruptibly() {
        try {
            waitWithin(Limit.uninterruptible());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted although nobody cares", e);
        }
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        Limit limit = Limit.inNanos(nanos);
        waitWithin(limit);
        return limit.leftNanos();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return waitWithin(Limit.inNanos(unit.toNanos(time)));
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // so Condition has it
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long now = new Date().getTime();
        long millis = deadline.getTime() <= now ? 0 : deadline.getTime() - now;
        return waitWithin(Limit.inNanos(TimeUnit.MILLISECONDS.toNanos(millis)));
    }
}
