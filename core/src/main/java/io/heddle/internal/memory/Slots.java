package io.heddle.internal.memory;

import java.util.Arrays;

/// The ring of a [MessageQueue] that says in which order messages come and where their bytes are.
///
/// | offset | bytes | field of a slot |
/// |-------:|------:|-----------------|
/// |      0 |     8 | where the bytes of the message are |
/// |      8 |     8 | id of the message: its number when it came |
///
/// Slots between `head` and `tail` have messages. Both only grow; a number's slot is its remainder.
///
/// ## Removing from the middle
///
/// What is before the removed one moves up, the last first. Meanwhile there is a *gap* in the ring: it
/// begins where everything before still has to move, and ends before what has moved or stays. One word holds
/// both ends, 32 bits each; it is 0 if there is none. What is in the gap does not count, so a slot is copied
/// there first and the gap moved then. Who finds a gap closes it.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |  0x000 |     8 | `tail`: number of the next message | producer |
/// |  0x080 |     8 | `head`: number of the oldest message | consumer |
/// |  0x088 |     8 | gap | consumer |
final class Slots {

    static final int SLOT_BYTES = 16;

    private static final int TAIL = 0x000;
    private static final int HEAD = 0x080;
    private static final int GAP = 0x088;

    private final Memory memory;
    private final long at;
    private final long ring;
    private final int slots;

    /// @param at where its words are
    /// @param ring where the slots are
    /// @param slots how many, a power of two
    Slots(Memory memory, long at, long ring, int slots) {
        this.memory = memory;
        this.at = at;
        this.ring = ring;
        this.slots = slots;
    }

    // ---- looking -------------------------------------------------------------------------------

    long head() {
        return memory.getLong(at + HEAD); // SYNC message-taken
    }

    long tail() {
        return memory.getLong(at + TAIL); // SYNC message-put
    }

    /// The head, for who has the lock of the consumers.
    long ownHead() {
        return memory.ownLong(at + HEAD);
    }

    /// The tail, for who has the lock of the producers.
    long ownTail() {
        return memory.ownLong(at + TAIL);
    }

    /// How many messages there are at one moment.
    int size() {
        while (true) {
            long tail = tail();
            long head = head();
            if (tail() == tail) {
                return count(head, tail);
            }
        }
    }

    int count(long head, long tail) {
        long count = tail - head;
        if (count < 0 || count > slots) {
            throw new Message.Damaged("head=%d tail=%d slots=%d".formatted(head, tail, slots));
        }
        return (int) count;
    }

    /// Where a number's slot begins.
    long slot(long number) {
        return ring + (number & (slots - 1)) * SLOT_BYTES;
    }

    long block(long number) {
        return memory.getLong(slot(number));
    }

    /// Where the oldest message is, for who has the lock of the consumers and has seen that there is one.
    long ownBlock(long head) {
        return memory.ownLong(slot(head));
    }

    /// Its id.
    long ownId(long head) {
        return memory.ownLong(slot(head) + Long.BYTES);
    }

    long id(long number) {
        return memory.getLong(slot(number) + Long.BYTES);
    }

    /// The first message whose id is greater; ids grow from head to tail.
    long firstAfter(long id, long tail) {
        long from = head();
        long to = from + count(from, tail);
        while (from < to) {
            long middle = from + (to - from) / 2;
            if (id(middle) <= id) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    // ---- changing ------------------------------------------------------------------------------

    /// Adds a message whose bytes are written.
    void append(long tail, long block) {
        memory.publishLong(slot(tail), block);
        memory.publishLong(slot(tail) + Long.BYTES, tail);
        memory.publishLong(at + TAIL, tail + 1); // SYNC message-put
    }

    /// Removes all messages before a number.
    void moveHead(long number) {
        memory.publishLong(at + HEAD, number); // SYNC message-taken
    }

    /// Removes messages, wherever they are.
    ///
    /// @param ids in growing order, at least one
    /// @return how many of them were there
    int remove(long[] ids) {
        long head = head();
        long from = firstAfter(ids[ids.length - 1], tail()) - 1;
        long to = from;
        int removed = 0;
        for (; from >= head; from--) {
            if (Arrays.binarySearch(ids, id(from)) >= 0) {
                removed++;
            } else {
                move(from, to--);
            }
            setGap(from - 1, to);
        }
        if (removed > 0) {
            moveHead(to + 1);
            memory.setLong(at + GAP, 0);
        }
        return removed;
    }

    private void move(long from, long to) {
        if (from != to) {
            memory.setLong(slot(to), block(from));
            memory.setLong(slot(to) + Long.BYTES, id(from));
        }
    }

    /// @param from the last one that has to move
    /// @param to where it goes; the same if there is no gap
    private void setGap(long from, long to) {
        if (from != to) {
            memory.setLong(at + GAP, (to << Integer.SIZE) | (from & 0xFFFF_FFFFL));
        }
    }

    boolean hasGap() {
        return memory.getLong(at + GAP) != 0;
    }

    /// Finishes what a dead one has begun.
    void closeGap() {
        long gap = memory.ownLong(at + GAP);
        if (gap == 0) {
            return;
        }
        long head = head();
        long from = near(head, (int) gap);
        long to = near(head, (int) (gap >>> Integer.SIZE));
        if (to >= head) { // otherwise it is closed, and only the word was left
            if (from < head - 1 || from >= to || to >= tail()) {
                memory.setLong(at + GAP, 0); // once is enough for all
                throw new Message.Damaged("gap=%x head=%d".formatted(gap, head));
            }
            for (; from >= head; from--) {
                move(from, to--);
                setGap(from - 1, to);
            }
            moveHead(to + 1);
        }
        memory.setLong(at + GAP, 0);
    }

    /// The number near another one that ends with certain bits.
    private static long near(long other, int bits) {
        return other + (bits - (int) other);
    }
}
