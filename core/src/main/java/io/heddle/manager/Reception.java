package io.heddle.manager;

import io.heddle.internal.os.PrivateFolder;
import io.heddle.internal.wire.Sockets;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/// Where a manager that is being started reports, once: a socket in a folder that only this user may enter.
final class Reception implements AutoCloseable {

    private final Path folder;
    private final Path socket;
    private final ServerSocketChannel door;

    Reception() throws IOException {
        folder = PrivateFolder.makeForSockets("r");
        socket = folder.resolve("starter");
        door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean ready = false;
        try {
            door.bind(UnixDomainSocketAddress.of(socket));
            ready = true;
        } finally {
            if (!ready) {
                giveUp();
                PrivateFolder.remove(folder);
            }
        }
    }

    String socket() {
        return socket.toString();
    }

    /// Waits for the report.
    ///
    /// @throws java.nio.channels.AsynchronousCloseException if this is closed meanwhile
    /// @throws java.nio.channels.ClosedByInterruptException if interrupted meanwhile
    Address await(String manager, String token, Duration silenceLimit) throws IOException {
        while (true) {
            try (SocketChannel channel = door.accept()) {
                DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
                if (in.readUTF().equals(token)) {
                    return new Address(
                            manager,
                            in.readLong(),
                            in.readUTF(),
                            token,
                            in.readUTF(),
                            silenceLimit);
                }
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                if (!door.isOpen()) {
                    throw e;
                }
            }
        }
    }

    /// Whoever waits for a report waits no longer.
    void giveUp() {
        Sockets.close(door);
    }

    @Override
    public void close() {
        Sockets.close(door);
        PrivateFolder.remove(folder);
    }
}
