package io.heddle.shared;

import io.heddle.HeddleException;
import java.io.Serial;

/// Ends a wait for a [SharedLock] that would never end: the thread is part of a [Deadlock]. The lock is *not*
/// held by who gets this; what it held before it still holds. Give that back, so that the others go on.
///
/// One member of each deadlock gets it: of those that wait in an interruptible or a timed method, the one that
/// began last.
public final class DeadlockException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    private final Deadlock deadlock;

    DeadlockException(Deadlock deadlock) {
        super(deadlock + "; this thread has given up; take locks in the same order everywhere");
        this.deadlock = deadlock;
    }

    /// Tells who waits for whom.
    ///
    /// @return the report
    public Deadlock deadlock() {
        return deadlock;
    }
}
