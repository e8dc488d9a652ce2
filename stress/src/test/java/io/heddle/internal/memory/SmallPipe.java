package io.heddle.internal.memory;

/// One direction of a pipe, with room for one piece of one byte, in memory that is mapped twice.
///
/// @param memory the memory
/// @param one what one process has of it
/// @param other what the other has
record SmallPipe(Twice memory, PieceRing one, PieceRing other) {

    private static final int RING = 0x100;
    private static final int RING_BYTES = 16;
    private static final int WHOLE = PieceRing.FIRST | PieceRing.LAST;

    static SmallPipe create() {
        Twice memory = Twice.ofBytes(RING + RING_BYTES);
        return new SmallPipe(memory, at(memory.one()), at(memory.other()));
    }

    private static PieceRing at(Place place) {
        return new PieceRing(place.memory(), place.at(), place.at() + RING, RING_BYTES);
    }

    /// Empties it and forgets the number.
    SmallPipe clean() {
        take(one);
        memory.write(memory.one(), 0);
        return this;
    }

    static boolean put(PieceRing ring, int value) {
        if (ring.room() < PieceRing.taken(1)) {
            return false;
        }
        ring.put(WHOLE, new ByteParts().add(new byte[] {(byte) value}), 1);
        return true;
    }

    /// Gives 0 if there is nothing.
    static int take(PieceRing ring) {
        return ring.isEmpty() ? 0 : ring.take()[0];
    }
}
