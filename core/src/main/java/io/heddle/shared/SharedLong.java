package io.heddle.shared;

import io.heddle.internal.memory.Memory;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Site;
import java.io.Serial;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// A number that several processes change atomically, like an [java.util.concurrent.atomic.AtomicLong].
///
/// Between threads of one process an `AtomicLong` does the same.
///
/// ## Memory consistency
/// As of volatile variables: who reads a value sees what its writer did before. Methods that are named for a
/// weaker order are there for code that uses the class of the JDK; they have this one too.
///
/// ## If a process dies
/// Each change has happened wholly or not at all. The number goes on as it is.
public final class SharedLong extends Number {

    @Serial private static final long serialVersionUID = 1L;

    private static final int BYTES = 0x80;
    private static final int VALUE = 0x08;

    private final transient Place place;
    private final transient Memory memory;
    private final transient long at;

    SharedLong(Place place) {
        this.place = place;
        this.memory = place.memory();
        this.at = place.at() + VALUE;
    }

    /// Makes a number.
    ///
    /// @param initial its first value
    /// @return the number
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedLong create(long initial) {
        Place place = Kind.LONG.allocate(BYTES);
        place.memory().setLong(place.at() + VALUE, initial);
        return Site.current().intern(place, new SharedLong(place));
    }

    /// Makes a number with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @param initial its first value
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedLong create(String name, long initial) {
        return Kind.LONG.create(
                name, BYTES, place -> place.memory().setLong(place.at() + VALUE, initial));
    }

    /// Finds a number by its name; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static SharedLong open(String name) {
        return Kind.LONG.open(name);
    }

    /// Finds a number by its name, or makes it if there is none; see [SharedNames].
    ///
    /// @param name the name
    /// @param initial its first value; of no account if it is there
    /// @return the one object of this process for it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static SharedLong openOrCreate(String name, long initial) {
        return Kind.LONG.openOrCreate(
                name, BYTES, place -> place.memory().setLong(place.at() + VALUE, initial));
    }

    /// Reads it.
    ///
    /// @return the value
    public long get() {
        return memory.getLong(at);
    }

    /// Writes it.
    ///
    /// @param value the new value
    public void set(long value) {
        memory.setLong(at, value);
    }

    /// Writes it and tells what was there.
    ///
    /// @param value the new value
    /// @return the value before
    public long getAndSet(long value) {
        return memory.getAndSetLong(at, value);
    }

    /// Writes it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was written
    public boolean compareAndSet(long expected, long value) {
        return memory.compareAndSetLong(at, expected, value);
    }

    /// Adds one.
    ///
    /// @return the value before
    public long getAndIncrement() {
        return getAndAdd(1);
    }

    /// Takes one away.
    ///
    /// @return the value before
    public long getAndDecrement() {
        return getAndAdd(-1);
    }

    /// Adds.
    ///
    /// @param delta what is added
    /// @return the value before
    public long getAndAdd(long delta) {
        return memory.getAndAddLong(at, delta);
    }

    /// Adds one.
    ///
    /// @return the new value
    public long incrementAndGet() {
        return getAndAdd(1) + 1;
    }

    /// Takes one away.
    ///
    /// @return the new value
    public long decrementAndGet() {
        return getAndAdd(-1) - 1;
    }

    /// Adds.
    ///
    /// @param delta what is added
    /// @return the new value
    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    /// Applies a function.
    ///
    /// @param update the function; without side effects, since it may be applied several times
    /// @return the value before
    public long getAndUpdate(LongUnaryOperator update) {
        while (true) {
            long before = get();
            if (compareAndSet(before, update.applyAsLong(before))) {
                return before;
            }
        }
    }

    /// Applies a function.
    ///
    /// @param update the function; without side effects, since it may be applied several times
    /// @return the new value
    public long updateAndGet(LongUnaryOperator update) {
        while (true) {
            long before = get();
            long after = update.applyAsLong(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /// Combines it with another value.
    ///
    /// @param operand the other value
    /// @param combine gets the present value and the other one; without side effects, since it may be
    ///     applied several times
    /// @return the value before
    public long getAndAccumulate(long operand, LongBinaryOperator combine) {
        return getAndUpdate(value -> combine.applyAsLong(value, operand));
    }

    /// Combines it with another value.
    ///
    /// @param operand the other value
    /// @param combine gets the present value and the other one; without side effects, since it may be
    ///     applied several times
    /// @return the new value
    public long accumulateAndGet(long operand, LongBinaryOperator combine) {
        return updateAndGet(value -> combine.applyAsLong(value, operand));
    }

    /// Writes it if it has a value, and tells what was there.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return the value before: the expected one if it was written
    public long compareAndExchange(long expected, long value) {
        while (true) {
            long before = get();
            if (before != expected || compareAndSet(expected, value)) {
                return before;
            }
        }
    }

    // ---- of a weaker order ---------------------------------------------------------------------

    /// Reads it. What is promised here is promised by [#get] too, which it calls; likewise for those below.
    ///
    /// @return the value
    public long getPlain() {
        return get();
    }

    /// Reads it.
    ///
    /// @return the value
    public long getOpaque() {
        return get();
    }

    /// Reads it.
    ///
    /// @return the value
    public long getAcquire() {
        return get();
    }

    /// Writes it.
    ///
    /// @param value the new value
    public void setPlain(long value) {
        set(value);
    }

    /// Writes it.
    ///
    /// @param value the new value
    public void setOpaque(long value) {
        set(value);
    }

    /// Writes it.
    ///
    /// @param value the new value
    public void setRelease(long value) {
        set(value);
    }

    /// Writes it.
    ///
    /// @param value the new value
    public void lazySet(long value) {
        set(value);
    }

    /// Writes it if it has a value, and tells what was there.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return the value before
    public long compareAndExchangeAcquire(long expected, long value) {
        return compareAndExchange(expected, value);
    }

    /// Writes it if it has a value, and tells what was there.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return the value before
    public long compareAndExchangeRelease(long expected, long value) {
        return compareAndExchange(expected, value);
    }

    /// Writes it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was written
    public boolean weakCompareAndSetPlain(long expected, long value) {
        return compareAndSet(expected, value);
    }

    /// Writes it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was written
    public boolean weakCompareAndSetVolatile(long expected, long value) {
        return compareAndSet(expected, value);
    }

    /// Writes it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was written
    public boolean weakCompareAndSetAcquire(long expected, long value) {
        return compareAndSet(expected, value);
    }

    /// Writes it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was written
    public boolean weakCompareAndSetRelease(long expected, long value) {
        return compareAndSet(expected, value);
    }

    @Override
    public int intValue() {
        return (int) get();
    }

    @Override
    public long longValue() {
        return get();
    }

    @Override
    public float floatValue() {
        return get();
    }

    @Override
    public double doubleValue() {
        return get();
    }

    @Override
    public String toString() {
        return Long.toString(get());
    }

    @Serial
    private Object writeReplace() {
        return Kind.LONG.reference(place);
    }
}
