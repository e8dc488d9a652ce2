package io.heddle.shared;

import io.heddle.internal.memory.Place;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.StringJoiner;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/// What an array of bytes can do.
///
/// There is no comparing of single bytes in memory. A byte is compared and replaced by means of the four
/// bytes that it is in, again if one of the others was changed meanwhile.
abstract sealed class ByteCells extends SharedArray permits SharedArray.OfByte {

    @Serial private static final long serialVersionUID = 1L;

    private static final ValueLayout.OfByte LAYOUT = ValueLayout.JAVA_BYTE;

    /// Their coordinates: the segment, the offset in bytes.
    private static final VarHandle CELL = LAYOUT.varHandle();

    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

    private static final int BYTE_MASK = 0xFF;

    /// The same bytes, up to the end of the last word.
    private final transient MemorySegment words;

    ByteCells(Place place) {
        super(place, Byte.BYTES);
        this.words = words(Integer.BYTES);
    }

    private static int shift(int index) {
        int inWord = index % Integer.BYTES;
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        return Byte.SIZE * (little ? inWord : Integer.BYTES - 1 - inWord);
    }

    // ---- reading and writing -------------------------------------------------------------------

    /// Reads an element, as a volatile variable.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final byte get(int index) {
        return (byte) CELL.getVolatile(segment, (long) checked(index));
    }

    /// Reads an element, as a plain variable.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final byte getPlain(int index) {
        return (byte) CELL.get(segment, (long) checked(index));
    }

    /// Reads an element, unordered, but in the order of this element.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final byte getOpaque(int index) {
        return (byte) CELL.getOpaque(segment, (long) checked(index));
    }

    /// Reads an element, before everything that follows.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final byte getAcquire(int index) {
        return (byte) CELL.getAcquire(segment, (long) checked(index));
    }

    /// Writes an element, as a volatile variable.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void set(int index, byte value) {
        CELL.setVolatile(segment, (long) checked(index), value);
    }

    /// Writes an element, as a plain variable.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void setPlain(int index, byte value) {
        CELL.set(segment, (long) checked(index), value);
    }

    /// Writes an element, unordered, but in the order of this element.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void setOpaque(int index, byte value) {
        CELL.setOpaque(segment, (long) checked(index), value);
    }

    /// Writes an element, after everything before it.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void setRelease(int index, byte value) {
        CELL.setRelease(segment, (long) checked(index), value);
    }

    /// Writes an element and tells what was there.
    ///
    /// @param index which element
    /// @param value its new value
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final byte getAndSet(int index, byte value) {
        return getAndUpdate(index, _ -> value);
    }

    // ---- comparing -----------------------------------------------------------------------------

    /// Writes an element if it has a value.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return whether it was written
    /// @throws IndexOutOfBoundsException if there is no such element
    public final boolean compareAndSet(int index, byte expected, byte value) {
        return compareAndExchange(index, expected, value) == expected;
    }

    /// Writes an element if it has a value, and tells what was there.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return the value that was there; it was written if that is the expected one
    /// @throws IndexOutOfBoundsException if there is no such element
    public final byte compareAndExchange(int index, byte expected, byte value) {
        int shift = shift(checked(index));
        long at = (long) index / Integer.BYTES * Integer.BYTES;
        while (true) {
            int word = (int) WORD.getVolatile(words, at);
            byte found = (byte) (word >>> shift);
            int next = (word & ~(BYTE_MASK << shift)) | ((value & BYTE_MASK) << shift);
            if (found != expected || WORD.compareAndSet(words, at, word, next)) {
                return found;
            }
        }
    }

    // ---- calculating ---------------------------------------------------------------------------

    /// Adds to an element.
    ///
    /// @param index which element
    /// @param delta what is added
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final byte getAndAdd(int index, byte delta) {
        return getAndUpdate(index, value -> value + delta);
    }

    /// Adds to an element.
    ///
    /// @param index which element
    /// @param delta what is added
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final byte addAndGet(int index, byte delta) {
        return updateAndGet(index, value -> value + delta);
    }

    /// Applies a function to an element.
    ///
    /// @param index which element
    /// @param update the function, of whose result the lowest eight bits count; without side effects, since
    ///     it may be applied several times
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final byte getAndUpdate(int index, IntUnaryOperator update) {
        while (true) {
            byte before = get(index);
            if (compareAndSet(index, before, (byte) update.applyAsInt(before))) {
                return before;
            }
        }
    }

    /// Applies a function to an element.
    ///
    /// @param index which element
    /// @param update the function, of whose result the lowest eight bits count; without side effects, since
    ///     it may be applied several times
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final byte updateAndGet(int index, IntUnaryOperator update) {
        while (true) {
            byte before = get(index);
            byte after = (byte) update.applyAsInt(before);
            if (compareAndSet(index, before, after)) {
                return after;
            }
        }
    }

    /// Combines an element with another value.
    ///
    /// @param index which element
    /// @param operand the other value
    /// @param combine gets the present value and the other one, and of its result the lowest eight bits count;
    ///     without side effects, since it may be applied several times
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final byte getAndAccumulate(int index, byte operand, IntBinaryOperator combine) {
        return getAndUpdate(index, value -> combine.applyAsInt(value, operand));
    }

    /// Combines an element with another value.
    ///
    /// @param index which element
    /// @param operand the other value
    /// @param combine gets the present value and the other one, and of its result the lowest eight bits count;
    ///     without side effects, since it may be applied several times
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final byte accumulateAndGet(int index, byte operand, IntBinaryOperator combine) {
        return updateAndGet(index, value -> combine.applyAsInt(value, operand));
    }

    // ---- many at once --------------------------------------------------------------------------

    /// Copies elements into an array; not atomically.
    ///
    /// @param index the first element
    /// @param target where they go
    /// @param offset where the first one goes
    /// @param count how many
    /// @throws IndexOutOfBoundsException if one of the arrays has fewer
    public final void copyTo(int index, byte[] target, int offset, int count) {
        checkCopy(index, offset, count, target.length);
        MemorySegment.copy(segment, LAYOUT, index, target, offset, count);
    }

    /// Copies elements from an array; not atomically.
    ///
    /// @param index the first element that is written
    /// @param source where they come from
    /// @param offset where the first one comes from
    /// @param count how many
    /// @throws IndexOutOfBoundsException if one of the arrays has fewer
    public final void copyFrom(int index, byte[] source, int offset, int count) {
        checkCopy(index, offset, count, source.length);
        MemorySegment.copy(source, offset, segment, LAYOUT, index, count);
    }

    /// As of an array, with the values that the elements have one after the other.
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < length(); i++) {
            text.add(Byte.toString(get(i)));
        }
        return text.toString();
    }
}
