package io.heddle.internal.memory;

import io.heddle.HeddleException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

    private static final VarHandle NUMBER =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    static long bytes(List<byte[]> parts) {
        long sum = headerBytes(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            sum += parts.get(i).length;
        }
        return sum;
    }

    private static long headerBytes(int parts) {
        return Integer.BYTES * (1L + parts);
    }

    // ---- writing -------------------------------------------------------------------------------

    static void write(List<byte[]> parts, Memory memory, long at) {
        memory.publishInt(at, parts.size());
        long next = at + headerBytes(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            byte[] part = parts.get(i);
            memory.publishInt(at + Integer.BYTES * (1L + i), part.length);
            memory.put(next, part, 0, part.length);
            next += part.length;
        }
    }

    static void write(List<byte[]> parts, Annex annex, long at) {
        byte[] header = new byte[Math.toIntExact(headerBytes(parts.size()))];
        NUMBER.set(header, 0, parts.size());
        for (int i = 0; i < parts.size(); i++) {
            NUMBER.set(header, Integer.BYTES * (1 + i), parts.get(i).length);
        }
        annex.put(at, header, 0, header.length);
        long next = at + header.length;
        for (byte[] part : parts) {
            annex.put(next, part, 0, part.length);
            next += part.length;
        }
    }

    // ---- reading -------------------------------------------------------------------------------

    /// @param bytes how many there are at most
    /// @throws Damaged if that is no message
    static Message read(long id, Memory memory, long at, long bytes) {
        int count = checkCount(memory.ownInt(at), bytes);
        return new Message(
                id, count == 2 ? pair(memory, at, bytes) : several(memory, at, count, bytes));
    }

    /// As most have: without a list that may grow.
    private static List<byte[]> pair(Memory memory, long at, long bytes) {
        long next = headerBytes(2);
        byte[] first = part(memory, at, 0, next, bytes);
        return List.of(first, part(memory, at, 1, next + first.length, bytes));
    }

    private static List<byte[]> several(Memory memory, long at, int count, long bytes) {
        List<byte[]> parts = new ArrayList<>(count);
        long next = headerBytes(count);
        for (int i = 0; i < count; i++) {
            byte[] part = part(memory, at, i, next, bytes);
            parts.add(part);
            next += part.length;
        }
        return parts;
    }

    private static byte[] part(Memory memory, long at, int number, long offset, long bytes) {
        int length = memory.ownInt(at + Integer.BYTES * (1L + number));
        byte[] part = new byte[checkLength(length, bytes - offset)];
        memory.get(at + offset, part, 0, length);
        return part;
    }

    /// @param bytes how many there are at most
    /// @throws Damaged if that is no message
    static Message read(long id, Annex annex, long at, long bytes) {
        byte[] first = new byte[Integer.BYTES];
        annex.get(at, first, 0, first.length);
        int count = checkCount((int) NUMBER.get(first, 0), bytes);
        byte[] header = new byte[Math.toIntExact(headerBytes(count))];
        annex.get(at, header, 0, header.length);
        long next = header.length;
        List<byte[]> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = (int) NUMBER.get(header, Integer.BYTES * (1 + i));
            byte[] part = new byte[checkLength(length, bytes - next)];
            annex.get(at + next, part, 0, length);
            parts.add(part);
            next += length;
        }
        return new Message(id, parts);
    }

    private static int checkCount(int count, long bytes) {
        if (count < 1 || headerBytes(count) > bytes) {
            throw new Damaged("parts=%d bytes=%d".formatted(count, bytes));
        }
        return count;
    }

    private static int checkLength(int length, long left) {
        if (length < 0 || length > left) {
            throw new Damaged("length=%d left=%d".formatted(length, left));
        }
        return length;
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
