package io.heddle.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// Sends bytes over a socket in non-blocking mode, many small pieces in one system call.
final class SocketSink implements ByteSink {

    private static final int SMALL_BUFFER_BYTES = 16 * 1024;
    private static final int LARGE_BUFFER_BYTES = 256 * 1024;

    private final SocketChannel channel;

    /// Between calls in the state for writing into it.
    private ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL_BUFFER_BYTES);

    /// @param channel a connected socket, written by nobody else; it is put into non-blocking mode
    /// @throws IOException if that fails
    SocketSink(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        this.channel = channel;
    }

    @Override
    public boolean take(ByteBuffer part) throws IOException {
        if (part.remaining() > SMALL_BUFFER_BYTES && buffer.capacity() < LARGE_BUFFER_BYTES) {
            buffer = ByteBuffer.allocateDirect(LARGE_BUFFER_BYTES).put(buffer.flip());
        }
        while (part.remaining() > buffer.remaining()) {
            copy(part, buffer.remaining());
            if (!flush()) {
                return false;
            }
        }
        copy(part, part.remaining());
        return true;
    }

    private void copy(ByteBuffer part, int count) {
        buffer.put(part.slice(part.position(), count));
        part.position(part.position() + count);
    }

    @Override
    public boolean flush() throws IOException {
        if (buffer.position() == 0) {
            return true;
        }
        buffer.flip();
        channel.write(buffer);
        boolean all = !buffer.hasRemaining();
        buffer.compact();
        return all;
    }

    @Override
    public boolean register(Selector selector, Object attachment) throws IOException {
        channel.register(selector, SelectionKey.OP_WRITE, attachment);
        return true;
    }

    @Override
    public void close() {
        Sockets.close(channel);
    }
}
