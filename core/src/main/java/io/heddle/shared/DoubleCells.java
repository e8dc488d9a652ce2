package io.heddle.shared;

import io.heddle.internal.memory.Place;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.StringJoiner;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// What an array of doubles can do.
abstract sealed class DoubleCells extends SharedArray permits SharedArray.OfDouble {

    @Serial private static final long serialVersionUID = 1L;

    private static final ValueLayout.OfDouble LAYOUT = ValueLayout.JAVA_DOUBLE;

    /// Its coordinates: the segment, the offset in bytes.
    private static final VarHandle CELL = LAYOUT.varHandle();

    DoubleCells(Place place) {
        super(place, Double.BYTES);
    }

    private long at(int index) {
        return (long) checked(index) * Double.BYTES;
    }

    // ---- reading and writing
    // ---------------------------------------------------------------------

    /// Reads an element, as a volatile variable.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final double get(int index) {
        return (double) CELL.getVolatile(segment, at(index));
    }

    /// Reads an element, as a plain variable.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final double getPlain(int index) {
        return (double) CELL.get(segment, at(index));
    }

    /// Reads an element, unordered, but in the order of this element.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final double getOpaque(int index) {
        return (double) CELL.getOpaque(segment, at(index));
    }

    /// Reads an element, before everything that follows.
    ///
    /// @param index which element
    /// @return its value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final double getAcquire(int index) {
        return (double) CELL.getAcquire(segment, at(index));
    }

    /// Writes an element, as a volatile variable.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void set(int index, double value) {
        CELL.setVolatile(segment, at(index), value);
    }

    /// Writes an element, as a plain variable.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void setPlain(int index, double value) {
        CELL.set(segment, at(index), value);
    }

    /// Writes an element, unordered, but in the order of this element.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void setOpaque(int index, double value) {
        CELL.setOpaque(segment, at(index), value);
    }

    /// Writes an element, after everything before it.
    ///
    /// @param index which element
    /// @param value its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final void setRelease(int index, double value) {
        CELL.setRelease(segment, at(index), value);
    }

    /// Writes an element and tells what was there.
    ///
    /// @param index which element
    /// @param value its new value
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final double getAndSet(int index, double value) {
        return (double) CELL.getAndSet(segment, at(index), value);
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
    public final boolean compareAndSet(int index, double expected, double value) {
        return CELL.compareAndSet(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, and tells what was there.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return the value that was there; it was written if that is the expected one
    /// @throws IndexOutOfBoundsException if there is no such element
    public final double compareAndExchange(int index, double expected, double value) {
        return (double) CELL.compareAndExchange(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, and tells what was there, before everything that follows.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return the value that was there; it was written if that is the expected one
    /// @throws IndexOutOfBoundsException if there is no such element
    public final double compareAndExchangeAcquire(int index, double expected, double value) {
        return (double) CELL.compareAndExchangeAcquire(segment, at(index), expected, value);
    }

    /// Writes an element if it has a value, and tells what was there, after everything before it.
    ///
    /// @param index which element
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return the value that was there; it was written if that is the expected one
    /// @throws IndexOutOfBoundsException if there is no such element
    public final double compareAndExchangeRelease(int index, double expected, double value) {
        return (double) CELL.compareAndExchangeRelease(segment, at(index), expected, value);
    }

    // ---- calculating
    // -----------------------------------------------------------------------------

    /// Adds to an element.
    ///
    /// @param index which element
    /// @param delta what is added
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final double getAndAdd(int index, double delta) {
        return getAndUpdate(index, value -> value + delta);
    }

    /// Adds to an element.
    ///
    /// @param index which element
    /// @param delta what is added
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final double addAndGet(int index, double delta) {
        return getAndAdd(index, delta) + delta;
    }

    /// Applies a function to an element.
    ///
    /// @param index which element
    /// @param update the function; without side effects, since it may be applied several times
    /// @return its value before
    /// @throws IndexOutOfBoundsException if there is no such element
    public final double getAndUpdate(int index, DoubleUnaryOperator update) {
        double before = get(index);
        while (true) {
            double after = update.applyAsDouble(before);
            double found = compareAndExchange(index, before, after);
            if (isSame(found, before)) {
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
    public final double updateAndGet(int index, DoubleUnaryOperator update) {
        double before = get(index);
        while (true) {
            double after = update.applyAsDouble(before);
            double found = compareAndExchange(index, before, after);
            if (isSame(found, before)) {
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
    public final double getAndAccumulate(int index, double operand, DoubleBinaryOperator combine) {
        return getAndUpdate(index, value -> combine.applyAsDouble(value, operand));
    }

    /// Combines an element with another value.
    ///
    /// @param index which element
    /// @param operand the other value
    /// @param combine gets the present value and the other one; without side effects, since it may be
    ///     applied several times
    /// @return its new value
    /// @throws IndexOutOfBoundsException if there is no such element
    public final double accumulateAndGet(int index, double operand, DoubleBinaryOperator combine) {
        return updateAndGet(index, value -> combine.applyAsDouble(value, operand));
    }

    private static boolean isSame(double one, double other) {
        return Double.doubleToRawLongBits(one) == Double.doubleToRawLongBits(other);
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
    public final void copyTo(int index, double[] target, int offset, int count) {
        checkCopy(index, offset, count, target.length);
        MemorySegment.copy(segment, LAYOUT, (long) index * Double.BYTES, target, offset, count);
    }

    /// Copies elements from an array; not atomically.
    ///
    /// @param index the first element that is written
    /// @param source where they come from
    /// @param offset where the first one comes from
    /// @param count how many
    /// @throws IndexOutOfBoundsException if one of the arrays has fewer
    public final void copyFrom(int index, double[] source, int offset, int count) {
        checkCopy(index, offset, count, source.length);
        MemorySegment.copy(source, offset, segment, LAYOUT, (long) index * Double.BYTES, count);
    }

    /// As of an array, with the values that the elements have one after the other.
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < length(); i++) {
            text.add(Double.toString(get(i)));
        }
        return text.toString();
    }
}
