package io.heddle.supervision;

import io.heddle.internal.wire.Sockets;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;

/// Serves connections as they are, behind a socket in the worker's own folder, which only this user may enter.
final class StreamSide implements WorkerSide {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private final StreamHandler handler;
    private final ServerSocketChannel door;

    /// What makes one in the worker.
    ///
    /// @param handler what the user gave
    record Maker(StreamHandler handler) implements WorkerSide.Maker {
        @Override
        public WorkerSide open() throws IOException {
            Path socket = Path.of(System.getProperty("java.io.tmpdir"), "s");
            ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            door.bind(UnixDomainSocketAddress.of(socket));
            return new StreamSide(handler, door);
        }

        @Override
        public boolean isHttp() {
            return false;
        }
    }

    private StreamSide(StreamHandler handler, ServerSocketChannel door) {
        this.handler = handler;
        this.door = door;
        Thread.ofPlatform().daemon().name("heddle-prefork-door").start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = door.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (ClosedChannelException e) {
            // the worker ends
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a worker accepts no connections any more", e);
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            handler.handle(new Input(connection), new Output(connection));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection broke", e);
        } catch (Throwable failure) {
            LOG.log(System.Logger.Level.WARNING, "a handler of connections failed", failure);
        }
    }

    @Override
    public SocketAddress address() {
        try {
            return door.getLocalAddress();
        } catch (IOException e) {
            throw new IllegalStateException("a worker has lost its socket", e);
        }
    }

    @Override
    public void announce(int port, boolean open) {}

    @Override
    public Set<Integer> idle(Set<Integer> ports) {
        return Set.of(); // a connection belongs to its worker
    }

    @Override
    public void close() {
        Sockets.close(door);
    }

    /// Closing it leaves the other direction open.
    private static final class Input extends FilterInputStream {
        private final SocketChannel connection;

        Input(SocketChannel connection) {
            super(Channels.newInputStream(connection));
            this.connection = connection;
        }

        @Override
        public void close() throws IOException {
            connection.shutdownInput();
        }
    }

    /// As [Input].
    private static final class Output extends FilterOutputStream {
        private final SocketChannel connection;

        Output(SocketChannel connection) {
            super(Channels.newOutputStream(connection));
            this.connection = connection;
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
        }

        @Override
        public void close() throws IOException {
            connection.shutdownOutput();
        }
    }
}
