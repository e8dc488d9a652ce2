package io.heddle.command;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Keeps what the captured streams of one sort say, in pieces that become larger.
final class Keeper implements Receiver {

    private static final int SMALLEST_PIECE = 512;
    private static final int LARGEST_PIECE = 1 << 20;

    /// What all keepers of a command have room for yet.
    private final AtomicLong room;

    private final Runnable overflowed;
    private final Runnable streamEnded;

    /// Guarded by this; the last one has [#free] bytes free.
    private final List<byte[]> pieces = new ArrayList<>();

    private int free;

    /// How long the pieces are together. Guarded by this.
    private int made;

    /// @param room how many bytes may be kept, together with others
    /// @param overflowed told each time when there were more
    /// @param streamEnded told of the end of each stream
    Keeper(AtomicLong room, Runnable overflowed, Runnable streamEnded) {
        this.room = room;
        this.overflowed = overflowed;
        this.streamEnded = streamEnded;
    }

    @Override
    public void received(ByteBuffer bytes) {
        int count = bytes.remaining();
        long left = room.getAndUpdate(before -> Math.max(0, before - count));
        boolean tooMuch = left < count;
        if (tooMuch) {
            bytes.limit(bytes.position() + (int) left);
        }
        try {
            keep(bytes);
        } catch (OutOfMemoryError e) { // others have taken what may be kept
            room.set(0);
            tooMuch = true;
        }
        if (tooMuch) {
            overflowed.run();
        }
    }

    private synchronized void keep(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (free == 0) {
                addPiece(bytes.remaining());
            }
            byte[] last = pieces.getLast();
            int step = Math.min(free, bytes.remaining());
            bytes.get(last, last.length - free, step);
            free -= step;
        }
    }

    private void addPiece(int needed) {
        int twice = pieces.isEmpty() ? SMALLEST_PIECE : 2 * pieces.getLast().length;
        int length = Math.clamp(needed, Math.min(twice, LARGEST_PIECE), LARGEST_PIECE);
        pieces.add(new byte[length]); // or there is no memory
        made += length;
        free = length;
    }

    @Override
    public void ended() {
        streamEnded.run();
    }

    /// Gives all that was kept so far.
    synchronized Pieces pieces() {
        return new Pieces(pieces, made - free);
    }
}
