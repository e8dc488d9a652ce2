package io.heddle.internal.memory;

import io.heddle.HeddleException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A message of a [MessageQueue].
///
/// | offset | bytes | field of its form in memory |
/// |-------:|------:|-----------------------------|
/// |      0 |     4 | how many parts |
/// |      4 |   4·n | how long each part is |
/// |        |       | the parts |
///
/// @param id greater than those of all that came before it in the same queue
/// @param parts its bytes
public record Message(long id, List<byte[]> parts) {

    /// Up to this it is copied in one piece.
    private static final int SMALL_BYTES = 1 << 12;

    /// Where the bytes of a message go to.
    interface Sink {
        void put(long at, byte[] from, int offset, int length);
    }

    /// Where the bytes of a message come from.
    interface Origin {
        void get(long at, byte[] to, int offset, int length);
    }

    static long bytes(List<byte[]> parts) {
        long sum = headerBytes(parts.size());
        for (byte[] part : parts) {
            sum += part.length;
        }
        return sum;
    }

    private static long headerBytes(int parts) {
        return Integer.BYTES * (1L + parts);
    }

    // ---- writing -------------------------------------------------------------------------------

    /// @param bytes how many there is room for; what is left over is zero if it is little
    static void write(List<byte[]> parts, long bytes, Sink sink, long at) {
        if (bytes <= SMALL_BYTES) {
            byte[] whole = new byte[(int) bytes];
            ByteBuffer to = buffer(whole);
            putHeader(to, parts);
            parts.forEach(to::put);
            sink.put(at, whole, 0, whole.length);
            return;
        }
        byte[] header = new byte[Math.toIntExact(headerBytes(parts.size()))];
        putHeader(buffer(header), parts);
        sink.put(at, header, 0, header.length);
        long next = at + header.length;
        for (byte[] part : parts) {
            sink.put(next, part, 0, part.length);
            next += part.length;
        }
    }

    private static void putHeader(ByteBuffer to, List<byte[]> parts) {
        to.putInt(parts.size());
        for (byte[] part : parts) {
            to.putInt(part.length);
        }
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    // ---- reading -------------------------------------------------------------------------------

    /// @param bytes how many there are at most
    /// @throws Damaged if that is no message
    static Message read(long id, Origin origin, long at, long bytes) {
        return bytes <= SMALL_BYTES
                ? readSmall(id, origin, at, (int) bytes)
                : readLarge(id, origin, at, bytes);
    }

    private static Message readSmall(long id, Origin origin, long at, int bytes) {
        byte[] whole = new byte[bytes];
        origin.get(at, whole, 0, bytes);
        ByteBuffer from = buffer(whole);
        int[] lengths = lengths(from, partsOf(from.getInt(0), bytes), bytes);
        List<byte[]> parts = new ArrayList<>(lengths.length);
        for (int length : lengths) {
            byte[] part = new byte[length];
            from.get(part);
            parts.add(part);
        }
        return new Message(id, parts);
    }

    private static Message readLarge(long id, Origin origin, long at, long bytes) {
        byte[] count = new byte[Integer.BYTES];
        origin.get(at, count, 0, count.length);
        int parts = partsOf(buffer(count).getInt(), bytes);
        byte[] header = new byte[Math.toIntExact(headerBytes(parts))];
        origin.get(at, header, 0, header.length);
        int[] lengths = lengths(buffer(header), parts, bytes);
        long next = at + header.length;
        List<byte[]> all = new ArrayList<>(parts);
        for (int length : lengths) {
            byte[] part = new byte[length];
            origin.get(next, part, 0, length);
            all.add(part);
            next += length;
        }
        return new Message(id, all);
    }

    private static int partsOf(int parts, long bytes) {
        if (parts < 1 || headerBytes(parts) > bytes) {
            throw new Damaged("parts=%d bytes=%d".formatted(parts, bytes));
        }
        return parts;
    }

    private static int[] lengths(ByteBuffer header, int parts, long bytes) {
        int[] lengths = new int[parts];
        long left = bytes - headerBytes(parts);
        header.position(Integer.BYTES);
        for (int i = 0; i < parts; i++) {
            lengths[i] = header.getInt();
            left -= lengths[i];
            if (lengths[i] < 0 || left < 0) {
                throw new Damaged("part=%d length=%d bytes=%d".formatted(i, lengths[i], bytes));
            }
        }
        return lengths;
    }

    /// What is in the shared memory of a queue cannot have been written by it.
    static final class Damaged extends HeddleException {

        private static final long serialVersionUID = 1L;

        Damaged(String values) {
            super(
                    "the shared memory of a queue is damaged: %s; has something else written there?"
                            .formatted(values));
        }
    }
}
