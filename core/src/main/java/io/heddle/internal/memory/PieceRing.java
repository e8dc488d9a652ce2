package io.heddle.internal.memory;

import io.heddle.HeddleException;

/// One direction of a pipe: messages in a ring of bytes, from one who sends to one who receives. Who may be
/// either is decided by locks elsewhere.
///
/// A message is one piece, or several if it is larger than the ring. What is written is there from the one
/// store that moves `tail`, what is read is gone from the one that moves `head`; so who dies has put or taken a
/// piece or has not. A sender that dies between two pieces leaves a message without an end: the next one
/// begins with a first piece, by which the receiver knows.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |  0x000 |     8 | `tail`: how many bytes were ever written | who sends |
/// |  0x080 |     8 | `head`: how many of them were read | who receives |
///
/// and at another place the ring itself, a power of two:
///
/// | offset | bytes | field of a piece |
/// |-------:|------:|--------------------|
/// |      0 |     4 | length |
/// |      4 |     4 | flags: 1 the first of its message, 2 the last, 4 an object |
/// |      8 |     n | its bytes, filled up to a multiple of eight; they go round |
///
/// Everything that is read is held against what can be there: others may have written rubbish.
public final class PieceRing {

    /// The first piece of its message.
    public static final int FIRST = 1;

    /// The last piece of its message.
    public static final int LAST = 2;

    /// A piece of an object; otherwise of raw bytes.
    public static final int OBJECT = 4;

    /// How many bytes a piece needs besides its own.
    public static final int HEADER = 8;

    /// How many bytes it takes besides the ring.
    public static final int BYTES = 0x88;

    private static final int HEAD = 0x80;
    private static final int FLAGS = 4;
    private static final int ALL_FLAGS = FIRST | LAST | OBJECT;

    private final Memory memory;
    private final long at;
    private final long ring;
    private final long ringBytes;

    /// Finds it.
    ///
    /// @param memory where it is
    /// @param at the offset of `tail`
    /// @param ring the offset of the ring
    /// @param ringBytes how large the ring is, a power of two
    public PieceRing(Memory memory, long at, long ring, long ringBytes) {
        this.memory = memory;
        this.at = at;
        this.ring = ring;
        this.ringBytes = ringBytes;
    }

    /// Tells how many bytes a piece takes.
    ///
    /// @param length how many it has
    /// @return that, its header, and what fills it up
    public static long taken(long length) {
        return HEADER + ((length + HEADER - 1) & -HEADER);
    }

    private long used() {
        long used = memory.getLong(at) - memory.getLong(at + HEAD);
        if (used < 0 || used > ringBytes || used % HEADER != 0) {
            throw rubbish("used", used);
        }
        return used;
    }

    private HeddleException rubbish(String what, long value) {
        return new HeddleException(
                "the memory of a pipe holds what cannot be there: %s=%d ring=%d; something has written into it that is not Heddle"
                        .formatted(what, value, ringBytes));
    }

    // ---- sending -----------------------------------------------------------------------------

    /// Tells how much room there is.
    ///
    /// @return bytes
    /// @throws HeddleException if the memory holds what cannot be there
    public long room() {
        return ringBytes - used();
    }

    /// Puts a piece for which there is room.
    ///
    /// @param flags what it is
    /// @param from its bytes are the next ones of these
    /// @param length how many
    public void put(int flags, ByteParts from, int length) {
        long tail = memory.getLong(at);
        memory.setInt(offset(tail), length);
        memory.setInt(offset(tail) + FLAGS, flags);
        long[] to = {tail + HEADER};
        from.read(
                length,
                (bytes, offset, count) -> {
                    write(to[0], bytes, offset, count);
                    to[0] += count;
                });
        memory.setLong(at, tail + taken(length)); // SYNC pipe-piece
    }

    private void write(long to, byte[] from, int offset, int length) {
        int before = (int) Math.min(length, ringBytes - (to & (ringBytes - 1)));
        memory.put(offset(to), from, offset, before);
        if (before < length) {
            memory.put(ring, from, offset + before, length - before);
        }
    }

    private long offset(long position) {
        return ring + (position & (ringBytes - 1));
    }

    // ---- receiving ---------------------------------------------------------------------------

    /// Tells whether there is nothing in it.
    ///
    /// @return whether it is empty
    /// @throws HeddleException if the memory holds what cannot be there
    public boolean isEmpty() {
        return used() == 0; // SYNC pipe-piece
    }

    /// Tells where the oldest piece is, by how many bytes were read before.
    ///
    /// @return the number
    public long position() {
        return memory.getLong(at + HEAD);
    }

    /// Tells what the oldest piece is.
    ///
    /// @return its flags
    /// @throws HeddleException if the memory holds what cannot be there
    public int flags() {
        int flags = memory.getInt(offset(position()) + FLAGS);
        if ((flags & ~ALL_FLAGS) != 0) {
            throw rubbish("flags", flags);
        }
        return flags;
    }

    private int length() {
        int length = memory.getInt(offset(position()));
        if (length < 0 || taken(length) > used()) {
            throw rubbish("length", length);
        }
        return length;
    }

    /// Takes the oldest piece.
    ///
    /// @return its bytes
    /// @throws HeddleException if the memory holds what cannot be there
    public byte[] take() {
        long head = position();
        byte[] bytes = new byte[length()];
        read(head + HEADER, bytes);
        memory.setLong(at + HEAD, head + taken(bytes.length)); // SYNC pipe-room
        return bytes;
    }

    private void read(long from, byte[] to) {
        int before = (int) Math.min(to.length, ringBytes - (from & (ringBytes - 1)));
        memory.get(offset(from), to, 0, before);
        if (before < to.length) {
            memory.get(ring, to, before, to.length - before);
        }
    }

    /// Forgets the oldest piece.
    ///
    /// @throws HeddleException if the memory holds what cannot be there
    public void skip() {
        memory.setLong(at + HEAD, position() + taken(length()));
    }
}
