package io.heddle.internal.engine.process;

import io.heddle.TaskSerializationException;
import io.heddle.spi.FailureText;
import java.io.InvalidClassException;

/// Finds words for what could not be read, on either side.
final class Unreadable {

    private Unreadable() {}

    /// Says of which task a worker tells that it, or its result, cannot travel.
    ///
    /// @param task its name, which no worker knows
    /// @param told what the worker tells
    /// @return the same with the name, if it is such a failure
    static Throwable named(String task, Throwable told) {
        if (!(told instanceof TaskSerializationException failure)) {
            return told;
        }
        String text = String.valueOf(failure.getMessage());
        int end = text.indexOf(": ");
        String named =
                end < 0
                        ? text + ": task=" + task
                        : text.substring(0, end + 2)
                                + "task="
                                + task
                                + " "
                                + text.substring(end + 2);
        return new TaskSerializationException(named, failure.path(), failure.getCause());
    }

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
