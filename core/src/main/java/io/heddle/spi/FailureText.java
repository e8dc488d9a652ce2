package io.heddle.spi;

import io.heddle.HeddleException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// What a failure says about itself, also if its own methods fail.
///
/// The exceptions of the JDK that wrap another one ask it for its words when they are made. An exception
/// whose `toString` throws would so take the place of the one that is reported. Whoever wants to know anything of
/// the exception of a user asks here.
public final class FailureText {

    private static final int LONGEST_CHAIN = 20;
    private static final StackTraceElement[] NO_STACK = {};

    private FailureText() {}

    /// Gives the words of a failure.
    ///
    /// @param failure any failure
    /// @return what its `toString` gives, or its type and why there is nothing else. Never throws what that
    ///   throws
    public static String of(Throwable failure) {
        try {
            return String.valueOf(failure.toString());
        } catch (Throwable e) {
            return "%s (its toString() failed: %s)"
                    .formatted(failure.getClass().getName(), e.getClass().getName());
        }
    }

    /// Gives the message of a failure.
    ///
    /// @param failure any failure
    /// @return what its `getMessage` gives, or why there is nothing else
    public static @Nullable String messageOf(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (Throwable e) {
            return "(its getMessage() failed: " + e.getClass().getName() + ")";
        }
    }

    /// Gives the stack of a failure.
    ///
    /// @param failure any failure
    /// @return what its `getStackTrace` gives; empty if that is no stack
    public static StackTraceElement[] stackOf(Throwable failure) {
        try {
            StackTraceElement[] stack = failure.getStackTrace();
            return Arrays.stream(stack).allMatch(Objects::nonNull) ? stack : NO_STACK;
        } catch (Throwable e) {
            return NO_STACK;
        }
    }

    /// Gives the cause of a failure.
    ///
    /// @param failure any failure
    /// @return what its `getCause` gives; `null` if that throws
    public static @Nullable Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (Throwable e) {
            return null;
        }
    }

    /// Gives what a logger can print instead of a failure: most of them drop the record if they cannot.
    static Throwable printable(Throwable failure) {
        try {
            Throwable at = failure;
            for (int i = 0; at != null && i < LONGEST_CHAIN; i++) {
                var _ = at.toString();
                at = at.getCause();
            }
            return failure;
        } catch (Throwable e) {
            return new HeddleException("a failure that cannot be printed: " + of(failure));
        }
    }

    /// Wraps the failure of a task for [java.util.concurrent.Future#get()].
    static ExecutionException execution(Throwable cause) {
        return new ExecutionException(of(cause), cause);
    }

    /// Wraps the failure of a task for a reader that expects no checked exception.
    static CompletionException completion(Throwable cause) {
        return new CompletionException(of(cause), cause);
    }

    /// Gives what a [java.util.concurrent.CompletableFuture] is to be completed with. It makes a wrapper
    /// for its dependent stages by itself; if that would fail they would never be completed.
    static Throwable forStages(Throwable cause) {
        try {
            var _ = cause.toString();
            return cause;
        } catch (Throwable e) {
            return completion(cause);
        }
    }
}
