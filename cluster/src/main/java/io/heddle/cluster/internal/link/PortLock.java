package io.heddle.cluster.internal.link;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Says which process of this user starts the server of a port, and starts it again: without it, a member that joins
/// while the server is down for a moment would put an empty one in its place. The system takes the lock back from a
/// process that dies.
final class PortLock implements AutoCloseable {

    /// The ports that this process has. Asked before a file is opened: to close a file takes all locks on it from the
    /// whole process.
    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    private final int port;
    private final FileChannel file;
    private final FileLock lock;

    private PortLock(int port, FileChannel file, FileLock lock) {
        this.port = port;
        this.file = file;
        this.lock = lock;
    }

    /// Takes the lock.
    ///
    /// @return `null` if another one has it
    static @Nullable PortLock tryTake(int port) throws IOException {
        if (!TAKEN.add(port)) {
            return null;
        }
        PortLock taken = null;
        try {
            taken = tryTakeFile(port);
        } finally {
            if (taken == null) {
                TAKEN.remove(port);
            }
        }
        return taken;
    }

    private static @Nullable PortLock tryTakeFile(int port) throws IOException {
        Path path =
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "heddle-cluster-%s-%d.lock"
                                .formatted(System.getProperty("user.name"), port));
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } finally {
            if (lock == null) {
                file.close();
            }
        }
        return lock == null ? null : new PortLock(port, file, lock);
    }

    @Override
    public void close() {
        try {
            lock.release();
            file.close();
        } catch (IOException e) {
            // the system releases it at the end of the process
        } finally {
            TAKEN.remove(port);
        }
    }
}
