package io.heddle;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The root of everything that Heddle itself throws or reports as the cause of a failed future.
///
/// A task's own exception is never wrapped in one of these: it is the cause of the
/// [java.util.concurrent.ExecutionException] as it was thrown.
public class HeddleException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    /// Makes an exception without a cause.
    ///
    /// @param message what failed, the values that matter, and what to look at next
    public HeddleException(String message) {
        super(message);
    }

    /// Makes an exception with a cause.
    ///
    /// @param message what failed, the values that matter, and what to look at next
    /// @param cause what led to it
    public HeddleException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
