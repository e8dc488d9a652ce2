package io.heddle.shared;

import io.heddle.internal.memory.ByteParts;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.Luggage;
import io.heddle.spi.Payload;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// An object as it goes through a pipe: how many attachments, how long each of them, the main bytes, the
/// attachments.
final class PipeMessage {

    private PipeMessage() {}

    static ByteParts parts(Payload payload) {
        List<byte[]> attachments = payload.attachments();
        ByteBuffer lengths = ByteBuffer.allocate(Integer.BYTES * (1 + attachments.size()));
        lengths.putInt(attachments.size());
        attachments.forEach(attachment -> lengths.putInt(attachment.length));
        ByteParts parts = new ByteParts().add(lengths.array()).add(payload.main());
        attachments.forEach(parts::add);
        return parts;
    }

    /// @throws IOException if it cannot travel
    static Luggage.Packed pack(Object message) throws IOException {
        try {
            return Luggage.pack(Codec.jdk(), message);
        } catch (IOException e) {
            throw new IOException(
                    "the message cannot travel through a pipe: %s; send what the receiver needs to make its own"
                            .formatted(Culprit.find(message).orElse(e.toString())),
                    e);
        }
    }

    /// @param codec says what may be read
    /// @throws IOException if it cannot be read
    static Object decode(ByteParts parts, Codec codec) throws IOException {
        Payload payload = payload(parts);
        try {
            return Objects.requireNonNull(codec.decode(payload));
        } catch (IOException | ClassNotFoundException | NullPointerException e) {
            throw new IOException(
                    "the message could not be read: %s; is its class on the class path here, and does its readObject work?"
                            .formatted(e),
                    e);
        }
    }

    private static Payload payload(ByteParts parts) throws IOException {
        long count = number(parts);
        if (count < 0 || count * Integer.BYTES > parts.left()) {
            throw rubbish("attachments", count);
        }
        List<Integer> lengths = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < count; i++) {
            int length = number(parts);
            lengths.add(length);
            sum = length < 0 ? Long.MIN_VALUE : sum + length;
        }
        long main = parts.left() - sum;
        if (sum < 0 || main < 0) {
            throw rubbish("bytes", sum);
        }
        byte[] bytes = parts.read((int) main);
        return new Payload(bytes, lengths.stream().map(parts::read).toList());
    }

    private static int number(ByteParts parts) throws IOException {
        if (parts.left() < Integer.BYTES) {
            throw rubbish("left", parts.left());
        }
        return ByteBuffer.wrap(parts.read(Integer.BYTES)).getInt();
    }

    private static IOException rubbish(String what, long value) {
        return new InvalidObjectException(
                "the message holds what cannot be there: %s=%d; something has written into the pipe that is not Heddle"
                        .formatted(what, value));
    }
}
