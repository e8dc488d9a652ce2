package io.heddle.spi;

import io.heddle.RemoteTaskException;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A failure on its way between two processes: the exception itself if it can travel, and beside it
/// what a stand-in needs if it cannot.
///
/// @param exception the exception as the codec of the JDK writes it; empty if it could not be written
/// @param outline what the stand-in is made of
public record FailureEnvelope(byte[] exception, Outline outline) implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final int DEEPEST_CAUSE = 20;

    /// Checks: what is read may come from anybody.
    public FailureEnvelope {
        Objects.requireNonNull(exception, "exception");
        Objects.requireNonNull(outline, "outline");
    }

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

        /// Checks: what is read may come from anybody.
        public Outline {
            Objects.requireNonNull(type, "type");
            for (StackTraceElement element : stack) {
                Objects.requireNonNull(element, "an element of the stack");
            }
        }

        private static Outline of(Throwable failure, Set<Throwable> seen) {
            Throwable cause = FailureText.causeOf(failure);
            boolean goOn = cause != null && seen.size() < DEEPEST_CAUSE && seen.add(cause);
            return new Outline(
                    failure.getClass().getName(),
                    FailureText.messageOf(failure),
                    FailureText.stackOf(failure),
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
        return new FailureEnvelope(serialized(failure), outlineOf(failure));
    }

    /// Packs what can be told of a failure, without the exception itself. Runs none of its code but
    /// its getters, and never fails.
    ///
    /// @param failure any failure
    /// @return an envelope that opens to a stand-in
    public static FailureEnvelope describe(Throwable failure) {
        return new FailureEnvelope(new byte[0], outlineOf(failure));
    }

    private static Outline outlineOf(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(failure);
        return Outline.of(failure, seen);
    }

    /// Unpacks the failure.
    ///
    /// @param codec reads the exception, under its rules
    /// @return the exception as it was thrown, or a [RemoteTaskException] if its type is not known
    ///   here, may not be read, or cannot
    public Throwable open(Codec codec) {
        if (exception.length == 0) {
            return outline.standIn();
        }
        try {
            if (codec.decode(Payload.of(exception)) instanceof Throwable thrown
                    && thrown.getClass().getName().equals(outline.type())) {
                return thrown;
            }
        } catch (Exception | Error e) {
            RemoteTaskException standIn = outline.standIn();
            standIn.addSuppressed(e);
            return standIn;
        }
        return outline.standIn();
    }

    /// Tells what can be told of the failure without reading the exception itself.
    ///
    /// @return its stand-in
    public RemoteTaskException standIn() {
        return outline.standIn();
    }

    /// Unpacks a failure that is part of what is being read, under the same rules.
    Throwable openWithin() {
        return open(JdkCodec.current());
    }

    /// Gives a failure that can be written as part of another one.
    ///
    /// @param failure any failure
    /// @param codec reads what travels, under its rules
    /// @return the same, or a stand-in for it
    public static Throwable travelSafe(Throwable failure, Codec codec) {
        return seal(failure).open(codec);
    }

    private static byte[] serialized(Throwable failure) {
        try {
            return JdkCodec.encodeWhole(failure);
        } catch (IOException | RuntimeException | Error e) {
            return new byte[0];
        }
    }
}
