package io.heddle.internal.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/// Memory that is mapped from a file.
final class MappedMemory implements Memory {

    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

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
    public void put(long at, byte[] from, int offset, int length) {
        MemorySegment.copy(from, offset, segment, ValueLayout.JAVA_BYTE, at, length);
    }

    @Override
    public void get(long at, byte[] to, int offset, int length) {
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, at, to, offset, length);
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
