package io.heddle.internal.memory;

import io.heddle.HeddleException;
import java.util.ArrayList;
import java.util.List;

/// The bytes of the messages of a [MessageQueue]: in the area, or in the annex if they are many or the area is
/// full.
///
/// Where a message is fits into a long: bit 63 says whether in the annex; bits 62–28 say where, and 27–0 how
/// many, in units of 16 bytes.
final class Blocks {

    static final int UNIT = 16;

    /// The largest message that can be described.
    static final long MOST_BYTES = ((1L << 28) - 1) * UNIT;

    private static final int LENGTH_BITS = 28;
    private static final long LENGTH_MASK = (1L << LENGTH_BITS) - 1;
    private static final long PLACE_MASK = (1L << 35) - 1;
    private static final long IN_ANNEX = 1L << 63;

    /// What takes more than this part of the area goes into the annex.
    private static final int LARGE = 8;

    /// This much of the annex stays when the queue is empty.
    private static final long KEPT_ANNEX = 4 << 20;

    private final Memory memory;
    private final Layout layout;
    private final Annex putting;
    private final Annex taking;
    private final FreeSpace areaSpace;
    private final FreeSpace annexSpace;

    /// Until `head` is there it is not worth looking for room in the area. Guarded by the lock of the
    /// producers.
    private long areaFullUntil = Long.MIN_VALUE;

    /// Where things are.
    ///
    /// @param spaces the free space of the area, then that of the annex
    /// @param area the area
    /// @param areaBytes how long it is
    /// @param annex where the annex begins
    record Layout(long spaces, long area, long areaBytes, long annex) {}

    /// @param putting for whoever holds the lock of the producers
    /// @param taking for whoever holds the lock of the consumers
    Blocks(Memory memory, Layout layout, Annex putting, Annex taking) {
        this.memory = memory;
        this.layout = layout;
        this.putting = putting;
        this.taking = taking;
        this.areaSpace = new FreeSpace(memory, layout.spaces(), layout.areaBytes());
        this.annexSpace =
                new FreeSpace(memory, layout.spaces() + FreeSpace.BYTES, FreeSpace.UNBOUNDED);
    }

    // ---- writing -------------------------------------------------------------------------------

    /// Writes a message into free space.
    ///
    /// @return where it is now
    /// @throws HeddleException if there is no room for it
    long store(List<byte[]> parts, Slots slots, long tail) {
        long bytes = Message.bytes(parts);
        if (bytes > MOST_BYTES) {
            throw new HeddleException(
                    "a message is too large for a queue: bytes=%d most=%d"
                            .formatted(bytes, MOST_BYTES));
        }
        long units = Math.ceilDiv(bytes, UNIT);
        long offset = cutFromArea(units * UNIT, slots, tail);
        if (offset >= 0) {
            Message.write(parts, memory, layout.area() + offset);
            return block(offset, units);
        }
        offset = annexSpace.cut(units * UNIT);
        if (offset < 0) {
            offset = annexSpace.search(units * UNIT, inUse(IN_ANNEX, slots, slots.head(), tail));
        }
        try {
            Message.write(parts, putting, layout.annex() + offset);
        } catch (HeddleException e) {
            giveBack(inUse(IN_ANNEX, slots, slots.head(), tail));
            throw e;
        }
        return IN_ANNEX | block(offset, units);
    }

    /// Of a file system that is full what was written of a message that had no room.
    private void giveBack(FreeSpace.Piece[] used) {
        long end = 0;
        for (FreeSpace.Piece piece : used) {
            end = Math.max(end, piece.offset() + piece.bytes());
        }
        annexSpace.forget();
        putting.shrink(layout.annex() + end, 0);
    }

    private long cutFromArea(long bytes, Slots slots, long tail) {
        if (bytes > layout.areaBytes() / LARGE) {
            return -1;
        }
        long offset = areaSpace.cut(bytes);
        return offset < 0 ? searchArea(bytes, slots, slots.head(), tail) : offset;
    }

    private long searchArea(long bytes, Slots slots, long head, long tail) {
        if (head < areaFullUntil) {
            return -1;
        }
        long offset = areaSpace.search(bytes, inUse(0, slots, head, tail));
        areaFullUntil = offset < 0 ? head + Math.max(1, (tail - head) / LARGE) : head;
        return offset;
    }

    /// What messages in the queue use. Some may be taken meanwhile, and a consumer may be closing a gap: then
    /// it is more than is really in use. Never less: slots are read in the order in which they move.
    ///
    /// @param where [#IN_ANNEX], or 0 for the area
    private static FreeSpace.Piece[] inUse(long where, Slots slots, long head, long tail) {
        List<FreeSpace.Piece> pieces = new ArrayList<>(slots.count(head, tail));
        for (long number = head; number < tail; number++) {
            long block = slots.block(number);
            if ((block & IN_ANNEX) == where) {
                pieces.add(new FreeSpace.Piece(offset(block), bytes(block)));
            }
        }
        return pieces.toArray(FreeSpace.Piece[]::new);
    }

    private static long block(long offset, long units) {
        return ((offset / UNIT) << LENGTH_BITS) | units;
    }

    private static long offset(long block) {
        return ((block >>> LENGTH_BITS) & PLACE_MASK) * UNIT;
    }

    private static long bytes(long block) {
        return (block & LENGTH_MASK) * UNIT;
    }

    // ---- reading -------------------------------------------------------------------------------

    static boolean isInAnnex(long block) {
        return (block & IN_ANNEX) != 0;
    }

    /// Reads a message.
    ///
    /// @throws Message.Damaged if that is no message
    Message read(long id, long block) {
        if (isInAnnex(block)) {
            return Message.read(id, taking, layout.annex() + offset(block), bytes(block));
        }
        if (offset(block) + bytes(block) > layout.areaBytes()) {
            throw new Message.Damaged("block=%x area=%d".formatted(block, layout.areaBytes()));
        }
        return Message.read(id, memory, layout.area() + offset(block), bytes(block));
    }

    // ---- giving back ---------------------------------------------------------------------------

    /// Whether anything may be in the annex.
    boolean hasAnnex() {
        return annexSpace.isKnown();
    }

    /// Gives its memory back. With both locks, and if there is no message.
    void shrinkAnnex() {
        annexSpace.forget();
        taking.shrink(layout.annex(), KEPT_ANNEX);
    }
}
