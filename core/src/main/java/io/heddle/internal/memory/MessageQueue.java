package io.heddle.internal.memory;

import io.heddle.HeddleException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages of any length between processes, first come, first served.
///
/// A ring of *slots* says in which order messages come and where their bytes are; the bytes lie in an *area*
/// or, if they are many or the area is full, in the *annex*. Producers exclude each other by one lock,
/// consumers by another; a producer and a consumer do not.
///
/// A message is there from the one store that moves `tail`, and gone from the one that moves `head`. Before
/// the first one its bytes lie in free space. After the second one they do again: what is in use is what
/// slots between the two point to, and nobody keeps other books about it. So whoever dies has put a message
/// or not, taken it or not, and leaves nothing to be given back. Bytes stay as long as the message does,
/// whoever wrote them.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |  0x000 |     4 | free for the kind of object | |
/// |  0x004 |     4 | the most messages | creator |
/// |  0x008 |     4 | slots, a power of two | creator |
/// |  0x010 |     8 | bytes of the area | creator |
/// |  0x080 |     4 | lock of the producers | CAS |
/// |  0x088 |    32 | free space of the area and of the annex, see [Blocks] | producer; a consumer that empties the queue, with both locks |
/// |  0x0A8 |     8 | how far slots are really there | producer |
/// |  0x100 |     8 | `tail` of the [Slots] | producer |
/// |  0x180 |    16 | `head` of the slots and their gap | consumer |
/// |  0x200 |     4 | lock of the consumers | CAS |
/// |  0x280 |    32 | those who wait for messages, see [Waiters] | |
/// |  0x300 |    32 | those who wait for room | |
/// |  0x380 |       | the area, the slots; then the annex begins | producer |
///
/// ## Memory consistency
///
/// Whoever takes a message sees what its producer did before it was put.
public final class MessageQueue {

    /// The most messages that can be in one.
    public static final int MOST_SLOTS = 1 << 20;

    /// Where its [Waiters] for messages are.
    public static final int WAIT_FOR_MESSAGES = 0x280;

    /// Where its [Waiters] for room are.
    public static final int WAIT_FOR_ROOM = 0x300;

    private static final int CAPACITY = 0x004;
    private static final int SLOTS = 0x008;
    private static final int AREA_BYTES = 0x010;
    private static final int PUT_LOCK = 0x080;
    private static final int SPACES = 0x088;
    private static final int FILLED = 0x0A8;
    private static final int RING = 0x100;
    private static final int TAKE_LOCK = 0x200;
    private static final int AREA = 0x380;

    /// So many bytes of slots are made real at once.
    private static final int FILL_BYTES = 1 << 16;

    private final Memory memory;
    private final long at;
    private final Annex putting;
    private final RecoverableLock putLock;
    private final RecoverableLock takeLock;
    private final int capacity;
    private final Slots slots;
    private final long annexAt;
    private final long areaBytes;
    private final Blocks blocks;

    /// How far the head, and the tail, were seen by who needed to know last. Neither ever goes back, so there is
    /// at least that much room, and there are at least these messages: no need to look where others write all the
    /// time. Guarded by the lock of the producers, and of the consumers.
    private long headSeen;

    private long tailSeen;

    // ---- making one ----------------------------------------------------------------------------

    /// How large a queue is.
    ///
    /// @param capacity the most messages
    /// @param areaBytes how many bytes of messages are mapped, a multiple of 16
    public record Size(int capacity, long areaBytes) {

        private static final long LEAST_AREA = 1 << 14;
        private static final long MOST_AREA = 1L << 30;

        /// Puts both within bounds.
        ///
        /// @param capacity the most messages
        /// @param areaBytes how many bytes of messages are to be mapped
        /// @return a size that is possible
        public static Size near(int capacity, long areaBytes) {
            return new Size(
                    Math.clamp(capacity, 1, MOST_SLOTS),
                    Math.ceilDiv(Math.clamp(areaBytes, LEAST_AREA, MOST_AREA), Blocks.UNIT)
                            * Blocks.UNIT);
        }

        int slots() {
            return capacity == 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
        }

