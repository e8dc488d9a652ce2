package io.heddle;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The pool cannot run anything: its workers cannot be started.
///
/// Every task that waits fails with it, and so does every later one, instead of waiting for a
/// worker that will never come. The cause is the first failure that was seen.
///
/// A pool gives up when its last worker has gone and no other could be started several times in a row
/// ([ProcessPoolBuilder#restartLimit]), or when its initializer fails, and does not try again: close it
/// and open another one.
public final class PoolUnavailableException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    /// Makes the exception.
    ///
    /// @param message which pool, how often a start was tried, what the last child said
    /// @param cause the first failure
    public PoolUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
