package io.heddle.internal.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Memory of one process of a model: the process dies at an access that was chosen beforehand, which then
/// does not happen. Bytes are copied in pieces, each of which is an access.
final class MortalMemory implements Memory {

    /// A process of the model has died.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed by the model", null, false, false);
        }
    }

    private static final int PIECE = 16;

    private final ByteBuffer bytes;

    /// How many accesses are left to this process.
    private long left;

    private long done;

    /// @param bytes what all processes share
    /// @param accesses how many it has before it dies
    MortalMemory(byte[] bytes, long accesses) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        this.left = accesses;
    }

    static MortalMemory immortal(byte[] bytes) {
        return new MortalMemory(bytes, Long.MAX_VALUE);
    }

    long accesses() {
        return done;
    }

    private int step(long at) {
        if (left-- == 0) {
            throw new Killed();
        }
        done++;
        return Math.toIntExact(at);
    }

    @Override
    public int getInt(long at) {
        return bytes.getInt(step(at));
    }

    @Override
    public void setInt(long at, int value) {
        bytes.putInt(step(at), value);
    }

    @Override
    public boolean compareAndSetInt(long at, int expected, int value) {
        int place = step(at);
        boolean equal = bytes.getInt(place) == expected;
        if (equal) {
            bytes.putInt(place, value);
        }
        return equal;
    }

    @Override
    public long getLong(long at) {
        return bytes.getLong(step(at));
    }

    @Override
    public void setLong(long at, long value) {
        bytes.putLong(step(at), value);
    }

    @Override
    public boolean compareAndSetLong(long at, long expected, long value) {
        int place = step(at);
        boolean equal = bytes.getLong(place) == expected;
        if (equal) {
            bytes.putLong(place, value);
        }
        return equal;
    }

    @Override
    public void put(long at, byte[] from, int offset, int length) {
        for (int i = 0; i < length; i += PIECE) {
            bytes.put(step(at + i), from, offset + i, Math.min(PIECE, length - i));
        }
    }

    @Override
    public void get(long at, byte[] to, int offset, int length) {
        for (int i = 0; i < length; i += PIECE) {
            bytes.get(step(at + i), to, offset + i, Math.min(PIECE, length - i));
        }
    }
}
