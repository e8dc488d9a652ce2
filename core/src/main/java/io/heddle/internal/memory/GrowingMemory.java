package io.heddle.internal.memory;

import io.heddle.HeddleException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/// Memory that is mapped from a file which gets longer, never shorter. It is mapped anew when somebody wants
/// what was not there before; what was mapped until then goes when nobody is at it any more.
final class GrowingMemory implements Memory {

    /// A file grows by this part of itself at least, so that it does so seldom.
    private static final int GROWTH_DIVISOR = 2;

    private static final long PAGE_BYTES = 4096;

    /// A memory and how much of it there is.
    private record Mapped(Memory memory, long bytes) {}

    private final Supplier<Path> file;

    /// Replaced under this by a longer one.
    private volatile Mapped mapped;

    /// @param file where this process can open it again
    /// @param segment as far as it is mapped
    GrowingMemory(Supplier<Path> file, MemorySegment segment) {
        this.file = file;
        this.mapped = new Mapped(new MappedMemory(segment), segment.byteSize());
    }

    /// Lets it have so many bytes at least. Others do not do so at the same time.
    ///
    /// @throws HeddleException if there is no room for them
    synchronized void extend(long bytes) {
        if (bytes <= mapped.bytes()) {
            return;
        }
        try {
            extendFile(bytes);
        } catch (IOException e) {
            throw new HeddleException(
                    "no room for a larger shared value: bytes=%d folder=%s; how large is that file system? In a container see --shm-size"
                            .formatted(bytes, RegionFile.folder()),
                    e);
        }
        reach(bytes);
    }

    private void extendFile(long bytes) throws IOException {
        try {
            RegionFile.extend(file.get(), grown(bytes));
        } catch (IOException e) {
            RegionFile.extend(file.get(), bytes); // without a reserve there may be room enough
        }
    }

    private long grown(long bytes) {
        long present = mapped.bytes();
        long wanted = Math.max(bytes, present + present / GROWTH_DIVISOR);
        return Math.ceilDiv(wanted, PAGE_BYTES) * PAGE_BYTES;
    }

    private Memory reaching(long at, long bytes) {
        Mapped known = mapped;
        return at + bytes <= known.bytes() ? known.memory() : reach(at + bytes);
    }

    private synchronized Memory reach(long end) {
        if (end > mapped.bytes()) {
            try {
                mapped = Uninterrupted.call(() -> map(end));
            } catch (IOException e) {
                throw new HeddleException(
                        "a shared value could not be mapped: bytes=%d; see the limits of address space"
                                .formatted(end),
                        e);
            }
        }
        return mapped.memory();
    }

    /// Behind the end of the file there is nothing to be mapped: touching it would be a fault of memory.
    private Mapped map(long end) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file.get(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long bytes = channel.size();
            if (end > bytes) {
                throw new HeddleException(
                        "a shared value is damaged: bytes=%d end=%d; has native code written into shared memory?"
                                .formatted(bytes, end));
            }
            MemorySegment segment = channel.map(MapMode.READ_WRITE, 0, bytes, Arena.ofAuto());
            return new Mapped(new MappedMemory(segment), bytes);
        }
    }

    @Override
    public int getInt(long at) {
        return reaching(at, Integer.BYTES).getInt(at);
    }

    @Override
    public void setInt(long at, int value) {
        reaching(at, Integer.BYTES).setInt(at, value);
    }

    @Override
    public boolean compareAndSetInt(long at, int expected, int value) {
        return reaching(at, Integer.BYTES).compareAndSetInt(at, expected, value);
    }

    @Override
    public long getLong(long at) {
        return reaching(at, Long.BYTES).getLong(at);
    }

    @Override
    public void setLong(long at, long value) {
        reaching(at, Long.BYTES).setLong(at, value);
    }

    @Override
    public boolean compareAndSetLong(long at, long expected, long value) {
        return reaching(at, Long.BYTES).compareAndSetLong(at, expected, value);
    }

    @Override
    public void put(long at, byte[] from, int offset, int length) {
        reaching(at, length).put(at, from, offset, length);
    }

    @Override
    public void get(long at, byte[] to, int offset, int length) {
        reaching(at, length).get(at, to, offset, length);
    }
}
