package io.heddle.internal.wire;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// One direction of a wire in shared memory: bytes go in at the tail and come out at the head.
///
/// | offset | bytes | field         | written by      | order                                     |
/// |-------:|------:|---------------|-----------------|-------------------------------------------|
/// |  0x000 |     8 | `tail`        | writer          | after a release fence, behind the bytes   |
/// |  0x080 |     8 | `head`        | reader          | after a release fence, behind its reading |
/// |  0x100 |     4 | `readerWaits` | reader; writer clears | before a full fence, then `tail` is looked at |
/// |  0x180 |     4 | `writerWaits` | writer; reader clears | before a full fence, then `head` is looked at |
/// |  0x1000 |   2^n | bytes         | writer          | plain                                     |
///
/// `tail` and `head` count all bytes that ever went in or came out; the place is what is left of them by the
/// length. Each end keeps its own count in its own memory and never reads it back, and holds the other's
/// against it: nobody is hurt by what the other end writes here.
///
/// Whoever dies leaves what was behind the tail, whole or not, and nothing else: half a frame ends with the
/// end of the connection, as over a socket.
public final class Ring {

    private static final int TAIL = 0x000;
    private static final int HEAD = 0x080;
    private static final int READER_WAITS = 0x100;
    private static final int WRITER_WAITS = 0x180;
    private static final int DATA = 0x1000;

    private final ByteBuffer memory;
    private final int capacity;
    private final long patienceNanos;

    /// @param memory of which this is all; a power of two behind the fields
    /// @param patienceNanos how long its reader looks for more before it sleeps
    Ring(ByteBuffer memory, long patienceNanos) {
        this.memory = memory.order(ByteOrder.nativeOrder()); // a number is written by one store
        this.capacity = memory.capacity() - DATA;
        this.patienceNanos = patienceNanos;
    }

    /// Tells how much memory a ring has.
    static int bytesFor(int capacity) {
        return DATA + capacity;
    }

    /// Says that the other end has cut the file off: that is how a JVM reports memory that is not there.
    static RubbishException isCut(InternalError fault) {
        RubbishException cut = new RubbishException("the memory of the wire is not there any more");
        cut.initCause(fault);
        return cut;
    }

    int capacity() {
        return capacity;
    }

    long patienceNanos() {
        return patienceNanos;
    }

    // ---- the writer's end ----------------------------------------------------------------------

    /// Copies bytes to where nobody reads yet.
    void write(long at, ByteBuffer from, int count) {
        int place = (int) at & (capacity - 1);
        int first = Math.min(count, capacity - place);
        int start = from.position();
        memory.put(DATA + place, from, start, first);
        memory.put(DATA, from, start + first, count - first);
        from.position(start + count);
    }

    /// Lets the reader see what was written.
    ///
    /// @return whether the reader waits, and is to be woken by whoever asked
    boolean publish(long tail) {
        VarHandle.releaseFence(); // SYNC ring-written
        memory.putLong(TAIL, tail);
        VarHandle.fullFence(); // SYNC ring-reader-waits
        return isCleared(READER_WAITS);
    }

    /// Tells how many bytes the reader says to have read.
    long head() {
        long head = memory.getLong(HEAD);
        VarHandle.acquireFence(); // SYNC ring-read
        return head;
    }

    /// Says that the writer is going to wait; it looks at the head once more before it does.
    void writerWaits() {
        memory.putInt(WRITER_WAITS, 1);
        VarHandle.fullFence(); // SYNC ring-writer-waits
    }

    // ---- the reader's end ----------------------------------------------------------------------

    /// Tells how many bytes the writer says to have written.
    long tail() {
        long tail = memory.getLong(TAIL);
        VarHandle.acquireFence(); // SYNC ring-written
        return tail;
    }

    void read(long at, ByteBuffer to, int count) {
        int place = (int) at & (capacity - 1);
        int first = Math.min(count, capacity - place);
        int start = to.position();
        to.put(start, memory, DATA + place, first);
        to.put(start + first, memory, DATA, count - first);
        to.position(start + count);
    }

    /// Gives the room of what was read back to the writer.
    void release(long head) {
        VarHandle.releaseFence(); // SYNC ring-read
        memory.putLong(HEAD, head);
        VarHandle.fullFence(); // SYNC ring-writer-waits
    }

    /// Tells whether the writer waits and there is room enough now; it is to be woken by whoever asked.
    boolean isWriterToBeWoken(long head) {
        return memory.getInt(WRITER_WAITS) != 0
                && hasMuchRoom(tail(), head)
                && isCleared(WRITER_WAITS);
    }

    /// Tells whether a writer that waits goes on: not for each small piece of room.
    boolean hasMuchRoom(long tail, long head) {
        return tail - head <= capacity / 2;
    }

    /// Says that the reader is going to wait; it looks at the tail once more before it does.
    void readerWaits() {
        memory.putInt(READER_WAITS, 1);
        VarHandle.fullFence(); // SYNC ring-reader-waits
    }

    void readerGoesOn() {
        memory.putInt(READER_WAITS, 0);
    }

    /// Clears a flag before the bell is rung, so that who waits again after that is woken again.
    private boolean isCleared(int flag) {
        if (memory.getInt(flag) == 0) {
            return false;
        }
        memory.putInt(flag, 0);
        return true;
    }
}
