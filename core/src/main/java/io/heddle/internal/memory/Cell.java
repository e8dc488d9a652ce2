package io.heddle.internal.memory;

import io.heddle.HeddleException;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// One value of any size, replaced by one store.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |  0x000 |     4 | lock of those who write | CAS |
/// |  0x008 |     8 | `version`: how often it was replaced | who holds the lock, last |
/// |  0x010 |    16 | where versions 0, 2, 4 … begin, and how many bytes they have | who holds the lock |
/// |  0x020 |    16 | the same of versions 1, 3, 5 … | who holds the lock |
/// |  0x030 |       | room for values | who holds the lock |
///
/// A value: the number of its parts, the length of each, and the parts; all of eight bytes or filled up to it.
///
/// A new version is written beside the present one, before it if there is room and otherwise behind it, and
/// counts from the one store of `version`. So no more room is ever used than three times the largest value.
/// Who reads does so without the lock and looks afterwards whether another version has come: the one after that
/// may be written where its own was.
///
/// | dies after | left | repaired by |
/// |---|---|---|
/// | taking the lock | a lock of a dead one | the next who writes; nothing has to be put in order |
/// | writing part of a value | the same: those bytes are free | the same |
/// | `version` | the same: the new value is there | the same |
public final class Cell {

    /// What became of an attempt to replace it.
    public enum Replaced {
        /// The new value is there.
        DONE,
        /// It is not the version any more that was to be replaced.
        CHANGED,
        /// Somebody else is at it.
        BUSY
    }

    /// A version.
    ///
    /// @param version its number
    /// @param parts its bytes, in parts
    public record Contents(long version, List<byte[]> parts) {

        /// Tells whether it consists of some parts.
        ///
        /// @param others the parts
        /// @return whether they are equal, byte by byte
        public boolean consistsOf(List<byte[]> others) {
            boolean equal = parts.size() == others.size();
            for (int i = 0; equal && i < others.size(); i++) {
                equal = Arrays.equals(parts.get(i), others.get(i));
            }
            return equal;
        }
    }

    /// Where a version is.
    private record Extent(long at, long bytes) {
        long end() {
            return at + bytes;
        }
    }

    /// Instead of a number: whatever version is there is replaced.
    public static final long ANY_VERSION = -1;

    private static final int LOCK = 0x000;
    private static final int VERSION = 0x008;
    private static final int EXTENTS = 0x010;
    private static final int EXTENT_BYTES = 16;
    private static final int ROOM = 0x030;

    private static final int WORD = Long.BYTES;

    /// More parts than any value has that fits into memory.
    private static final int MOST_PARTS = 1 << 24;

    private final Memory memory;
    private final long at;
    private final LongConsumer extend;
    private final RecoverableLock lock;

    /// Finds it.
    ///
    /// @param memory where it is; it grows
    /// @param at its offset
    /// @param extend lets the memory have so many bytes
    public Cell(Memory memory, long at, LongConsumer extend) {
        this.memory = memory;
        this.at = at;
        this.extend = extend;
        this.lock = new RecoverableLock(memory, at + LOCK);
    }

    /// Gives it its first value, before anybody else knows of it.
    ///
    /// @param parts the value
    public void create(List<byte[]> parts) {
        write(0, new Extent(at + ROOM, bytesOf(parts)), parts);
    }

    /// How many bytes it takes with a value.
    ///
    /// @param parts the value
    /// @return the number
    public static long bytes(List<byte[]> parts) {
        return ROOM + bytesOf(parts);
    }

    private static long bytesOf(List<byte[]> parts) {
        long bytes = (1L + parts.size()) * WORD;
        for (byte[] part : parts) {
            bytes += filledUp(part.length);
        }
        return bytes;
    }

    private static long filledUp(long bytes) {
        return Math.ceilDiv(bytes, WORD) * WORD;
    }

    // ---- reading -------------------------------------------------------------------------------

