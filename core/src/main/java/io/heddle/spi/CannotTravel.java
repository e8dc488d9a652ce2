package io.heddle.spi;

import io.heddle.TaskSerializationException;
import java.io.Serializable;

/// Finds words for a task that cannot travel, whichever way it was to go.
public final class CannotTravel {

    private CannotTravel() {}

    /// Makes the failure of a task that could not be written.
    ///
    /// @param task its name
    /// @param body what it would have run
    /// @param cause what the codec said
    /// @return a failure that names the culprit
    public static TaskSerializationException task(String task, Object body, Throwable cause) {
        Object own = CapturedContext.bodyOf(body);
        if (!(own instanceof Serializable)) {
            return new TaskSerializationException(
                    "the task cannot travel to another process: task=%s %s is not serializable; hand a lambda over by Task.of(…) or Action.of(…)"
                            .formatted(task, own.getClass().getName()),
                    own.getClass().getName(),
                    cause);
        }
        String path = Culprit.find(body).orElse("");
        return new TaskSerializationException(
                "the task cannot travel to another process: task=%s %s; %spass what the worker needs to make its own"
                        .formatted(
                                task,
                                path.isEmpty() ? FailureText.of(cause) : path,
                                path.isEmpty() ? "" : "make it Serializable, or "),
                path,
                cause);
    }

    /// Says of which task a worker tells that it, or its result, cannot travel.
    ///
    /// @param task its name, which no worker knows
    /// @param told what the worker tells
    /// @return the same with the name, if it is such a failure
    public static Throwable named(String task, Throwable told) {
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
}
