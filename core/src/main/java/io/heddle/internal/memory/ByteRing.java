package io.heddle.internal.memory;

import org.jspecify.annotations.Nullable;

/// Messages in a ring of bytes, first come, first served, for any number of producers and consumers.
///
/// Producers exclude each other by one lock, consumers by another. A message is there from the one store
/// that moves `tail`, and gone from the one that moves `head`; before, its bytes lie in free space. So who
/// dies while it puts has put nothing, and who dies while it takes has taken nothing, until that one store.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |  0x000 |     4 | lock of the producers | CAS |
/// |  0x080 |     4 | lock of the consumers | CAS |
/// |  0x100 |     8 | `tail`: where the next message goes | who holds the first lock |
/// |  0x180 |     8 | `head`: where the oldest message is | who holds the second lock |
/// |  0x200 |     8 | bytes of the ring, a power of two | creator |
/// |  0x208 |     4 | the most messages | creator |
/// |  0x280 |       | the ring | who holds the first lock |
///
/// A position is 40 bits of place, in units of eight bytes, and above them 24 bits that count messages:
/// moved by one store, so the number of messages is exact at every moment. Both go round.
///
/// | offset | bytes | field of a message |
/// |-------:|------:|--------------------|
/// |      0 |     4 | length, or -1: go on at the beginning of the ring |
/// |      8 |     n | its bytes, filled up to a multiple of eight |
///
/// The fields that different processes write lie 128 bytes apart, so that they do not share a cache line or
/// the one that is fetched with it.
final class ByteRing {

    /// How an attempt to put ended.
    enum Put {
        DONE,
        /// There is no room for it now.
        FULL,
        /// Another producer is at it.
        BUSY
    }

    /// How an attempt to take ended.
    ///
    /// @param message what was taken, `null` if nothing was
    /// @param busy whether another consumer is at it
    record Taken(byte @Nullable [] message, boolean busy) {
        static final Taken EMPTY = new Taken(null, false);
        static final Taken BUSY = new Taken(null, true);
    }

    static final int MOST_MESSAGES = 1 << 23;

    private static final int PUT_LOCK = 0x000;
    private static final int TAKE_LOCK = 0x080;
    private static final int TAIL = 0x100;
    private static final int HEAD = 0x180;
    private static final int RING_BYTES = 0x200;
    private static final int MOST = 0x208;
    private static final int RING = 0x280;

    private static final int UNIT = 8;
    private static final int PLACE_BITS = 40;
    private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;
    private static final int COUNT_MASK = (1 << 24) - 1;
    private static final int GO_ROUND = -1;

    private final Memory memory;
    private final long at;
    private final RecoverableLock putLock;
    private final RecoverableLock takeLock;
    private final long ringUnits;
    private final int most;

    private ByteRing(Memory memory, long at) {
        this.memory = memory;
        this.at = at;
        this.putLock = new RecoverableLock(memory, at + PUT_LOCK);
        this.takeLock = new RecoverableLock(memory, at + TAKE_LOCK);
        this.ringUnits = memory.getLong(at + RING_BYTES) / UNIT;
        this.most = memory.getInt(at + MOST);
    }

    /// Makes an empty ring in memory that is all zero and that nobody else knows yet.
    ///
    /// @param ringBytes a power of two
    /// @param most how many messages may be in it
    static ByteRing create(Memory memory, long at, long ringBytes, int most) {
        memory.setLong(at + RING_BYTES, ringBytes);
        memory.setInt(at + MOST, most);
        return new ByteRing(memory, at);
    }

    static ByteRing open(Memory memory, long at) {
        return new ByteRing(memory, at);
    }

    /// How many bytes it takes in all.
    static long bytes(long ringBytes) {
        return RING + ringBytes;
    }

    /// The longest message that it is sure to take when it is empty, wherever its head is.
    long longestMessage() {
        return (ringUnits / 2 - 1) * UNIT;
    }

    int size() {
        return count(memory.getLong(at + TAIL), memory.getLong(at + HEAD));
    }

    private static int count(long tail, long head) {
        return (int) ((tail >>> PLACE_BITS) - (head >>> PLACE_BITS)) & COUNT_MASK;
    }

    private static long moved(long position, long units, int messages) {
        long place = (position + units) & PLACE_MASK;
        long count = ((position >>> PLACE_BITS) + messages) & COUNT_MASK;
        return count << PLACE_BITS | place;
    }

    private long offset(long place) {
        return at + RING + (place & (ringUnits - 1)) * UNIT;
    }

    private static long unitsOf(int length) {
        return 1 + (length + UNIT - 1L) / UNIT;
    }

    // ---- putting -----------------------------------------------------------------------------

    Put tryPut(byte[] message, int me, Liveness liveness) {
        if (putLock.tryAcquire(me, liveness) == RecoverableLock.Attempt.BUSY) {
            return Put.BUSY;
        }
        Put outcome = append(message);
        putLock.release(); // a dead producer has left nothing that would have to be put in order
        return outcome;
    }

    private Put append(byte[] message) {
        long tail = memory.getLong(at + TAIL);
        long head = memory.getLong(at + HEAD);
        long units = unitsOf(message.length);
        long toEnd = ringUnits - (tail & (ringUnits - 1));
        long padding = units > toEnd ? toEnd : 0;
        long used = (tail - head) & PLACE_MASK;
        if (count(tail, head) >= most || used + padding + units > ringUnits) {
            return Put.FULL;
        }
        if (padding > 0) {
            memory.setInt(offset(tail), GO_ROUND);
        }
        long begin = offset(tail + padding);
        memory.put(begin + UNIT, message, 0, message.length);
        memory.setInt(begin, message.length);
        memory.setLong(at + TAIL, moved(tail, padding + units, 1));
        return Put.DONE;
    }

    // ---- taking ------------------------------------------------------------------------------

    Taken tryTake(int me, Liveness liveness) {
        if (takeLock.tryAcquire(me, liveness) == RecoverableLock.Attempt.BUSY) {
            return Taken.BUSY;
        }
        Taken taken = removeFirst();
        takeLock.release();
        return taken;
    }

    private Taken removeFirst() {
        long head = memory.getLong(at + HEAD);
        if (count(memory.getLong(at + TAIL), head) == 0) {
            return Taken.EMPTY;
        }
        long padding = 0;
        int length = memory.getInt(offset(head));
        if (length == GO_ROUND) {
            padding = ringUnits - (head & (ringUnits - 1));
            length = memory.getInt(offset(head + padding));
        }
        byte[] message = new byte[length];
        memory.get(offset(head + padding) + UNIT, message, 0, length);
        memory.setLong(at + HEAD, moved(head, padding + unitsOf(length), 1));
        return new Taken(message, false);
    }
}