    /// Reads it.
    ///
    /// @return the present version; `null` if it was overwritten meanwhile
    /// @throws HeddleException if the memory holds something else
    public @Nullable Contents tryRead() {
        long version = version();
        Extent extent = extent(version);
        if (isOverwritten(version)) {
            return null; // the two words of the extent may not belong together
        }
        long count = isSound(extent) ? memory.getLong(extent.at()) : -1;
        if (count < 0 || count > MOST_PARTS || (1 + count) * WORD > extent.bytes()) {
            return nullIfOverwritten(version);
        }
        long[] lengths = new long[(int) count];
        long end = extent.at() + (1 + count) * WORD;
        for (int i = 0; i < count; i++) {
            lengths[i] = memory.getLong(extent.at() + (1L + i) * WORD);
            if (lengths[i] < 0 || lengths[i] > extent.end() - end) {
                return nullIfOverwritten(version);
            }
            end += filledUp(lengths[i]);
        }
        return isOverwritten(version) ? null : read(version, extent, lengths);
    }

    private boolean isSound(Extent extent) {
        return extent.at() >= at + ROOM
                && extent.at() % WORD == 0
                && extent.bytes() >= WORD
                && extent.end() > 0;
    }

    private @Nullable Contents read(long version, Extent extent, long[] lengths) {
        List<byte[]> parts = new ArrayList<>(lengths.length);
        long from = extent.at() + (1L + lengths.length) * WORD;
        for (long length : lengths) {
            byte[] part = new byte[Math.toIntExact(length)];
            memory.get(from, part, 0, part.length);
            parts.add(part);
            from += filledUp(length);
        }
        return isOverwritten(version) ? null : new Contents(version, parts);
    }

    private long version() {
        return memory.getLong(at + VERSION); // SYNC cell-version
    }

    /// The place of a version is given to another one only after the next one was there.
    private boolean isOverwritten(long version) {
        VarHandle.acquireFence(); // what was read until now was read before the word
        return version() != version;
    }

    private @Nullable Contents nullIfOverwritten(long version) {
        if (isOverwritten(version)) {
            return null;
        }
        throw new HeddleException(
                "a shared value is damaged: version=%d; has native code written into shared memory?"
                        .formatted(version));
    }

    // ---- writing -------------------------------------------------------------------------------

    /// Replaces it.
    ///
    /// @param expected the version that must be there, or [#ANY_VERSION]
    /// @param parts the new value
    /// @param me who replaces it
    /// @param liveness who is dead
    /// @return what became of it
    /// @throws HeddleException if there is no room; nothing has changed
    public Replaced tryReplace(long expected, List<byte[]> parts, int me, Liveness liveness) {
        if (lock.tryAcquire(me, liveness) == RecoverableLock.Attempt.BUSY) {
            return Replaced.BUSY;
        }
        boolean wanted;
        try {
            long version = version();
            wanted = expected == ANY_VERSION || expected == version;
            if (wanted) {
                replace(version, parts);
            }
        } catch (RuntimeException | VirtualMachineError e) {
            lock.release();
            throw e;
        }
        lock.release(); // a dead one has left nothing that would have to be put in order
        return wanted ? Replaced.DONE : Replaced.CHANGED;
    }

    private void replace(long version, List<byte[]> parts) {
        Extent present = extent(version);
        long bytes = bytesOf(parts);
        boolean fitsBefore = bytes <= present.at() - (at + ROOM);
        Extent next = new Extent(fitsBefore ? at + ROOM : present.end(), bytes);
        extend.accept(next.end());
        write(version + 1, next, parts);
        memory.setLong(at + VERSION, version + 1); // SYNC cell-version
    }

    private void write(long version, Extent extent, List<byte[]> parts) {
        long word = extentAt(version);
        memory.setLong(word, extent.at());
        memory.setLong(word + WORD, extent.bytes());
        long to = extent.at();
        memory.setLong(to, parts.size());
        for (byte[] part : parts) {
            to += WORD;
            memory.setLong(to, part.length);
        }
        to += WORD;
        for (byte[] part : parts) {
            memory.put(to, part, 0, part.length);
            to += filledUp(part.length);
        }
    }

    // ---- offsets -------------------------------------------------------------------------------

    private Extent extent(long version) {
        long word = extentAt(version);
        return new Extent(memory.getLong(word), memory.getLong(word + WORD));
    }

    private long extentAt(long version) {
        return at + EXTENTS + EXTENT_BYTES * (version & 1);
    }
}
