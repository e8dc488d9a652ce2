package io.heddle.internal.wire;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The memory that a parent shares with one worker, with a ring for each direction in it.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |  0x000 |     4 | length of each ring | parent, before the worker has the path |
/// |  0x004 |     4 | joined: not 0 if the worker has it mapped | worker, before it connects |
/// |  0x008 |     8 | how many nanoseconds the worker looks for a task before it sleeps | parent, as the length |
/// | 0x1000 |       | the [Ring] of the tasks | |
/// |        |       | the [Ring] of the answers | |
///
/// The parent makes it and offers it ([WireOffer]); the worker opens it.
public final class WireMemory {

    private static final int RING_BYTES = 0;
    private static final int JOINED = 4;
    private static final int PATIENCE = 8;
    private static final int HEADER_BYTES = 0x1000;

    private final ByteBuffer memory;
    private final Ring tasks;
    private final Ring answers;

    private WireMemory(ByteBuffer memory, int ringBytes) {
        int each = Ring.bytesFor(ringBytes);
        this.memory = memory;
        this.tasks = new Ring(memory.slice(HEADER_BYTES, each), memory.getLong(PATIENCE));
        this.answers = new Ring(memory.slice(HEADER_BYTES + each, each), 0);
    }

    /// Tells how long the file is.
    static int bytesFor(int ringBytes) {
        return HEADER_BYTES + 2 * Ring.bytesFor(ringBytes);
    }

    /// Maps a file that is all zeros, in the parent.
    static WireMemory make(FileChannel file, int ringBytes, long patienceNanos, Arena arena)
            throws IOException {
        ByteBuffer memory = map(file, arena);
        memory.putInt(RING_BYTES, ringBytes).putLong(PATIENCE, patienceNanos);
        return new WireMemory(memory, ringBytes);
    }

    /// Maps what the parent has made, in the worker, and says so.
    ///
    /// @param path where the parent has it open
    /// @return the memory
    /// @throws IOException if it cannot be opened from here, or not be mapped
    public static WireMemory join(String path) throws IOException {
        ByteBuffer memory = mapAndClose(path);
        WireMemory joined = new WireMemory(memory, memory.getInt(RING_BYTES));
        memory.putInt(JOINED, 1); // last, when nothing can fail any more; the parent looks later
        return joined;
    }

    private static ByteBuffer mapAndClose(String path) throws IOException {
        try (FileChannel file =
                FileChannel.open(
                        Path.of(path), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return map(file, Arena.ofAuto());
        }
    }

    /// A buffer, not a memory segment, as for [StatusPage].
    private static ByteBuffer map(FileChannel file, Arena arena) throws IOException {
        return file.map(FileChannel.MapMode.READ_WRITE, 0, file.size(), arena)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    /// Tells whether the worker has it.
    boolean isJoined() {
        return memory.getInt(JOINED) != 0;
    }

    /// The direction from the parent to the worker.
    ///
    /// @return the ring
    public Ring tasks() {
        return tasks;
    }

    /// The direction from the worker to the parent.
    ///
    /// @return the ring
    public Ring answers() {
        return answers;
    }
}
