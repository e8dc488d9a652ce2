package io.heddle.internal.memory;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/// Works on files in threads of users, who may be interrupted: an interrupt closes the channel that a thread
/// is at. So the work is done again, with another channel, and the interrupt is kept for later.
final class Uninterrupted {

    /// Opens what it needs by itself, and leaves nothing behind if it fails.
    ///
    /// @param <T> what it makes
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    private Uninterrupted() {}

    static <T> T call(Work<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
