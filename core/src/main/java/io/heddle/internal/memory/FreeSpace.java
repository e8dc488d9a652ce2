package io.heddle.internal.memory;

import java.util.Arrays;

/// Room for messages in an area: a stretch that is known to be free, off which pieces are cut.
///
/// When it is used up, another one is looked for between what is in use. Nothing is given back: what is in
/// use is told by whoever looks, and the rest is free. So there is no list that a death could leave in
/// disorder; what was cut off for a message that was never put is found free again.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |      0 |     8 | where the free stretch begins | who holds the lock |
/// |      8 |     8 | where it ends; 0 while it is moved | who holds the lock |
///
/// Guarded by a [RecoverableLock].
final class FreeSpace {

    static final int BYTES = 16;

    /// The area ends nowhere.
    static final long UNBOUNDED = Long.MAX_VALUE;

    /// How much of an area must be free for it to be worth a look soon again.
    private static final int WORTHWHILE = 16;

    private static final long LEAST_BEYOND = 1 << 20;
    private static final int END = 8;

    private final Memory memory;
    private final long at;
    private final long area;

    /// @param area how many bytes there are
    FreeSpace(Memory memory, long at, long area) {
        this.memory = memory;
        this.at = at;
        this.area = area;
    }

    /// Cuts a piece off the free stretch.
    ///
    /// @return its offset in the area; negative if the stretch is too short
    long cut(long bytes) {
        long begin = memory.ownLong(at);
        long end = memory.ownLong(at + END);
        if (begin < 0 || end > area || begin + bytes > end) {
            return -1;
        }
        memory.publishLong(at, begin + bytes);
        return begin;
    }

    /// Looks for another free stretch and cuts a piece off it.
    ///
    /// @param used what is in use: in any order; will be sorted
    /// @return the offset of the piece; negative if there is no room
    long search(long bytes, Piece[] used) {
        Arrays.sort(used, (a, b) -> Long.compare(a.offset(), b.offset()));
        long free = 0;
        long inUse = 0;
        long best = 0;
        long longest = 0;
        for (Piece piece : used) {
            if (piece.offset() - free > longest) {
                best = free;
                longest = piece.offset() - free;
            }
            free = Math.max(free, piece.offset() + piece.bytes());
            inUse += piece.bytes();
        }
        if (area == UNBOUNDED) {
            return longest >= Math.max(bytes, inUse / 2)
                    ? moveAndCut(best, longest, bytes)
                    : moveAndCut(free, Math.max(Math.max(bytes, inUse), LEAST_BEYOND), bytes);
        }
        if (area - free > longest) {
            best = free;
            longest = area - free;
        }
        return longest >= Math.max(bytes, area / WORTHWHILE)
                ? moveAndCut(best, longest, bytes)
                : -1;
    }

    /// In this order, so that who dies meanwhile leaves no stretch that is not free.
    private long moveAndCut(long begin, long length, long bytes) {
        memory.setLong(at + END, 0);
        memory.setLong(at, begin + bytes);
        memory.setLong(at + END, begin + length);
        return begin;
    }

    /// Says that nothing is known to be free.
    void forget() {
        memory.setLong(at + END, 0);
    }

    /// Tells whether anything was cut off since it was made or forgotten.
    boolean isKnown() {
        return memory.getLong(at + END) != 0;
    }

    /// Something in use.
    ///
    /// @param offset where in the area
    /// @param bytes how long it is
    record Piece(long offset, long bytes) {}
}
