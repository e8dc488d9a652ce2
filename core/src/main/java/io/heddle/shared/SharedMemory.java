package io.heddle.shared;

import io.heddle.internal.memory.Memory;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Site;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A piece of memory that several processes have mapped: what one writes the others read, and nothing is
/// copied.
///
/// For elements with atomic access take a [SharedArray], for one object a [SharedReference].
///
/// ## Memory consistency
/// That of the accesses to the segment: plain ones are not ordered between processes. Order them by a
/// [SharedLock], a [SharedLatch] or the like, or by a `VarHandle` of the segment.
///
/// ## Who closes it
/// Each process for itself: [#close] unmaps the memory there, at once, for all threads of the process. The
/// others keep it. The system frees it when the last process has closed it or ended, however it ended. Who has
/// been sent it and has not opened it yet can open it as long as one process has it; so let whoever made it
/// close it when the others have answered. What is never closed stays mapped until the process ends.
///
/// ## If a process dies
/// The memory stays for the others as it is, with whatever the dead process was about to write. That a file
/// system is too small for it shows when it is made, not when it is used.
public final class SharedMemory implements AutoCloseable, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    // offset 0x08: how many bytes; 0x80: the bytes
    private static final int SIZE = 0x08;
    private static final int CONTENT = 0x80;

    /// Beyond any file system, and so small that everything around it can be added.
    private static final long MOST_BYTES = 1L << 60;

    private final transient Place place;
    private final transient MemorySegment segment;

    /// Guarded by this.
    private transient boolean closed;

    SharedMemory(Place place) {
        this.place = place;
        Memory memory = place.memory();
        this.segment = place.segment(CONTENT, memory.getLong(place.at() + SIZE));
    }

    /// Makes memory, all zero. The bytes are really there afterwards.
    ///
    /// @param bytes how many
    /// @return the memory
    /// @throws IllegalArgumentException if it is less than one
    /// @throws io.heddle.HeddleException if there is not so much shared memory left, or none on this system
    public static SharedMemory create(long bytes) {
        requireSize(bytes);
        Arena arena = Arena.ofShared();
        try {
            Place place = Kind.MEMORY.allocateAlone(CONTENT + Math.min(bytes, MOST_BYTES), arena);
            place.memory().setLong(place.at() + SIZE, bytes);
            return Site.current().intern(place, new SharedMemory(place));
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /// Makes memory with a name, for other processes of this user; see [SharedNames].
    ///
    /// @param name the name
    /// @param bytes how many
    /// @return it
    /// @throws NameTakenException if a process has a shared object of this name
    /// @throws IllegalArgumentException if it is less than one byte, or no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory left, or none on this system
    public static SharedMemory create(String name, long bytes) {
        requireSize(bytes);
        return Kind.MEMORY.create(
                name,
                CONTENT + Math.min(bytes, MOST_BYTES),
                place -> place.memory().setLong(place.at() + SIZE, bytes));
    }

    /// Finds memory by its name; see [SharedNames].
    ///
    /// @param name the name
    /// @return the one object of this process for it
    /// @throws NoSuchNameException if no living process of this user has it
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name
    public static SharedMemory open(String name) {
        return Kind.MEMORY.open(name);
    }

    /// Finds memory by its name, or makes it if there is none; see [SharedNames].
    ///
    /// @param name the name
    /// @param bytes how many; of no account if it is there
    /// @return the one object of this process for it
    /// @throws IllegalArgumentException if it is less than one byte, or no object can have such a name
    /// @throws io.heddle.HeddleException if something else has this name, or there is no shared memory left
    public static SharedMemory openOrCreate(String name, long bytes) {
        requireSize(bytes);
        return Kind.MEMORY.openOrCreate(
                name,
                CONTENT + Math.min(bytes, MOST_BYTES),
                place -> place.memory().setLong(place.at() + SIZE, bytes));
    }

    private static void requireSize(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("memory has at least one byte: bytes=" + bytes);
        }
    }

    /// Gives the bytes themselves. Any thread may use them until this is closed here.
    ///
    /// @return the segment; after [#close] its accesses throw [IllegalStateException]
    public MemorySegment segment() {
        return segment;
    }

    /// Tells how many bytes there are.
    ///
    /// @return the number
    public long size() {
        return segment.byteSize();
    }

    /// Tells whether it was closed in this process.
    ///
    /// @return whether it was
    public synchronized boolean isClosed() {
        return closed;
    }

    /// Unmaps it in this process. Does nothing if it is closed. If it is sent here again by a process that
    /// still has it, it arrives as a new object.
    ///
    /// @throws IllegalStateException if the system reads or writes the segment just now, for example through
    ///     a channel; nothing has happened then
    @Override
    public synchronized void close() {
        if (!closed) {
            place.close();
            closed = true;
        }
    }

    @Override
    public String toString() {
        return super.toString() + "[Size = " + size() + (isClosed() ? ", closed]" : "]");
    }

    @Serial
    private synchronized Object writeReplace() {
        if (closed) {
            throw new IllegalStateException(
                    "memory that is closed here cannot be sent: bytes=" + size());
        }
        return Kind.MEMORY.reference(place);
    }
}
