package io.heddle.cluster.internal.link;

import io.heddle.spi.Payload;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Puts the parts of a payload into one array and back: how often, and each with its length before it.
public final class Packing {

    private Packing() {}

    /// Packs.
    ///
    /// @param payload what travels
    /// @return its bytes
    /// @throws IOException if they are more than an array holds
    public static byte[] pack(Payload payload) throws IOException {
        List<byte[]> parts = payload.parts();
        long size = payload.size() + Integer.BYTES * (1L + parts.size());
        if (size > Integer.MAX_VALUE - Long.BYTES) {
            throw new IOException("a value is larger than may travel: bytes=" + size);
        }
        ByteBuffer all = ByteBuffer.allocate((int) size).putInt(parts.size());
        parts.forEach(part -> all.putInt(part.length).put(part));
        return all.array();
    }

    /// Unpacks. No array is made for more bytes than came.
    ///
    /// @param bytes what [#pack] gave
    /// @return the payload
    /// @throws IOException if they are something else
    public static Payload unpack(byte[] bytes) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        try {
            int count = all.getInt();
            List<byte[]> parts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int length = all.getInt();
                if (length < 0 || length > all.remaining()) {
                    throw corrupted(bytes);
                }
                byte[] part = new byte[length];
                all.get(part);
                parts.add(part);
            }
            if (parts.isEmpty() || all.hasRemaining()) {
                throw corrupted(bytes);
            }
            return Payload.ofParts(parts);
        } catch (BufferUnderflowException e) {
            throw corrupted(bytes);
        }
    }

    private static StreamCorruptedException corrupted(byte[] bytes) {
        return new StreamCorruptedException(
                "what came from the server is no value of Heddle: bytes=" + bytes.length);
    }
}
