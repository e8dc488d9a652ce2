package io.heddle.coroutine;

import io.heddle.HeddleException;
import java.io.Serial;

/// Why a cooperative scope has failed: a coroutine that has the turn waits for a lock, and the coroutine that
/// holds the lock waits for the turn.
///
/// Take locks of Heddle in cooperative scopes, which hand the turn over, or none: where one runs at a time, a lock
/// is needed only around a pause.
public final class TurnDeadlockException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    private final String waiter;
    private final String holder;

    TurnDeadlockException(String message, String waiter, String holder) {
        super(message);
        this.waiter = waiter;
        this.holder = holder;
    }

    /// Tells who has the turn and waits for the lock.
    ///
    /// @return the name of the coroutine
    public String waiter() {
        return waiter;
    }

    /// Tells who holds the lock and waits for the turn.
    ///
    /// @return the name of the coroutine
    public String holder() {
        return holder;
    }
}
