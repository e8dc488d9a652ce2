package io.heddle.shared;

import io.heddle.internal.memory.Memory;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Site;
import java.io.Serial;
import java.io.Serializable;

/// A truth value that several processes change atomically, like an
/// [java.util.concurrent.atomic.AtomicBoolean].
///
/// To *wait* until it is true take a [SharedEvent].
///
/// ## Memory consistency
/// As of volatile variables: who reads a value sees what its writer did before. Methods that are named for a
/// weaker order are there for code that uses the class of the JDK; they have this one too.
///
/// ## If a process dies
/// Each change has happened or not. The value stays as it is.
public final class SharedBoolean implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final int BYTES = 0x80;
    private static final int VALUE = 0x08;

    private final transient Place place;
    private final transient Memory memory;
    private final transient long at;

    SharedBoolean(Place place) {
        this.place = place;
        this.memory = place.memory();
        this.at = place.at() + VALUE;
    }

    /// Makes a truth value.
    ///
    /// @param initial its first value
    /// @return the truth value
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedBoolean create(boolean initial) {
        Place place = Kind.BOOLEAN.allocate(BYTES);
        place.memory().setInt(place.at() + VALUE, word(initial));
        return Site.current().intern(place, new SharedBoolean(place));
    }

    /// Makes a truth value with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @param initial its first value
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedBoolean create(String name, boolean initial) {
        return Kind.BOOLEAN.create(
                name, BYTES, place -> place.memory().setInt(place.at() + VALUE, word(initial)));
    }

    /// Finds a truth value by its name; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static SharedBoolean open(String name) {
        return Kind.BOOLEAN.open(name);
    }

    /// Finds a truth value by its name, or makes it if there is none; see [SharedNames].
    ///
    /// @param name the name
    /// @param initial its first value; of no account if it is there
    /// @return the one object of this process for it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static SharedBoolean openOrCreate(String name, boolean initial) {
        return Kind.BOOLEAN.openOrCreate(
                name, BYTES, place -> place.memory().setInt(place.at() + VALUE, word(initial)));
    }

    private static int word(boolean value) {
        return value ? 1 : 0;
    }

    /// Reads it.
    ///
    /// @return the value
    public boolean get() {
        return memory.getInt(at) != 0;
    }

    /// Writes it.
    ///
    /// @param value the new value
    public void set(boolean value) {
        memory.setInt(at, word(value));
    }

    /// Writes it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was written
    public boolean compareAndSet(boolean expected, boolean value) {
        return memory.compareAndSetInt(at, word(expected), word(value));
    }

    /// Writes it and tells what was there.
    ///
    /// @param value the new value
    /// @return the value before
    public boolean getAndSet(boolean value) {
        while (true) {
            boolean before = get();
            if (compareAndSet(before, value)) {
                return before;
            }
        }
    }

    /// Writes it if it has a value, and tells what was there.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return the value before: the expected one if it was written
    public boolean compareAndExchange(boolean expected, boolean value) {
        while (true) {
            boolean before = get();
            if (before != expected || compareAndSet(expected, value)) {
                return before;
            }
        }
    }

    // ---- of a weaker order ---------------------------------------------------------------------

    /// Reads it. What is promised here is promised by [#get] too, which it calls; likewise for those below.
    ///
    /// @return the value
    public boolean getPlain() {
        return get();
    }

    /// Reads it.
    ///
    /// @return the value
    public boolean getOpaque() {
        return get();
    }

    /// Reads it.
    ///
    /// @return the value
    public boolean getAcquire() {
        return get();
    }

    /// Writes it.
    ///
    /// @param value the new value
    public void setPlain(boolean value) {
        set(value);
    }

    /// Writes it.
    ///
    /// @param value the new value
    public void setOpaque(boolean value) {
        set(value);
    }

    /// Writes it.
    ///
    /// @param value the new value
    public void setRelease(boolean value) {
        set(value);
    }

    /// Writes it.
    ///
    /// @param value the new value
    public void lazySet(boolean value) {
        set(value);
    }

    /// Writes it if it has a value, and tells what was there.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return the value before
    public boolean compareAndExchangeAcquire(boolean expected, boolean value) {
        return compareAndExchange(expected, value);
    }

    /// Writes it if it has a value, and tells what was there.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return the value before
    public boolean compareAndExchangeRelease(boolean expected, boolean value) {
        return compareAndExchange(expected, value);
    }

    /// Writes it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was written
    public boolean weakCompareAndSetPlain(boolean expected, boolean value) {
        return compareAndSet(expected, value);
    }

    /// Writes it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was written
    public boolean weakCompareAndSetVolatile(boolean expected, boolean value) {
        return compareAndSet(expected, value);
    }

    /// Writes it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was written
    public boolean weakCompareAndSetAcquire(boolean expected, boolean value) {
        return compareAndSet(expected, value);
    }

    /// Writes it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was written
    public boolean weakCompareAndSetRelease(boolean expected, boolean value) {
        return compareAndSet(expected, value);
    }

    @Override
    public String toString() {
        return Boolean.toString(get());
    }

    @Serial
    private Object writeReplace() {
        return Kind.BOOLEAN.reference(place);
    }
}
