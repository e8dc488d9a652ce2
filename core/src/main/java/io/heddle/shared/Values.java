package io.heddle.shared;

import io.heddle.TaskSerializationException;
import io.heddle.spi.Codec;
import io.heddle.spi.CodecRules;
import io.heddle.spi.Culprit;
import io.heddle.spi.FailureText;
import io.heddle.spi.Payload;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.StreamCorruptedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How values lie in shared memory: in the form in which they travel, as main bytes and attachments.
///
/// They are read under the rules by which the object arrived to which they belong; in the process that made
/// it, under those that were asked for.
final class Values {

    /// Of the pool or strand whose task brought the object here; the default one where it was made.
    private volatile Codec codec = Codec.current();

    /// By what values are read here.
    Codec codec() {
        return codec;
    }

    /// Lets nothing be read here but listed types, and those that nearly everything needs.
    void allowOnly(String... types) {
        codec = Codec.jdk(CodecRules.defaults().plusAllowed(List.of(types)));
    }

    /// @throws TaskSerializationException if it cannot be written
    static List<byte[]> encode(@Nullable Object value) {
        try {
            return Codec.jdk().encode(value).parts();
        } catch (IOException e) {
            String path = value == null ? "" : Culprit.find(value).orElse("");
            throw new TaskSerializationException(
                    "the value cannot travel to other processes: %s; keep what they need to make their own"
                            .formatted(path.isEmpty() ? FailureText.of(e) : path),
                    path,
                    e);
        }
    }

    /// @throws TaskSerializationException if it cannot be read here, or may not
    @Nullable Object decode(List<byte[]> parts) {
        try {
            if (parts.isEmpty()) {
                throw new StreamCorruptedException("a value has at least one part: parts=0");
            }
            return codec.decode(Payload.ofParts(parts));
        } catch (InvalidClassException e) {
            throw unreadable(String.valueOf(e.getMessage()), culpritOf(e), e);
        } catch (IOException | ClassNotFoundException e) {
            throw unreadable(
                    FailureText.of(e)
                            + "; is the class on the class path here, and does its readObject work?",
                    "",
                    e);
        }
    }

    /// Names the type that could not be read, if that is why.
    static String culpritOf(Exception e) {
        return e instanceof InvalidClassException refused && refused.classname != null
                ? refused.classname
                : "";
    }

    private static TaskSerializationException unreadable(
            String why, String culprit, Exception cause) {
        return new TaskSerializationException(
                "the shared value could not be read: " + why, culprit, cause);
    }
}
