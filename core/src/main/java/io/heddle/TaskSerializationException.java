package io.heddle;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A task, an argument, a result, an exception or an element of a queue cannot travel to another process or
/// back.
///
/// The future of the task reports it; [TaskPool#submit(Task)] itself does not throw it. A queue does.
public final class TaskSerializationException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    private final String path;

    /// Makes the exception.
    ///
    /// @param message what cannot travel and what to do about it
    /// @param path the way from the task to the culprit, such as `Report$1.connection :
    ///   java.sql.Connection`; empty if it is not known
    /// @param cause what the serialization said
    public TaskSerializationException(String message, String path, @Nullable Throwable cause) {
        super(message, cause);
        this.path = path;
    }

    /// Tells the way from the task to the culprit, field by field.
    ///
    /// @return the path, with the type of its end after a colon; empty if it is not known
    public String path() {
        return path;
    }
}
