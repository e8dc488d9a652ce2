package io.heddle.internal.engine.process;

import io.heddle.TaskSerializationException;
import io.heddle.spi.FailureText;
import java.io.InvalidClassException;

/// Finds words for what could not be read, on either side.
final class Unreadable {

    private Unreadable() {}

    /// Makes the failure of a task that, or whose answer, could not be read.
    ///
    /// @param what what could not be read
    /// @param advice what to look at, unless the cause itself says
    /// @param cause why
    /// @param travelling the cause in a form that suits the reader
    static TaskSerializationException because(
            String what, String advice, Throwable cause, Throwable travelling) {
        if (cause instanceof InvalidClassException refusal) {
            String culprit = refusal.classname == null ? "" : refusal.classname;
            return new TaskSerializationException(
                    what + ": " + refusal.getMessage(), culprit, travelling);
        }
        return new TaskSerializationException(
                "%s: %s; %s".formatted(what, FailureText.of(cause), advice), "", travelling);
    }
}
