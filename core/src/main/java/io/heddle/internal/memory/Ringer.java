package io.heddle.internal.memory;

import io.heddle.internal.os.Descriptors.Descriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Optional;

/// Rings the [Bell] of another process.
///
/// A plain file and no channel: a channel would be closed if the thread that writes is interrupted. It is
/// opened for reading too, so that opening never waits for a reader and writing never meets a broken pipe.
/// A byte is written only when the bell has taken notice of the one before, so the pipe is never full and
/// writing never waits, even if that process is stopped.
final class Ringer implements AutoCloseable {

    private final int owner;
    private final RandomAccessFile pipe;

    private Ringer(int owner, RandomAccessFile pipe) {
        this.owner = owner;
        this.pipe = pipe;
    }

    /// Opens the pipe of a participant.
    ///
    /// @param descriptor where its pipe is
    /// @return empty if it is gone, or not ours to open
    static Optional<Ringer> open(int owner, Descriptor descriptor) {
        if (descriptor.target().filter(target -> target.startsWith("pipe:")).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Ringer(owner, new RandomAccessFile(descriptor.path().toFile(), "rw")));
        } catch (IOException e) {
            return Optional.empty(); // gone meanwhile
        }
    }

    /// Tells whose bell it is.
    int owner() {
        return owner;
    }

    void ring() {
        try {
            pipe.write(1);
        } catch (IOException e) {
            // it is gone; nobody is left to be woken
        }
    }

    @Override
    public void close() {
        try {
            pipe.close();
        } catch (IOException e) {
            // closed all the same
        }
    }
}