        /// Tells how many bytes it takes in all.
        ///
        /// @return the number
        public long bytes() {
            return AREA + areaBytes + (long) Slots.SLOT_BYTES * slots();
        }

        /// Tells how many of these bytes must be there from the beginning.
        ///
        /// @return the number
        public long filled() {
            return Math.min(bytes(), AREA + areaBytes + FILL_BYTES);
        }
    }

    /// Makes an empty queue in memory that is all zero and that nobody else knows yet.
    static void create(Memory memory, long at, Size size) {
        memory.setInt(at + CAPACITY, size.capacity());
        memory.setInt(at + SLOTS, size.slots());
        memory.setLong(at + AREA_BYTES, size.areaBytes());
        memory.setLong(at + FILLED, at + size.filled());
    }

    /// Makes an empty queue at a place that nobody else knows yet.
    ///
    /// @param place where it goes
    /// @param size how large
    public static void create(Place place, Size size) {
        create(place.memory(), place.at(), size);
    }

    /// Finds one.
    ///
    /// @param place where it is
    /// @throws HeddleException if there is none
    public MessageQueue(Place place) {
        this(place.memory(), place.at(), place.annex(), place.annex());
    }

    /// @param putting for whoever holds the lock of the producers
    /// @param taking for whoever holds the lock of the consumers
    MessageQueue(Memory memory, long at, Annex putting, Annex taking) {
        this.memory = memory;
        this.at = at;
        this.putting = putting;
        this.putLock = new RecoverableLock(memory, at + PUT_LOCK);
        this.takeLock = new RecoverableLock(memory, at + TAKE_LOCK);
        this.capacity = memory.getInt(at + CAPACITY);
        this.areaBytes = memory.getLong(at + AREA_BYTES);
        int number = memory.getInt(at + SLOTS);
        boolean possible = Integer.bitCount(number) == 1 && number <= MOST_SLOTS;
        if (!possible || capacity < 1 || capacity > number || areaBytes < 0) {
            throw new Message.Damaged(
                    "capacity=%d slots=%d area=%d".formatted(capacity, number, areaBytes));
        }
        long ring = at + AREA + areaBytes;
        this.slots = new Slots(memory, at + RING, ring, number);
        this.annexAt = ring + (long) Slots.SLOT_BYTES * number;
        this.blocks =
                new Blocks(
                        memory,
                        new Blocks.Layout(at + SPACES, at + AREA, areaBytes, annexAt),
                        putting,
                        taking);
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells how many messages there are.
    ///
    /// @return the number
    public int size() {
        return slots.size();
    }

    /// Tells whether there is none.
    ///
    /// @return whether there is none
    public boolean isEmpty() {
        return slots.tail() == slots.head();
    }

    /// Tells how many there may be.
    ///
    /// @return the number
    public int capacity() {
        return capacity;
    }

    // ---- putting -------------------------------------------------------------------------------

    /// Excludes other producers.
    ///
    /// @param me who it is
    /// @param liveness who is dead
    /// @return false if another one is at it
    public boolean tryEnterToPut(int me, Liveness liveness) {
        return putLock.tryAcquire(me, liveness) != RecoverableLock.Attempt.BUSY;
    }

    /// Lets other producers in.
    public void leavePutting() {
        putLock.release(); // a dead producer has left nothing that would have to be put in order
    }

    /// Puts a message. Between entering and leaving.
    ///
    /// @param parts the message
    /// @param me who puts it
    /// @param liveness who is dead
    /// @return false if the queue is full
    /// @throws HeddleException if there is no room for its bytes
    public boolean put(List<byte[]> parts, int me, Liveness liveness) {
        long tail = slots.ownTail();
        if (!hasRoomBehind(headSeen, tail) && !makeSureOfRoom(tail, me, liveness)) {
            return false;
        }
        fillSlots(slots.slot(tail) + Slots.SLOT_BYTES);
        slots.append(tail, blocks.store(parts, slots, tail));
        return true;
    }

    /// @param head where the head was; others may have moved both on since then
    private boolean hasRoomBehind(long head, long tail) {
        long count = tail - head;
        return count >= 0 && count < capacity;
    }

    private boolean makeSureOfRoom(long tail, int me, Liveness liveness) {
        headSeen = slots.head();
        if (slots.count(headSeen, tail) >= capacity
                && slots.hasGap()
                && tryEnterToTake(me, liveness)) {
            leaveTaking(); // a dead consumer had not finished making room
            headSeen = slots.head();
        }
        return slots.count(headSeen, tail) < capacity;
    }

    /// Makes slots real, so that a full file system is an exception and no fault of memory.
    private void fillSlots(long until) {
        long filled = memory.ownLong(at + FILLED);
        if (until > filled) {
            int more = (int) Math.min(FILL_BYTES, annexAt - filled);
            if (until > filled + more) {
                throw new Message.Damaged("filled=%d wanted=%d".formatted(filled, until));
            }
            putting.put(filled, new byte[more], 0, more);
            memory.setLong(at + FILLED, filled + more);
        }
    }

    // ---- taking --------------------------------------------------------------------------------

    /// Excludes other consumers, and finishes what a dead one has begun.
    ///
    /// @param me who it is
    /// @param liveness who is dead
    /// @return false if another one is at it
    public boolean tryEnterToTake(int me, Liveness liveness) {
        if (takeLock.tryAcquire(me, liveness) == RecoverableLock.Attempt.BUSY) {
            return false;
        }
        boolean inOrder = false;
        try {
            slots.closeGap();
            inOrder = true;
        } finally {
            if (!inOrder) {
                takeLock.release();
            }
        }
        return true;
    }

    /// Lets other consumers in.
    public void leaveTaking() {
        takeLock.release();
    }

    /// Takes the oldest message. Between entering and leaving, as all that follows.
    ///
    /// @return the message; `null` if there is none
    /// @throws HeddleException if its bytes are damaged; it is gone then
    public @Nullable Message take() {
        long head = slots.ownHead();
        if (!isThere(head)) {
            return null;
        }
        long block = slots.ownBlock(head);
        Message message;
        try {
            message = blocks.read(slots.ownId(head), block);
        } catch (HeddleException e) { // nobody ever could read it
            slots.moveHead(head + 1);
            throw e;
        }
        slots.moveHead(head + 1);
        if (Blocks.isInAnnex(block)) {
            shrinkIfEmpty();
        }
        return message;
    }

    private boolean isThere(long head) {
        long known = tailSeen - head;
        if (known > 0 && known <= capacity) {
            return true;
        }
        tailSeen = slots.tail();
        return slots.count(head, tailSeen) > 0;
    }

    /// Gives memory back after a large message, unless a producer is about to need it.
    private void shrinkIfEmpty() {
        if (!blocks.hasAnnex() || size() > 0) {
            return;
        }
        int holder = takeLock.holder();
        if (putLock.tryAcquire(holder, _ -> false) != RecoverableLock.Attempt.TAKEN) {
            return;
        }
        try {
            if (size() == 0) {
                blocks.shrinkAnnex();
            }
        } finally {
            putLock.release();
        }
    }

    /// Reads messages and leaves them there.
    ///
    /// @param id only those with a greater one
    /// @param most how many at most
    /// @param bytes after so many bytes it is enough
    /// @return the oldest of them, in their order
    public List<Message> after(long id, int most, long bytes) {
        long tail = slots.tail();
        long left = bytes;
        List<Message> messages = new ArrayList<>();
        for (long number = slots.firstAfter(id, tail);
                number < tail && messages.size() < most && left > 0;
                number++) {
            Message message = blocks.read(slots.id(number), slots.block(number));
            left -= Message.bytes(message.parts());
            messages.add(message);
        }
        return messages;
    }

    /// Removes all.
    ///
    /// @return how many there were
    public int clear() {
        long head = slots.head();
        long tail = slots.tail();
        slots.moveHead(tail);
        shrinkIfEmpty();
        return slots.count(head, tail);
    }

    /// Removes messages, wherever they are.
    ///
    /// @param ids of those that are to go, in growing order
    /// @return how many of them were there
    public int remove(long[] ids) {
        int removed = ids.length == 0 ? 0 : slots.remove(ids);
        if (removed > 0) {
            shrinkIfEmpty();
        }
        return removed;
    }
}
