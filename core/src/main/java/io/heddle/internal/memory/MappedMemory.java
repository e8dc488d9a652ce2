package io.heddle.internal.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// Memory that is mapped from a file.
final class MappedMemory implements Memory {

    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /// So few bytes are copied one by one faster than together.
    private static final int FEW = 8;

    private final MemorySegment segment;

    MappedMemory(MemorySegment segment) {
        this.segment = segment;
    }

    @Override
    public int getInt(long at) {
        return (int) INT.getVolatile(segment, at);
    }

    @Override
    public void setInt(long at, int value) {
        INT.setVolatile(segment, at, value);
    }

    @Override
    public boolean compareAndSetInt(long at, int expected, int value) {
        return INT.compareAndSet(segment, at, expected, value);
    }

    @Override
    public long getLong(long at) {
        return (long) LONG.getVolatile(segment, at);
    }

    @Override
    public void setLong(long at, long value) {
        LONG.setVolatile(segment, at, value);
    }

    @Override
    public boolean compareAndSetLong(long at, long expected, long value) {
        return LONG.compareAndSet(segment, at, expected, value);
    }

    @Override
    public void publishInt(long at, int value) {
        INT.setRelease(segment, at, value);
    }

    @Override
    public void publishLong(long at, long value) {
        LONG.setRelease(segment, at, value);
    }

    @Override
    public int ownInt(long at) {
        return (int) INT.get(segment, at);
    }

    @Override
    public long ownLong(long at) {
        return (long) LONG.get(segment, at);
    }

    @Override
    public boolean areZeroNow(long at, int words) {
        VarHandle.fullFence();
        long all = 0;
        for (int i = 0; i < words; i++) {
            all |= (long) LONG.get(segment, at + (long) i * Long.BYTES); // behind one fence
        }
        return all == 0;
    }

    @Override
    public void put(long at, byte[] from, int offset, int length) {
        if (length > FEW) {
            MemorySegment.copy(from, offset, segment, ValueLayout.JAVA_BYTE, at, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            segment.set(ValueLayout.JAVA_BYTE, at + i, from[offset + i]);
        }
    }

    @Override
    public void get(long at, byte[] to, int offset, int length) {
        if (length > FEW) {
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, at, to, offset, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            to[offset + i] = segment.get(ValueLayout.JAVA_BYTE, at + i);
        }
    }

    @Override
    public int getAndAddInt(long at, int delta) {
        return (int) INT.getAndAdd(segment, at, delta);
    }

    @Override
    public long getAndAddLong(long at, long delta) {
        return (long) LONG.getAndAdd(segment, at, delta);
    }

    @Override
    public long getAndSetLong(long at, long value) {
        return (long) LONG.getAndSet(segment, at, value);
    }

    @Override
    public long getAndOrLong(long at, long bits) {
        return (long) LONG.getAndBitwiseOr(segment, at, bits);
    }

    @Override
    public long getAndClearLong(long at, long bits) {
        return (long) LONG.getAndBitwiseAnd(segment, at, ~bits);
    }
}
