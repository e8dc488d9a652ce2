package io.heddle.internal.memory;

/// Memory that says when it is about to be accessed. Bytes are copied in pieces, each of which is an access.
/// A long word that was set counts twice: before and after.
record WatchedMemory(Memory memory, Runnable step) implements Memory {

    private static final int PIECE = 16;

    private Memory stepped() {
        step.run();
        return memory;
    }

    @Override
    public int getInt(long at) {
        return stepped().getInt(at);
    }

    @Override
    public void setInt(long at, int value) {
        stepped().setInt(at, value);
    }

    @Override
    public boolean compareAndSetInt(long at, int expected, int value) {
        return stepped().compareAndSetInt(at, expected, value);
    }

    @Override
    public long getLong(long at) {
        return stepped().getLong(at);
    }

    @Override
    public void setLong(long at, long value) {
        stepped().setLong(at, value);
    }

    @Override
    public boolean compareAndSetLong(long at, long expected, long value) {
        boolean done = stepped().compareAndSetLong(at, expected, value);
        if (done) {
            step.run(); // between clearing the bit of one who waits and ringing it
        }
        return done;
    }

    @Override
    public void put(long at, byte[] from, int offset, int length) {
        for (int i = 0; i < length; i += PIECE) {
            stepped().put(at + i, from, offset + i, Math.min(PIECE, length - i));
        }
    }

    @Override
    public void get(long at, byte[] to, int offset, int length) {
        for (int i = 0; i < length; i += PIECE) {
            stepped().get(at + i, to, offset + i, Math.min(PIECE, length - i));
        }
    }
}
