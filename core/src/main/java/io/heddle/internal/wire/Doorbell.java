package io.heddle.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// One end of the socket beside a ring: a byte wakes the other end, and the end of the socket is the end of
/// the other process. Used by one thread at a time.
final class Doorbell {

    private static final byte RING = 0x07;
    private static final int MOST_AT_ONCE = 64;

    private final SocketChannel channel;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(MOST_AT_ONCE);

    Doorbell(SocketChannel channel) {
        this.channel = channel;
    }

    /// From here on [#hear()] does not wait.
    void neverWait() throws IOException {
        channel.configureBlocking(false);
    }

    /// Wakes the other end. If there is no room for one more byte, others are on their way.
    void ring() throws IOException {
        channel.write(bytes.clear().put(RING).flip());
    }

    /// Waits for the bell, if this end may wait, and takes all that has come.
    ///
    /// @return false if the other end is gone
    /// @throws RubbishException if something came that is no bell
    boolean hear() throws IOException {
        int count = channel.read(bytes.clear());
        for (int i = 0; i < count; i++) {
            if (bytes.get(i) != RING) {
                throw new RubbishException("a bell that is none: byte=" + bytes.get(i));
            }
        }
        return count >= 0;
    }

    /// Has a selector tell when there is something to hear.
    void register(Selector selector, Object attachment) throws IOException {
        channel.register(selector, SelectionKey.OP_READ, attachment);
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    void close() {
        Sockets.close(channel);
    }
}
