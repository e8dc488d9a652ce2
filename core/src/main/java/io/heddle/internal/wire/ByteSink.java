package io.heddle.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/// Where the bytes of frames go. Used by one thread at a time, and never blocks.
interface ByteSink extends AutoCloseable {

    /// Takes as many bytes as there is room for.
    ///
    /// @param part the bytes; those that were taken are behind its position afterwards
    /// @return whether it has taken all
    /// @throws RubbishException if the peer says of the room what cannot be
    /// @throws IOException if the peer is gone
    boolean take(ByteBuffer part) throws IOException;

    /// Sends what was taken.
    ///
    /// @return whether that was all
    /// @throws IOException if the peer is gone
    boolean flush() throws IOException;

    /// Has a selector tell when there is room again.
    ///
    /// @param attachment what its key carries
    /// @return false if there is room already
    /// @throws IOException if it cannot be told
    boolean register(Selector selector, Object attachment) throws IOException;

    @Override
    void close();
}
