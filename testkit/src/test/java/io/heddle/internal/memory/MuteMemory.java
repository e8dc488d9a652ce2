package io.heddle.internal.memory;

/// A defect, made by how one participant sees its memory: whom it finds waiting it takes for somebody whom another
/// one has woken already. So it rings nobody.
record MuteMemory(Memory memory) implements Memory {

    @Override
    public long getAndClearLong(long at, long bits) {
        memory.getAndClearLong(at, bits);
        return 0;
    }

    @Override
    public long getAndSetLong(long at, long value) {
        memory.getAndSetLong(at, value);
        return 0;
    }

    @Override
    public int getInt(long at) {
        return memory.getInt(at);
    }

    @Override
    public void setInt(long at, int value) {
        memory.setInt(at, value);
    }

    @Override
    public boolean compareAndSetInt(long at, int expected, int value) {
        return memory.compareAndSetInt(at, expected, value);
    }

    @Override
    public long getLong(long at) {
        return memory.getLong(at);
    }

    @Override
    public void setLong(long at, long value) {
        memory.setLong(at, value);
    }

    @Override
    public boolean compareAndSetLong(long at, long expected, long value) {
        return memory.compareAndSetLong(at, expected, value);
    }

    @Override
    public void put(long at, byte[] from, int offset, int length) {
        memory.put(at, from, offset, length);
    }

    @Override
    public void get(long at, byte[] to, int offset, int length) {
        memory.get(at, to, offset, length);
    }
}
