package io.heddle.shared;

import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Site;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/// Numbers in a row that several processes read and change, each element atomically, like an
/// [java.util.concurrent.atomic.AtomicLongArray].
///
/// For bytes of any shape, or more than two thousand million elements, take a [SharedMemory]; for one number a
/// [SharedLong].
///
/// ## Memory consistency
/// As of [java.util.concurrent.atomic.AtomicLongArray], method by method: `get` and `set` are as of volatile
/// variables, others say in their name what they are instead. Copies of many elements are not atomic: each
/// element is one that was there at some time meanwhile, in no order.
///
/// ## If a process dies
/// Each change of an element has happened wholly or not at all; a copy of many, in part. The elements stay as
/// they are.
///
/// ## Who closes it
/// Whoever sends it: [#close] says that the others have it by now, so that this process keeps its memory and its
/// name no longer than somebody here refers to it. A small one without a name shares its
/// memory with other objects: then there is nothing to close. What was sent and is never closed stays until this process
/// ends. Nothing else ends: threads here may go on using it, and the others keep theirs.
///
/// ## Speed
/// Elements lie side by side, so processes that often change neighbours hold each other up: keep them some 16
/// longs apart.
public abstract sealed class SharedArray implements AutoCloseable, Serializable
        permits LongCells, IntCells, DoubleCells, ByteCells {

    @Serial private static final long serialVersionUID = 1L;

    // offset 0x08: how many elements; 0x10: the elements
    private static final int LENGTH = 0x08;
    private static final int CELLS = 0x10;

    private final transient Place place;
    private final transient int length;

    /// The elements alone.
    final transient MemorySegment segment;

    SharedArray(Place place, int elementBytes) {
        this.place = place;
        this.length = Math.toIntExact(place.memory().getLong(place.at() + LENGTH));
        this.segment = place.segment(CELLS, (long) length * elementBytes);
    }

    // ---- making --------------------------------------------------------------------------------

    /// Makes an array of longs, all 0.
    ///
    /// @param length how many
    /// @return the array
    /// @throws NegativeArraySizeException if that is negative
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static OfLong ofLongs(int length) {
        return create(Kind.LONGS, length, Long.BYTES, OfLong::new);
    }

    /// Makes an array of longs with a name, all 0, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @param length how many
    /// @return the array
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws NegativeArraySizeException if the length is negative
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static OfLong ofLongs(String name, int length) {
        return create(Kind.LONGS, name, length, Long.BYTES);
    }

    /// Finds an array of longs by its name; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static OfLong openLongs(String name) {
        return Kind.LONGS.open(name);
    }

    /// Makes an array of ints, all 0.
    ///
    /// @param length how many
    /// @return the array
    /// @throws NegativeArraySizeException if that is negative
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static OfInt ofInts(int length) {
        return create(Kind.INTS, length, Integer.BYTES, OfInt::new);
    }

    /// Makes an array of ints with a name, all 0, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @param length how many
    /// @return the array
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws NegativeArraySizeException if the length is negative
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static OfInt ofInts(String name, int length) {
        return create(Kind.INTS, name, length, Integer.BYTES);
    }

    /// Finds an array of ints by its name; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static OfInt openInts(String name) {
        return Kind.INTS.open(name);
    }

    /// Makes an array of doubles, all 0.
    ///
    /// @param length how many
    /// @return the array
    /// @throws NegativeArraySizeException if that is negative
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static OfDouble ofDoubles(int length) {
        return create(Kind.DOUBLES, length, Double.BYTES, OfDouble::new);
    }

    /// Makes an array of doubles with a name, all 0, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @param length how many
    /// @return the array
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws NegativeArraySizeException if the length is negative
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static OfDouble ofDoubles(String name, int length) {
        return create(Kind.DOUBLES, name, length, Double.BYTES);
    }

    /// Finds an array of doubles by its name; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static OfDouble openDoubles(String name) {
        return Kind.DOUBLES.open(name);
    }

    /// Makes an array of bytes, all 0.
    ///
    /// @param length how many
    /// @return the array
    /// @throws NegativeArraySizeException if that is negative
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static OfByte ofBytes(int length) {
        return create(Kind.BYTES, length, Byte.BYTES, OfByte::new);
    }

    /// Makes an array of bytes with a name, all 0, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @param length how many
    /// @return the array
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws NegativeArraySizeException if the length is negative
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static OfByte ofBytes(String name, int length) {
        return create(Kind.BYTES, name, length, Byte.BYTES);
    }

    /// Finds an array of bytes by its name; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static OfByte openBytes(String name) {
        return Kind.BYTES.open(name);
    }

    private static <T> T create(
            Kind<T> kind, int length, int elementBytes, Function<Place, T> make) {
        Place place = kind.allocate(bytesFor(length, elementBytes));
        place.memory().setLong(place.at() + LENGTH, length);
        return Site.current().intern(place, make.apply(place));
    }

    private static <T> T create(Kind<T> kind, String name, int length, int elementBytes) {
        return kind.create(
                name,
                bytesFor(length, elementBytes),
                place -> place.memory().setLong(place.at() + LENGTH, length));
    }

    /// Whole words, since bytes are changed by means of the words that they are in.
    private static long bytesFor(int length, int elementBytes) {
        if (length < 0) {
            throw new NegativeArraySizeException(
                    "an array cannot have fewer than 0 elements: length=" + length);
        }
        return withHeader((long) length * elementBytes);
    }

    private static long withHeader(long bytes) {
        return CELLS + Math.ceilDiv(bytes, Long.BYTES) * Long.BYTES;
    }

    // ---- what all have -------------------------------------------------------------------------

    /// Tells how many elements there are.
    ///
    /// @return the number
    public final int length() {
        return length;
    }

    /// Says that whoever was sent this array has opened it: this process keeps it no longer for them. Who opens it
    /// later gets a [io.heddle.HeddleException], unless another process still has it. Does no harm twice; if it is sent
    /// again, it is to be closed again.
    @Override
    public final void close() {
        if (place.isAlone(withHeader(segment.byteSize()))) { // others may be in the same region
            place.letGo();
        }
    }

    /// Checks that there is such an element.
    ///
    /// @return the index
    final int checked(int index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException(
                    "no such element: index=%d length=%d".formatted(index, length));
        }
        return index;
    }

    /// Checks the bounds of a copy.
    final void checkCopy(int index, int offset, int count, int otherLength) {
        if (index < 0 || count < 0 || index > length - count) {
            throw new IndexOutOfBoundsException(
                    "no such elements: index=%d count=%d length=%d"
                            .formatted(index, count, length));
        }
        if (offset < 0 || offset > otherLength - count) {
            throw new IndexOutOfBoundsException(
                    "no such elements of the other array: offset=%d count=%d length=%d"
                            .formatted(offset, count, otherLength));
        }
    }

    /// The same memory, up to the end of the last word of a size.
    final MemorySegment words(int wordBytes) {
        return place.segment(CELLS, Math.ceilDiv(segment.byteSize(), wordBytes) * wordBytes);
    }

    final Object reference(Kind<?> kind) {
        return kind.reference(place);
    }

    // ---- the types -----------------------------------------------------------------------------

    /// Longs.
    public static final class OfLong extends LongCells {

        @Serial private static final long serialVersionUID = 1L;

        OfLong(Place place) {
            super(place);
        }

        @Serial
        private Object writeReplace() {
            return reference(Kind.LONGS);
        }
    }

    /// Ints.
    public static final class OfInt extends IntCells {

        @Serial private static final long serialVersionUID = 1L;

        OfInt(Place place) {
            super(place);
        }

        @Serial
        private Object writeReplace() {
            return reference(Kind.INTS);
        }
    }

    /// Doubles. They are compared bit by bit: not a number is the same as itself, and 0.0 is not the same as
    /// -0.0.
    public static final class OfDouble extends DoubleCells {

        @Serial private static final long serialVersionUID = 1L;

        OfDouble(Place place) {
            super(place);
        }

        @Serial
        private Object writeReplace() {
            return reference(Kind.DOUBLES);
        }
    }

    /// Bytes.
    public static final class OfByte extends ByteCells {

        @Serial private static final long serialVersionUID = 1L;

        OfByte(Place place) {
            super(place);
        }

        @Serial
        private Object writeReplace() {
            return reference(Kind.BYTES);
        }
    }
}
