package io.heddle.supervision;

import io.heddle.internal.wire.Sockets;
import io.heddle.spi.Deadline;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Serves connections as they are, behind a socket of its own.
///
/// Either the parent makes them: then the socket lies in the worker's own folder, which only this user may enter. Or it
/// is one of several that listen at one port, and clients come to it themselves. Then nobody stands between them and the end
/// of this process: each connection is set to be reset by the system when that closes it, and no more so when its handler
/// has done its work.
final class StreamSide implements WorkerSide, Doorkeeper.Host {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// How long a client may take to close a connection that has been served.
    static final Duration LINGER = Duration.ofSeconds(2);

    private static final int WASTE_BYTES = 4096;

    private final StreamHandler handler;
    private final ServerSocketChannel door;
    private final Doorkeeper keeper;

    /// How long a client that has come here itself may take to leave; `null` if connections are the parent's.
    private final @Nullable Duration linger;

    /// What makes one in the worker, for connections of the parent.
    ///
    /// @param handler what the user gave
    record Maker(StreamHandler handler) implements WorkerSide.Maker {
        @Override
        public WorkerSide open() throws IOException {
            Path socket = Path.of(System.getProperty("java.io.tmpdir"), "s");
            ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            door.bind(UnixDomainSocketAddress.of(socket), Doorkeeper.BACKLOG);
            return new StreamSide(handler, door, Integer.MAX_VALUE, null);
        }

        @Override
        public boolean isHttp() {
            return false;
        }

        @Override
        public WorkerSide.Maker at(InetSocketAddress where, int room) {
            return new AtPort(handler, where, room, LINGER);
        }
    }

    /// What makes one in the worker that listens at a port with others.
    ///
    /// @param handler what the user gave
    /// @param where it listens
    /// @param room for how many connections at once
    /// @param linger how long a client may take to close a connection that has been served
    record AtPort(StreamHandler handler, InetSocketAddress where, int room, Duration linger)
            implements WorkerSide.Maker {
        @Override
        public WorkerSide open() throws IOException {
            ServerSocketChannel door = ServerSocketChannel.open();
            boolean bound = false;
            try {
                door.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                door.bind(where, Doorkeeper.BACKLOG);
                bound = true;
            } catch (IOException e) {
                throw new IOException("a worker cannot listen there: address=" + where, e);
            } finally {
                if (!bound) {
                    Sockets.close(door);
                }
            }
            return new StreamSide(handler, door, room, linger);
        }

        @Override
        public boolean isHttp() {
            return false;
        }

        @Override
        public boolean listens() {
            return true;
        }
    }

    private StreamSide(
            StreamHandler handler, ServerSocketChannel door, int room, @Nullable Duration linger)
            throws IOException {
        this.handler = handler;
        this.door = door;
        this.linger = linger;
        this.keeper = new Doorkeeper("prefork-door", door, room, this);
        keeper.open();
    }

    @Override
    public void welcome(SocketChannel connection) throws IOException {
        if (linger != null) {
            connection.setOption(StandardSocketOptions.SO_LINGER, 0);
            connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    @Override
    public void serve(SocketChannel connection) {
        handle(connection);
        if (linger != null) {
            part(connection, linger);
        }
    }

    private void handle(SocketChannel connection) {
        try {
            handler.handle(new Input(connection), new Output(connection));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection broke", e);
        } catch (Throwable failure) {
            LOG.log(System.Logger.Level.WARNING, "a handler of connections failed", failure);
        }
    }

    /// A server that closes at once what a client still sends to may so destroy its own last answer: so that is read for a
    /// while, and thrown away.
    private static void part(SocketChannel connection, Duration linger) {
        try {
            connection.setOption(StandardSocketOptions.SO_LINGER, -1); // none
            connection.shutdownOutput();
            Socket socket = connection.socket();
            byte[] waste = new byte[WASTE_BYTES];
            Deadline deadline = Deadline.in(linger);
            int read = 0;
            while (read >= 0 && !deadline.hasPassed()) {
                socket.setSoTimeout((int) Math.max(1, deadline.left().toMillis()));
                read = socket.getInputStream().read(waste);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection broke, or its client stays", e);
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
    public void leave() throws InterruptedException {
        keeper.leave();
    }

    @Override
    public List<Long> howMany() {
        return List.of((long) keeper.connections(), keeper.served());
    }

    @Override
    public void close() {
        keeper.close();
        keeper.guests().forEach(Sockets::close);
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
