package io.heddle.shared;

import io.heddle.HeddleException;
import io.heddle.internal.memory.Holders;
import io.heddle.internal.memory.Memory;
import io.heddle.internal.memory.Place;

/// Where the parts of a [Pipe] are.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |  0x000 |     4 | code of its kind | creator |
/// |  0x080 | 0xB80 | the left end | |
/// |  0xC00 | 0xB80 | the right end | |
/// | 0x1780 |     n | the ring to the left end | who sends to it |
/// |        |     n | the ring to the right end | who sends to it |
///
/// An end:
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |  0x000 |     4 | code of its kind | creator |
/// |  0x004 |     4 | 0 the left one, 1 the right one | creator |
/// |  0x008 |     8 | bytes of each ring, a power of two | creator |
/// |  0x080 | 0x300 | what is sent to it, see [Conduit] | |
/// |  0x380 | 0x800 | who has it, see [Holders] | |
///
/// @param place where the pipe is
/// @param side which end was asked for
/// @param ringBytes how large each ring is
record PipeLayout(Place place, int side, long ringBytes) {

    static final long LEAST_RING = 64;
    static final long LARGEST_RING = 1L << 30;

    private static final int ENDS = 0x080;
    private static final int END_BYTES = 0xB80;
    private static final int RINGS = ENDS + 2 * END_BYTES;

    private static final int SIDE = 0x004;
    private static final int RING_BYTES = 0x008;
    private static final int CONDUIT = 0x080;
    private static final int HOLDERS = 0x380;

    static long bytes(long ringBytes) {
        return RINGS + 2 * ringBytes;
    }

    /// Writes everything that says what it is, but for the code of the pipe itself.
    static void prepare(Place pipe, long ringBytes) {
        Memory memory = pipe.memory();
        for (int side = 0; side < 2; side++) {
            long end = pipe.at() + end(side);
            memory.setInt(end, Kind.CONNECTION.code());
            memory.setInt(end + SIDE, side);
            memory.setLong(end + RING_BYTES, ringBytes);
        }
    }

    private static long end(int side) {
        return ENDS + (long) side * END_BYTES;
    }

    /// The one object of this process for an end.
    static Connection<?> connection(Place pipe, int side) {
        return pipe.part(end(side)).object(Connection.class, Connection::new);
    }

    /// Reads it from one of its ends.
    static PipeLayout of(Place end) {
        int side = end.memory().getInt(end.at() + SIDE);
        long ringBytes = end.memory().getLong(end.at() + RING_BYTES);
        boolean possible =
                (side == 0 || side == 1)
                        && ringBytes >= LEAST_RING
                        && ringBytes <= LARGEST_RING
                        && Long.bitCount(ringBytes) == 1;
        if (!possible) {
            throw new HeddleException(
                    "the memory of a pipe holds what cannot be there: side=%d ring=%d; something has written into it that is not Heddle"
                            .formatted(side, ringBytes));
        }
        return new PipeLayout(end.part(-end(side)), side, ringBytes);
    }

    /// What is sent to an end.
    Conduit conduit(int to) {
        long ring = place.at() + RINGS + to * ringBytes;
        return new Conduit(place.part(end(to) + CONDUIT), ring, ringBytes);
    }

    Holders holders(int of) {
        return new Holders(place.memory(), place.at() + end(of) + HOLDERS);
    }
}
