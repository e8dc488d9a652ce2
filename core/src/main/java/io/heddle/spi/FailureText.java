package io.heddle.spi;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/// What a failure says about itself, also if its own methods fail.
///
/// The exceptions of the JDK that wrap another one ask it for its words when they are made. An exception
/// whose `toString` throws would so take the place of the one that is reported.
public final class FailureText {

    private FailureText() {}

    /// Gives the words of a failure.
    ///
    /// @param failure any failure
    /// @return what its `toString` gives, or its type and why there is nothing else. Never throws, but
    ///   for what says that the JVM itself is in trouble
    public static String of(Throwable failure) {
        try {
            return String.valueOf(failure.toString());
        } catch (StackOverflowError e) {
            return standIn(failure, e);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            return standIn(failure, e);
        }
    }

    private static String standIn(Throwable failure, Throwable why) {
        return "%s (its toString() failed: %s)"
                .formatted(failure.getClass().getName(), why.getClass().getName());
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
        } catch (RuntimeException | Error e) {
            return completion(cause);
        }
    }
}
