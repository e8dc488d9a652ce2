package io.heddle.cluster.internal.link;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Says which process of this user starts the server of a port, and starts it again: without it, a member that joins
/// while the server is down for a moment would put an empty one in its place. The system takes the lock back from a
/// process that dies.
final class PortLock implements AutoCloseable {

    private final FileChannel file;
    private final FileLock lock;

    private PortLock(FileChannel file, FileLock lock) {
        this.file = file;
        this.lock = lock;
    }

    /// Takes the lock.
    ///
    /// @return `null` if another one has it
    static @Nullable PortLock tryTake(int port) throws IOException {
        Path path =
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "heddle-cluster-%s-%d.lock"
                                .formatted(System.getProperty("user.name"), port));
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return new PortLock(file, lock);
            }
        } catch (OverlappingFileLockException e) {
            // another member of this very process has it
        }
        file.close();
        return null;
    }

    @Override
    public void close() {
        try {
            lock.release();
            file.close();
        } catch (IOException e) {
            // the system releases it at the end of the process
        }
    }
}
