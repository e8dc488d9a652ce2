package io.heddle.internal.memory;

import java.util.ArrayDeque;
import java.util.Deque;

/// Bytes in several arrays, read from the first to the last.
public final class ByteParts {

    /// Takes bytes.
    @FunctionalInterface
    public interface Sink {

        /// Takes some of the bytes.
        ///
        /// @param from where they are
        /// @param offset the first of them
        /// @param length how many
        void accept(byte[] from, int offset, int length);
    }

    private record Part(byte[] bytes, int offset, int length) {}

    private final Deque<Part> parts = new ArrayDeque<>();
    private long left;

    /// Makes an empty one.
    public ByteParts() {}

    /// Adds bytes at the end.
    ///
    /// @param bytes where they are; not copied
    /// @return this
    public ByteParts add(byte[] bytes) {
        return add(bytes, 0, bytes.length);
    }

    /// Adds bytes at the end.
    ///
    /// @param bytes where they are; not copied
    /// @param offset the first of them
    /// @param length how many
    /// @return this
    public ByteParts add(byte[] bytes, int offset, int length) {
        if (length > 0) {
            parts.add(new Part(bytes, offset, length));
            left += length;
        }
        return this;
    }

    /// Tells how many are left.
    ///
    /// @return the number of bytes
    public long left() {
        return left;
    }

    /// Reads the next bytes.
    ///
    /// @param count how many, at most those that are left
    /// @param sink gets them, in one or more pieces
    public void read(long count, Sink sink) {
        for (long rest = count; rest > 0; ) {
            Part first = parts.remove();
            int length = (int) Math.min(rest, first.length());
            sink.accept(first.bytes(), first.offset(), length);
            if (length < first.length()) {
                parts.addFirst(
                        new Part(first.bytes(), first.offset() + length, first.length() - length));
            }
            rest -= length;
            left -= length;
        }
    }

    /// Reads the next bytes into an array of their own.
    ///
    /// @param count how many, at most those that are left
    /// @return the array; one that was added if it was exactly that
    public byte[] read(int count) {
        Part first = parts.peek();
        if (first != null && first.length() == count && first.bytes().length == count) {
            parts.remove();
            left -= count;
            return first.bytes();
        }
        byte[] bytes = new byte[count];
        int[] at = {0};
        read(
                count,
                (from, offset, length) -> {
                    System.arraycopy(from, offset, bytes, at[0], length);
                    at[0] += length;
                });
        return bytes;
    }
}
