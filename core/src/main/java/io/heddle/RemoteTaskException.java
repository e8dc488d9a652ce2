package io.heddle;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// Stands in for a task's exception whose own type cannot travel.
///
/// It carries the type's name, the message, the stack of the place where it was thrown, and its
/// causes, each as a stand-in too.
public final class RemoteTaskException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    private final String originalType;
    private final @Nullable String originalMessage;

    /// Makes a stand-in.
    ///
    /// @param originalType the name of the class that cannot travel
    /// @param originalMessage the message of the exception, or `null` if it had none
    /// @param originalStack the stack of the exception
    /// @param cause the stand-in for its cause, or `null` if it had none
    public RemoteTaskException(
            String originalType,
            @Nullable String originalMessage,
            StackTraceElement[] originalStack,
            @Nullable Throwable cause) {
        super(
                originalMessage == null ? originalType : originalType + ": " + originalMessage,
                cause);
        this.originalType = originalType;
        this.originalMessage = originalMessage;
        setStackTrace(originalStack);
    }

    /// Tells the class of the exception that the task threw.
    ///
    /// @return a class name, as of [Class#getName()]
    public String originalType() {
        return originalType;
    }

    /// Tells the message of the exception that the task threw.
    ///
    /// @return the message, or `null` if it had none
    public @Nullable String originalMessage() {
        return originalMessage;
    }
}
