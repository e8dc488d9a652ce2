package io.heddle.shared;

import io.heddle.TaskSerializationException;
import io.heddle.internal.memory.Cell;
import io.heddle.internal.memory.Cell.Contents;
import io.heddle.internal.memory.Cell.Replaced;
import io.heddle.internal.memory.Insistence;
import io.heddle.internal.memory.Participant;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Site;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A value of any size that several processes replace atomically, like an [java.util.concurrent.atomic.AtomicReference].
///
/// For a number take a [SharedLong], for many of them a [SharedArray], for bytes that are written in place a
/// [SharedMemory]. Each reference has a file of its own, of at least 4 KiB and without a name: to share ten
/// thousand small values, share one map of them.
///
/// ## What is shared
/// The value in the form in which it travels, not the object. Each [#get] gives a copy of its own; to change
/// a copy changes nothing for others, until it is set.
///
/// **Two values are the same if their serialized forms are**, since identity does not travel. Besides, a value
/// that was read by [#get] is the same as the present one if that has not been replaced by another: some
/// classes, `HashMap` for one, write themselves differently after they were read, so the present value is
/// also compared in the form that it has after one more journey. Values whose form is not determined by what
/// they are (two sets with the same elements, added in another order) may be told apart although they are
/// `equals`. The methods that take a function compare no values and are not concerned.
///
/// ## Memory consistency
/// As of volatile variables: who reads a value sees what its writer did before. Methods that are named for a
/// weaker order are there for code that uses the class of the JDK; they have this one too.
///
/// ## If a process dies
/// Each change has happened wholly or not at all, at whatever instruction it dies. Reading never waits for
/// anybody, but reads again what was replaced meanwhile; who writes waits while another process does, also if that is stopped just then.
///
/// ## Room
/// Up to three times the largest value that it ever had. Replacing values, however often, needs no more.
///
/// ## Who closes it
/// Whoever sends it: [#close] says that the others have it by now, so that this process keeps its memory and its
/// name no longer than somebody here refers to it. What was sent and is never closed stays until this process
/// ends. Nothing else ends: threads here may go on using it, and the others keep theirs.
///
/// ## What may be read
/// A process reads values by the rules of the pool or strand whose task brought the reference there. Where it was
/// made, or opened by name, see [#allowOnly].
///
/// @param <T> the type of the value; serializable
public final class SharedReference<T> implements AutoCloseable, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    // offset 0x08: the cell
    private static final int CELL = 0x08;

    /// A region with its header has one page then, unless its first value is larger.
    private static final long LEAST_BYTES = 4096 - 0x80;

    private final transient Place place;
    private final transient Participant participant;
    private final transient Cell cell;
    private final transient Values values = new Values();

    SharedReference(Place place) {
        this.place = place;
        this.participant = place.participant();
        Place.Growing growing = place.growing();
        this.cell = new Cell(growing.memory(), place.at() + CELL, growing.extend());
    }

    /// Makes a reference.
    ///
    /// @param <T> the type of the value
    /// @param initial its first value
    /// @return the reference
    /// @throws TaskSerializationException if the value cannot be serialized; it names the culprit
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static <T> SharedReference<T> create(@Nullable T initial) {
        List<byte[]> parts = Values.encode(initial);
        Place place = Kind.REFERENCE.allocateAlone(bytesFor(parts), Arena.ofAuto());
        SharedReference<T> reference = new SharedReference<>(place);
        reference.cell.create(parts);
        return Site.current().intern(place, reference);
    }

    private static long bytesFor(List<byte[]> parts) {
        return Math.max(LEAST_BYTES, CELL + Cell.bytes(parts));
    }

    /// Makes a reference with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param <T> the type of the value
    /// @param name the name
    /// @param initial its first value
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws TaskSerializationException if the value cannot be serialized; it names the culprit
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static <T> SharedReference<T> create(String name, @Nullable T initial) {
        List<byte[]> parts = Values.encode(initial);
        return ofType(
                Kind.REFERENCE.create(
                        name,
                        bytesFor(parts),
                        place -> new SharedReference<>(place).cell.create(parts)));
    }

    /// Finds a reference by its name; see [SharedNames].
    ///
    /// @param <T> the type of the value
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static <T> SharedReference<T> open(String name) {
        return ofType(Kind.REFERENCE.open(name));
    }

    /// Finds a reference by its name, or makes it if there is none; see [SharedNames].
    ///
    /// @param <T> the type of the value
    /// @param name the name
    /// @param initial its first value; of no account if it is there
    /// @return the one object of this process for it
    /// @throws TaskSerializationException if the value cannot be serialized; it names the culprit
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static <T> SharedReference<T> openOrCreate(String name, @Nullable T initial) {
        List<byte[]> parts = Values.encode(initial);
        return ofType(
                Kind.REFERENCE.openOrCreate(
                        name,
                        bytesFor(parts),
                        place -> new SharedReference<>(place).cell.create(parts)));
    }

    @SuppressWarnings("unchecked") // who opens it says what it refers to
    private static <T> SharedReference<T> ofType(SharedReference<?> reference) {
        return (SharedReference<T>) reference;
    }

    /// Reads, in this process, nothing but values of listed types, and of those of the JDK that nearly every
    /// value needs, whatever others set. To be called before the reference is sent to somebody who is not
    /// trusted.
    ///
    /// @param types class names, `package.*`, `package.**`; `!` before one refuses
    /// @return this reference
    /// @throws IllegalArgumentException if one is no such pattern, or matches everything
    public SharedReference<T> allowOnly(String... types) {
        values.allowOnly(types);
        return this;
    }

    // ---- reading and writing -------------------------------------------------------------------

    /// Reads it.
    ///
    /// @return a copy of the value
    /// @throws TaskSerializationException if it cannot be read here, or may not
    public @Nullable T get() {
        return decode(read());
    }

    /// Replaces it.
    ///
    /// @param value the new value
    /// @throws TaskSerializationException if it cannot be serialized; nothing has changed
    /// @throws io.heddle.HeddleException if there is no room for it; nothing has changed
    public void set(@Nullable T value) {
        replace(Cell.ANY_VERSION, Values.encode(value));
    }

    /// Replaces it and tells what was there.
    ///
    /// @param value the new value
    /// @return a copy of the value before
    /// @throws TaskSerializationException if one of the two cannot travel; nothing has changed
    /// @throws io.heddle.HeddleException if there is no room for it; nothing has changed
    public @Nullable T getAndSet(@Nullable T value) {
        List<byte[]> parts = Values.encode(value);
        while (true) {
            Contents before = read();
            T result = decode(before);
            if (replace(before.version(), parts)) {
                return result;
            }
        }
    }

    // ---- comparing -----------------------------------------------------------------------------

    /// Replaces it if it has a value. What is the same value is told by the comment of this class.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was replaced
    /// @throws TaskSerializationException if one of the two cannot be serialized; nothing has changed
    /// @throws io.heddle.HeddleException if there is no room for it; nothing has changed
    public boolean compareAndSet(@Nullable T expected, @Nullable T value) {
        return exchange(expected, value) == null;
    }

    /// Replaces it if it has a value, and tells what was there. What is the same value is told by the comment
    /// of this class.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return `expected` itself if it was replaced; otherwise a copy of the value that is there
    /// @throws TaskSerializationException if one of them cannot travel; nothing has changed
    /// @throws io.heddle.HeddleException if there is no room for it; nothing has changed
    public @Nullable T compareAndExchange(@Nullable T expected, @Nullable T value) {
        Contents found = exchange(expected, value);
        return found == null ? expected : decode(found);
    }

    /// @return `null` if it was replaced; otherwise what is there
    private @Nullable Contents exchange(@Nullable T expected, @Nullable T value) {
        List<byte[]> old = Values.encode(expected);
        List<byte[]> parts = Values.encode(value);
        while (true) {
            Contents present = read();
            if (!isSame(present, old)) {
                return present;
            }
            if (replace(present.version(), parts)) {
                return null;
            }
        }
    }

    private boolean isSame(Contents present, List<byte[]> expected) {
        if (present.consistsOf(expected)) {
            return true;
        }
        try {
            Contents again = new Contents(0, Values.encode(decode(present)));
            return again.consistsOf(expected);
        } catch (TaskSerializationException e) {
            return false; // what cannot be read here was not read here
        }
    }

    // ---- functions -----------------------------------------------------------------------------

    /// Applies a function.
    ///
    /// @param update the function; without side effects, since it may be applied several times
    /// @return a copy of the value before
    /// @throws TaskSerializationException if a value cannot travel; nothing has changed
    /// @throws io.heddle.HeddleException if there is no room for it; nothing has changed
    public @Nullable T getAndUpdate(UnaryOperator<@Nullable T> update) {
        while (true) {
            Contents before = read();
            if (replace(before.version(), Values.encode(update.apply(decode(before))))) {
                return decode(before); // the function may have changed the first copy
            }
        }
    }

    /// Applies a function.
    ///
    /// @param update the function; without side effects, since it may be applied several times
    /// @return the new value, as the function gave it
    /// @throws TaskSerializationException if a value cannot travel; nothing has changed
    /// @throws io.heddle.HeddleException if there is no room for it; nothing has changed
    public @Nullable T updateAndGet(UnaryOperator<@Nullable T> update) {
        while (true) {
            Contents before = read();
            T after = update.apply(decode(before));
            if (replace(before.version(), Values.encode(after))) {
                return after;
            }
        }
    }

    /// Combines it with another value.
    ///
    /// @param operand the other value
    /// @param combine gets the present value and the other one; without side effects, since it may be
    ///     applied several times
    /// @return a copy of the value before
    /// @throws TaskSerializationException if a value cannot travel; nothing has changed
    /// @throws io.heddle.HeddleException if there is no room for it; nothing has changed
    public @Nullable T getAndAccumulate(@Nullable T operand, BinaryOperator<@Nullable T> combine) {
        return getAndUpdate(value -> combine.apply(value, operand));
    }

    /// Combines it with another value.
    ///
    /// @param operand the other value
    /// @param combine gets the present value and the other one; without side effects, since it may be
    ///     applied several times
    /// @return the new value, as the function gave it
    /// @throws TaskSerializationException if a value cannot travel; nothing has changed
    /// @throws io.heddle.HeddleException if there is no room for it; nothing has changed
    public @Nullable T accumulateAndGet(@Nullable T operand, BinaryOperator<@Nullable T> combine) {
        return updateAndGet(value -> combine.apply(value, operand));
    }

    // ---- of a weaker order ---------------------------------------------------------------------

    /// Reads it. What is promised here is promised by [#get] too, which it calls; likewise for those below.
    ///
    /// @return a copy of the value
    public @Nullable T getPlain() {
        return get();
    }

    /// Reads it.
    ///
    /// @return a copy of the value
    public @Nullable T getOpaque() {
        return get();
    }

    /// Reads it.
    ///
    /// @return a copy of the value
    public @Nullable T getAcquire() {
        return get();
    }

    /// Replaces it.
    ///
    /// @param value the new value
    public void setPlain(@Nullable T value) {
        set(value);
    }

    /// Replaces it.
    ///
    /// @param value the new value
    public void setOpaque(@Nullable T value) {
        set(value);
    }

    /// Replaces it.
    ///
    /// @param value the new value
    public void setRelease(@Nullable T value) {
        set(value);
    }

    /// Replaces it.
    ///
    /// @param value the new value
    public void lazySet(@Nullable T value) {
        set(value);
    }

    /// Replaces it if it has a value, and tells what was there.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return `expected` itself if it was replaced; otherwise a copy of the value that is there
    public @Nullable T compareAndExchangeAcquire(@Nullable T expected, @Nullable T value) {
        return compareAndExchange(expected, value);
    }

    /// Replaces it if it has a value, and tells what was there.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return `expected` itself if it was replaced; otherwise a copy of the value that is there
    public @Nullable T compareAndExchangeRelease(@Nullable T expected, @Nullable T value) {
        return compareAndExchange(expected, value);
    }

    /// Replaces it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was replaced
    public boolean weakCompareAndSetPlain(@Nullable T expected, @Nullable T value) {
        return compareAndSet(expected, value);
    }

    /// Replaces it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was replaced
    public boolean weakCompareAndSetVolatile(@Nullable T expected, @Nullable T value) {
        return compareAndSet(expected, value);
    }

    /// Replaces it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was replaced
    public boolean weakCompareAndSetAcquire(@Nullable T expected, @Nullable T value) {
        return compareAndSet(expected, value);
    }

    /// Replaces it if it has a value.
    ///
    /// @param expected the value that it must have
    /// @param value the new value
    /// @return whether it was replaced
    public boolean weakCompareAndSetRelease(@Nullable T expected, @Nullable T value) {
        return compareAndSet(expected, value);
    }

    // ---- the cell ------------------------------------------------------------------------------

    private Contents read() {
        Contents[] found = new Contents[1];
        Insistence.until(() -> {
            Contents contents = cell.tryRead();
            if (contents == null) {
                return false;
            }
            found[0] = contents;
            return true;
        });
        return found[0];
    }

    /// @return false if the version is not there any more
    private boolean replace(long version, List<byte[]> parts) {
        Replaced[] outcome = {Replaced.BUSY};
        Insistence.until(() -> {
            outcome[0] = cell.tryReplace(version, parts, participant.me(), participant);
            return outcome[0] != Replaced.BUSY;
        });
        return outcome[0] == Replaced.DONE;
    }

    @SuppressWarnings("unchecked") // who sets it has the same type, or breaks its word
    private @Nullable T decode(Contents contents) {
        return (T) values.decode(contents.parts());
    }

    /// As of the value, which is read for it, if it can be read here.
    @Override
    public String toString() {
        try {
            return String.valueOf(get());
        } catch (TaskSerializationException e) {
            return "SharedReference[unreadable here]";
        }
    }

    /// Says that whoever was sent this reference has opened it: this process keeps it no longer for them. Who opens it
    /// later gets a [io.heddle.HeddleException], unless another process still has it. Does no harm twice; if it is sent
    /// again, it is to be closed again.
    @Override
    public void close() {
        place.letGo();
    }

    @Serial
    private Object writeReplace() {
        return Kind.REFERENCE.reference(place);
    }
}
