package io.heddle.shared;

import io.heddle.internal.memory.Place;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.StringJoiner;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/// What an array of ints can do.
abstract sealed class IntCells extends SharedArray permits SharedArray.OfInt {

    @Serial private static final long serialVersionUID = 1L;

    private static final ValueLayout.OfInt LAYOUT = ValueLayout.JAVA_INT;

    /// Its coordinates: the segment, the offset in bytes.
    private static final VarHandle CELL = LAYOUT.varHandle();

    IntCells(Place place) {
        super(place, Integer.BYTES);
    }

    private long at(int index) {
        return (long) checked(index) * Integer.BYTES;
    }

    // ---- reading and writing
    // ---------------------------------------------------------------------

    /// Reads an element, as a volatile variable.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int get(int index) {
        return (int) CELL.getVolatile(segment, at(index));
    }

    /// Reads an element, as a plain variable.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int getPlain(int index) {
        return (int) CELL.get(segment, at(index));
    }

    /// Reads an element, unordered, but in the order of this element.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int getOpaque(int index) {
        return (int) CELL.getOpaque(segment, at(index));
    }

    /// Reads an element, before everything that follows.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int getAcquire(int index) {
        return (int) CELL.getAcquire(segment, at(index));
    }

    /// Writes an element, as a volatile variable.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void set(int index, int value) {
        CELL.setVolatile(segment, at(index), value);
    }

    /// Writes an element, as a plain variable.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void setPlain(int index, int value) {
        CELL.set(segment, at(index), value);
    }

    /// Writes an element, unordered, but in the order of this element.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void setOpaque(int index, int value) {
        CELL.setOpaque(segment, at(index), value);
    }

    /// Writes an element, after everything before it.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void setRelease(int index, int value) {
        CELL.setRelease(segment, at(index), value);
    }

    /// Writes an element, after everything before it.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void lazySet(int index, int value) {
        setRelease(index, value);
    }

    /// Writes an element and tells what was there.
    ///
    /// @param index which element
    /// @param value its new value
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int getAndSet(int index, int value) {
        return (int) CELL.getAndSet(segment, at(index), value);
    }

    // ---- comparing
    // -------------------------------------------------------------------------------

    /// Writes an element if it has a value.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return whether it was written
    /// @throws IndexOutOfBoundsException if there is no such element
    public final boolean compareAndSet(int index, int expected, int value) {
        return CELL.compareAndSet(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, and tells what was there.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return the value that was there; it was written if that is the expected one
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int compareAndExchange(int index, int expected, int value) {
        return (int) CELL.compareAndExchange(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, and tells what was there, before everything that follows.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return the value that was there; it was written if that is the expected one
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int compareAndExchangeAcquire(int index, int expected, int value) {
        return (int) CELL.compareAndExchangeAcquire(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, and tells what was there, after everything before it.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return the value that was there; it was written if that is the expected one
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int compareAndExchangeRelease(int index, int expected, int value) {
        return (int) CELL.compareAndExchangeRelease(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, as a plain variable; may fail for no reason.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return whether it was written
    /// @throws IndexOutOfBoundsException if there is no such element
    public final boolean weakCompareAndSetPlain(int index, int expected, int value) {
        return CELL.weakCompareAndSetPlain(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, as a volatile variable; may fail for no reason.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return whether it was written
    /// @throws IndexOutOfBoundsException if there is no such element
    public final boolean weakCompareAndSetVolatile(int index, int expected, int value) {
        return CELL.weakCompareAndSet(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, before everything that follows; may fail for no reason.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return whether it was written
    /// @throws IndexOutOfBoundsException if there is no such element
    public final boolean weakCompareAndSetAcquire(int index, int expected, int value) {
        return CELL.weakCompareAndSetAcquire(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, after everything before it; may fail for no reason.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return whether it was written
    /// @throws IndexOutOfBoundsException if there is no such element
    public final boolean weakCompareAndSetRelease(int index, int expected, int value) {
        return CELL.weakCompareAndSetRelease(segment, at(index), expected, value);
    }

    // ---- calculating
    // -----------------------------------------------------------------------------

    /// Adds to an element.
    ///
    /// @param index which element
    /// @param delta what is added
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int getAndAdd(int index, int delta) {
        return (int) CELL.getAndAdd(segment, at(index), delta);
    }

    /// Adds to an element.
    ///
    /// @param index which element
    /// @param delta what is added
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int addAndGet(int index, int delta) {
        return getAndAdd(index, delta) + delta;
    }

    /// Adds one to an element.
    ///
    /// @param index which element
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int getAndIncrement(int index) {
        return getAndAdd(index, 1);
    }

    /// Takes one away from an element.
    ///
    /// @param index which element
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int getAndDecrement(int index) {
        return getAndAdd(index, -1);
    }

    /// Adds one to an element.
    ///
    /// @param index which element
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int incrementAndGet(int index) {
        return addAndGet(index, 1);
    }

    /// Takes one away from an element.
    ///
    /// @param index which element
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int decrementAndGet(int index) {
        return addAndGet(index, -1);
    }

    /// Applies a function to an element.
    ///
    /// @param index which element
    /// @param update the function; without side effects, since it may be applied several times
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int getAndUpdate(int index, IntUnaryOperator update) {
        int before = get(index);
        while (true) {
            int after = update.applyAsInt(before);
            int found = compareAndExchange(index, before, after);
            if (found == before) {
                return before;
            }
            before = found;
        }
    }

    /// Applies a function to an element.
    ///
    /// @param index which element
    /// @param update the function; without side effects, since it may be applied several times
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int updateAndGet(int index, IntUnaryOperator update) {
        int before = get(index);
        while (true) {
            int after = update.applyAsInt(before);
            int found = compareAndExchange(index, before, after);
            if (found == before) {
                return after;
            }
            before = found;
        }
    }

    /// Combines an element with another value.
    ///
    /// @param index which element
    /// @param operand the other value
    /// @param combine gets the present value and the other one; without side effects, since it may be
    ///     applied several times
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int getAndAccumulate(int index, int operand, IntBinaryOperator combine) {
        return getAndUpdate(index, value -> combine.applyAsInt(value, operand));
    }

    /// Combines an element with another value.
    ///
    /// @param index which element
    /// @param operand the other value
    /// @param combine gets the present value and the other one; without side effects, since it may be
    ///     applied several times
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final int accumulateAndGet(int index, int operand, IntBinaryOperator combine) {
        return updateAndGet(index, value -> combine.applyAsInt(value, operand));
    }

    // ---- many at once
    // ----------------------------------------------------------------------------

    /// Copies elements into an array; not atomically.
    ///
    /// @param index the first element
    /// @param target where they go
    /// @param offset where the first one goes
    /// @param count how many
    /// @throws IndexOutOfBoundsException if one of the arrays has fewer
    public final void copyTo(int index, int[] target, int offset, int count) {
        checkCopy(index, offset, count, target.length);
        MemorySegment.copy(segment, LAYOUT, (long) index * Integer.BYTES, target, offset, count);
    }

    /// Copies elements from an array; not atomically.
    ///
    /// @param index the first element that is written
    /// @param source where they come from
    /// @param offset where the first one comes from
    /// @param count how many
    /// @throws IndexOutOfBoundsException if one of the arrays has fewer
    public final void copyFrom(int index, int[] source, int offset, int count) {
        checkCopy(index, offset, count, source.length);
        MemorySegment.copy(source, offset, segment, LAYOUT, (long) index * Integer.BYTES, count);
    }

    /// As of an array, with the values that the elements have one after the other.
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < length(); i++) {
            text.add(Integer.toString(get(i)));
        }
        return text.toString();
    }
}
