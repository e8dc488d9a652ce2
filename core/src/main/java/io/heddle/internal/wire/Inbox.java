package io.heddle.internal.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The receiving end of a wire; used by one thread, which users never get hold of while it reads.
public interface Inbox extends AutoCloseable {

    /// Waits for the next frame.
    ///
    /// @return the frame, or `null` if the peer is gone and everything it sent was received
    /// @throws RubbishException if what came cannot be a frame
    /// @throws IOException if the wire is broken
    @Nullable Frame receive() throws IOException;

    /// Tells whether the next frame can be received without waiting.
    ///
    /// @return true if a whole frame, or the beginning of a large one, is there already
    boolean hasMore();

    /// Closes the wire; a thread that waits gets an exception.
    @Override
    void close();
}
