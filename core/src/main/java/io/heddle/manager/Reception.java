package io.heddle.manager;

import io.heddle.internal.os.PrivateFolder;
import io.heddle.internal.wire.Sockets;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Where a manager that is being started reports, once: a socket in a folder that only this user may enter.
final class Reception implements AutoCloseable {

    private static final Duration LONGEST_REPORT = Duration.ofSeconds(10);

    /// Too many open files, for example, is a trouble that lasts.
    private static final long PAUSE_AFTER_TROUBLE_NANOS = 10_000_000;

    private final Path folder;
    private final Path socket;
    private final ServerSocketChannel door;

    /// Whoever is reporting, or pretends to.
    private volatile @Nullable SocketChannel talking;

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
                Address reported = listen(channel, manager, token, silenceLimit);
                if (reported != null) {
                    return reported;
                }
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                if (!door.isOpen()) {
                    throw e;
                }
                LockSupport.parkNanos(this, PAUSE_AFTER_TROUBLE_NANOS);
            }
        }
    }

    /// Gives what it says, or `null` if it is somebody else. One that says nothing is not waited for without end.
    private @Nullable Address listen(
            SocketChannel channel, String manager, String token, Duration silenceLimit)
            throws IOException {
        Clock.Alarm tooLate =
                Clock.schedule(Deadline.in(LONGEST_REPORT), () -> Sockets.close(channel));
        talking = channel; // before it looks: who gives up closes the door before it looks for this
        try {
            if (!door.isOpen()) {
                throw new ClosedChannelException();
            }
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            return in.readUTF().equals(token)
                    ? new Address(
                            manager, in.readLong(), in.readUTF(), token, in.readUTF(), silenceLimit)
                    : null;
        } finally {
            tooLate.cancel();
            talking = null;
        }
    }

    /// Whoever waits for a report waits no longer.
    void giveUp() {
        Sockets.close(door);
        SocketChannel now = talking;
        if (now != null) {
            Sockets.close(now);
        }
    }

    @Override
    public void close() {
        Sockets.close(door);
        PrivateFolder.remove(folder);
    }
}
