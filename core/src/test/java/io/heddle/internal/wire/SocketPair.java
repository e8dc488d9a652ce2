package io.heddle.internal.wire;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Two connected sockets.
record SocketPair(SocketChannel left, SocketChannel right) implements AutoCloseable {

    static SocketPair open(Path folder) throws IOException {
        UnixDomainSocketAddress address =
                UnixDomainSocketAddress.of(folder.resolve("s" + System.nanoTime()));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            SocketChannel left = SocketChannel.open(address);
            return new SocketPair(left, server.accept());
        }
    }

    @Override
    public void close() throws IOException {
        left.close();
        right.close();
    }
}
