package io.heddle.internal.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Locks on single bytes of a file, without native access.
///
/// The file must be opened once in this process and never be closed: closing *any* channel of a file drops
/// all locks that the process has on it. [OwnByteLocks] do not have this weakness.
final class ByteLocks implements LifeLocks {

    private final FileChannel channel;

    /// The bytes that this process holds. Guarded by this.
    private final Map<Integer, FileLock> own = new HashMap<>();

    ByteLocks(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public synchronized boolean tryTake(int place) {
        if (own.containsKey(place)) {
            return false;
        }
        FileLock lock = tryLock(place, false);
        if (lock != null) {
            own.put(place, lock);
        }
        return lock != null;
    }

    @Override
    public synchronized void giveBack(int place) throws IOException {
        FileLock lock = own.remove(place);
        if (lock != null) {
            lock.release();
        }
    }

    @Override
    public synchronized boolean isFree(int place) {
        if (own.containsKey(place)) {
            return false;
        }
        FileLock probe = tryLock(place, true); // shared, so that two who ask do not see each other
        if (probe == null) {
            return false;
        }
        try {
            probe.release();
        } catch (IOException e) {
            return false; // cannot be told; alive, then
        }
        return true;
    }

    private @Nullable FileLock tryLock(int place, boolean shared) {
        try {
            return channel.tryLock(BEHIND_EVERYTHING + place, 1, shared);
        } catch (OverlappingFileLockException e) {
            return null; // another instance of this library in this process has it
        } catch (IOException e) {
            return null; // cannot be told; alive, then
        }
    }
}
