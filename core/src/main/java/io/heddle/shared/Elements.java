package io.heddle.shared;

import io.heddle.TaskSerializationException;
import io.heddle.internal.memory.Message;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.FailureText;
import io.heddle.spi.Payload;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/// Elements of a queue as messages and back, by the codec of the pools.
final class Elements {

    private Elements() {}

    /// Writes an element.
    ///
    /// @throws NullPointerException if there is none
    /// @throws TaskSerializationException if it cannot be written
    static List<byte[]> encode(Object element) {
        Objects.requireNonNull(element, "element");
        try {
            return Codec.jdk().encode(element).parts();
        } catch (IOException | OutOfMemoryError e) {
            String path = Culprit.find(element).orElse("");
            throw new TaskSerializationException(
                    "an element cannot travel to another process: element=%s %s; nothing was put. Put what the other side needs to make its own"
                            .formatted(
                                    element.getClass().getName(),
                                    path.isEmpty() ? FailureText.of(e) : path),
                    path,
                    e);
        }
    }

    /// Reads an element.
    ///
    /// @param codec says what may be read
    /// @throws TaskSerializationException if it cannot be read here
    @SuppressWarnings({
        "unchecked",
        "TypeParameterUnusedInFormals"
    }) // of that type wherever it is used
    static <E> E decode(Message message, Codec codec) {
        try {
            Object element = codec.decode(Payload.ofParts(message.parts()));
            if (element == null) {
                throw new IOException("null is no element");
            }
            return (E) element;
        } catch (IOException | ClassNotFoundException e) {
            throw new TaskSerializationException(
                    "an element of a queue cannot be read here: %s; who puts it and who takes it need the same classes, and a filter that lets it through"
                            .formatted(FailureText.of(e)),
                    Values.culpritOf(e),
                    e);
        }
    }
}
