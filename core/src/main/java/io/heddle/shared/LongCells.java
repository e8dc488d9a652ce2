package io.heddle.shared;

import io.heddle.internal.memory.Place;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.StringJoiner;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// What an array of longs can do.
abstract sealed class LongCells extends SharedArray permits SharedArray.OfLong {

    @Serial private static final long serialVersionUID = 1L;

    private static final ValueLayout.OfLong LAYOUT = ValueLayout.JAVA_LONG;

    /// Its coordinates: the segment, the offset in bytes.
    private static final VarHandle CELL = LAYOUT.varHandle();

    LongCells(Place place) {
        super(place, Long.BYTES);
    }

    private long at(int index) {
        return (long) checked(index) * Long.BYTES;
    }

    // ---- reading and writing
    // ---------------------------------------------------------------------

    /// Reads an element, as a volatile variable.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long get(int index) {
        return (long) CELL.getVolatile(segment, at(index));
    }

    /// Reads an element, as a plain variable.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long getPlain(int index) {
        return (long) CELL.get(segment, at(index));
    }

    /// Reads an element, unordered, but in the order of this element.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long getOpaque(int index) {
        return (long) CELL.getOpaque(segment, at(index));
    }

    /// Reads an element, before everything that follows.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long getAcquire(int index) {
        return (long) CELL.getAcquire(segment, at(index));
    }

    /// Writes an element, as a volatile variable.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void set(int index, long value) {
        CELL.setVolatile(segment, at(index), value);
    }

    /// Writes an element, as a plain variable.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void setPlain(int index, long value) {
        CELL.set(segment, at(index), value);
    }

    /// Writes an element, unordered, but in the order of this element.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void setOpaque(int index, long value) {
        CELL.setOpaque(segment, at(index), value);
    }

    /// Writes an element, after everything before it.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void setRelease(int index, long value) {
        CELL.setRelease(segment, at(index), value);
    }

    /// Writes an element, after everything before it.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void lazySet(int index, long value) {
        setRelease(index, value);
    }

    /// Writes an element and tells what was there.
    ///
    /// @param index which element
    /// @param value its new value
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long getAndSet(int index, long value) {
        return (long) CELL.getAndSet(segment, at(index), value);
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
    public final boolean compareAndSet(int index, long expected, long value) {
        return CELL.compareAndSet(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, and tells what was there.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return the value that was there; it was written if that is the expected one
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long compareAndExchange(int index, long expected, long value) {
        return (long) CELL.compareAndExchange(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, and tells what was there, before everything that follows.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return the value that was there; it was written if that is the expected one
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long compareAndExchangeAcquire(int index, long expected, long value) {
        return (long) CELL.compareAndExchangeAcquire(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, and tells what was there, after everything before it.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return the value that was there; it was written if that is the expected one
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long compareAndExchangeRelease(int index, long expected, long value) {
        return (long) CELL.compareAndExchangeRelease(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, as a plain variable; may fail for no reason.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return whether it was written
    /// @throws IndexOutOfBoundsException if there is no such element
    public final boolean weakCompareAndSetPlain(int index, long expected, long value) {
        return CELL.weakCompareAndSetPlain(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, as a volatile variable; may fail for no reason.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return whether it was written
    /// @throws IndexOutOfBoundsException if there is no such element
    public final boolean weakCompareAndSetVolatile(int index, long expected, long value) {
        return CELL.weakCompareAndSet(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, before everything that follows; may fail for no reason.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return whether it was written
    /// @throws IndexOutOfBoundsException if there is no such element
    public final boolean weakCompareAndSetAcquire(int index, long expected, long value) {
        return CELL.weakCompareAndSetAcquire(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, after everything before it; may fail for no reason.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return whether it was written
    /// @throws IndexOutOfBoundsException if there is no such element
    public final boolean weakCompareAndSetRelease(int index, long expected, long value) {
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
    public final long getAndAdd(int index, long delta) {
        return (long) CELL.getAndAdd(segment, at(index), delta);
    }

    /// Adds to an element.
    ///
    /// @param index which element
    /// @param delta what is added
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long addAndGet(int index, long delta) {
        return getAndAdd(index, delta) + delta;
    }

    /// Adds one to an element.
    ///
    /// @param index which element
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long getAndIncrement(int index) {
        return getAndAdd(index, 1);
    }

    /// Takes one away from an element.
    ///
    /// @param index which element
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long getAndDecrement(int index) {
        return getAndAdd(index, -1);
    }

    /// Adds one to an element.
    ///
    /// @param index which element
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long incrementAndGet(int index) {
        return addAndGet(index, 1);
    }

    /// Takes one away from an element.
    ///
    /// @param index which element
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long decrementAndGet(int index) {
        return addAndGet(index, -1);
    }

    /// Applies a function to an element.
    ///
    /// @param index which element
    /// @param update the function; without side effects, since it may be applied several times
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long getAndUpdate(int index, LongUnaryOperator update) {
        long before = get(index);
        while (true) {
            long after = update.applyAsLong(before);
            long found = compareAndExchange(index, before, after);
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
    public final long updateAndGet(int index, LongUnaryOperator update) {
        long before = get(index);
        while (true) {
            long after = update.applyAsLong(before);
            long found = compareAndExchange(index, before, after);
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
    public final long getAndAccumulate(int index, long operand, LongBinaryOperator combine) {
        return getAndUpdate(index, value -> combine.applyAsLong(value, operand));
    }

    /// Combines an element with another value.
    ///
    /// @param index which element
    /// @param operand the other value
    /// @param combine gets the present value and the other one; without side effects, since it may be
    ///     applied several times
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final long accumulateAndGet(int index, long operand, LongBinaryOperator combine) {
        return updateAndGet(index, value -> combine.applyAsLong(value, operand));
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
    public final void copyTo(int index, long[] target, int offset, int count) {
        checkCopy(index, offset, count, target.length);
        MemorySegment.copy(segment, LAYOUT, (long) index * Long.BYTES, target, offset, count);
    }

    /// Copies elements from an array; not atomically.
    ///
    /// @param index the first element that is written
    /// @param source where they come from
    /// @param offset where the first one comes from
    /// @param count how many
    /// @throws IndexOutOfBoundsException if one of the arrays has fewer
    public final void copyFrom(int index, long[] source, int offset, int count) {
        checkCopy(index, offset, count, source.length);
        MemorySegment.copy(source, offset, segment, LAYOUT, (long) index * Long.BYTES, count);
    }

    /// As of an array, with the values that the elements have one after the other.
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < length(); i++) {
            text.add(Long.toString(get(i)));
        }
        return text.toString();
    }
}
