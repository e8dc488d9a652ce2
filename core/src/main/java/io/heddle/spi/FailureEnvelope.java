package io.heddle.spi;

import io.heddle.RemoteTaskException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A failure on its way between two processes: the exception itself if it can travel, and beside it
/// what a stand-in needs if it cannot.
///
/// @param exception the exception in serialized form; empty if it could not be written
/// @param outline what the stand-in is made of
public record FailureEnvelope(byte[] exception, Outline outline) implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final int DEEPEST_CAUSE = 20;
    private static final StackTraceElement[] NO_STACK = {};

    /// An exception without its type.
    ///
    /// @param type the name of its class
    /// @param message its message
    /// @param stack its stack
    /// @param cause its cause
    public record Outline(
            String type,
            @Nullable String message,
            StackTraceElement[] stack,
            @Nullable Outline cause)
            implements Serializable {

        @Serial private static final long serialVersionUID = 1L;

        private static Outline of(Throwable failure, Set<Throwable> seen) {
            Throwable cause = causeOf(failure);
            boolean goOn = cause != null && seen.size() < DEEPEST_CAUSE && seen.add(cause);
            return new Outline(
                    failure.getClass().getName(),
                    messageOf(failure),
                    stackOf(failure),
                    goOn && cause != null ? of(cause, seen) : null);
        }

        private RemoteTaskException standIn() {
            return new RemoteTaskException(
                    type, message, stack, cause == null ? null : cause.standIn());
        }
    }

    /// Packs a failure. Never fails, whatever the exception's own methods do.
    ///
    /// @param failure what a task threw
    /// @return the envelope
    public static FailureEnvelope seal(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(failure);
        return new FailureEnvelope(serialized(failure), Outline.of(failure, seen));
    }

    /// Unpacks the failure.
    ///
    /// @return the exception as it was thrown, or a [RemoteTaskException] if its type is not known
    ///   here, or cannot be read
    public Throwable open() {
        if (exception.length > 0) {
            try (var in = new CodecInput(new ByteArrayInputStream(exception))) {
                if (in.readObject() instanceof Throwable thrown
                        && thrown.getClass().getName().equals(outline.type())) {
                    return thrown;
                }
            } catch (Exception | Error e) {
                RemoteTaskException standIn = outline.standIn();
                standIn.addSuppressed(e);
                return standIn;
            }
        }
        return outline.standIn();
    }

    /// Gives a failure that can be written as part of another one.
    ///
    /// @param failure any failure
    /// @return the same, or a stand-in for it
    public static Throwable travelSafe(Throwable failure) {
        return seal(failure).open();
    }

    private static byte[] serialized(Throwable failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (CodecOutput out = new CodecOutput(bytes, false)) {
            out.writeObject(failure);
        } catch (IOException | RuntimeException | Error e) {
            return new byte[0];
        }
        return bytes.toByteArray();
    }

    private static @Nullable String messageOf(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (RuntimeException | Error e) {
            return "(its getMessage() failed: " + e.getClass().getName() + ")";
        }
    }

    private static StackTraceElement[] stackOf(Throwable failure) {
        try {
            StackTraceElement[] stack = failure.getStackTrace();
            return Arrays.stream(stack).allMatch(Objects::nonNull) ? stack : NO_STACK;
        } catch (RuntimeException | Error e) {
            return NO_STACK;
        }
    }

    private static @Nullable Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }
}
