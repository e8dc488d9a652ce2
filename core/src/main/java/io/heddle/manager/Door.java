package io.heddle.manager;

import io.heddle.internal.os.PrivateFolder;
import io.heddle.internal.wire.PeerUser;
import io.heddle.internal.wire.Sockets;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Where other processes connect to a manager: one socket in a folder that only this user may enter.
///
/// A connection of another user is closed before a byte of it is read; any other is worth nothing before it has shown the
/// token of the manager. When both sockets of a link are there, it is served by a thread of its own.
final class Door implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.heddle");
    private static final Duration LONGEST_GREETING = Duration.ofSeconds(10);
    private static final int BACKLOG = 1024;

    /// Too many open files, for example, is a trouble that lasts.
    private static final long PAUSE_AFTER_TROUBLE_NANOS = 10_000_000;

    private final Path folder;
    private final Path socket;
    private final ServerSocketChannel door;
    private final @Nullable UserPrincipal user;

    /// Links of which one socket is there. Guarded by itself.
    private final Map<String, Half> halves = new HashMap<>();

    private record Half(Greeting.Purpose purpose, SocketChannel channel, Clock.Alarm tooLate) {}

    Door() throws IOException {
        folder = PrivateFolder.makeForSockets("m");
        socket = folder.resolve("manager");
        door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        door.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
        user = PeerUser.self(UnixDomainSocketAddress.of(socket));
    }

    Path socket() {
        return socket;
    }

    /// Tells who this process is; empty if nobody says.
    String user() {
        return user == null ? "" : user.getName();
    }

    void open(Server server) {
        ServiceThreads.named("heddle-manager-door").start(() -> acceptForEver(server));
    }

    private void acceptForEver(Server server) {
        while (door.isOpen()) {
            try {
                welcome(door.accept(), server);
            } catch (ClosedChannelException e) {
                return; // the process ends
            } catch (IOException | RuntimeException e) {
                complain(e);
                LockSupport.parkNanos(this, PAUSE_AFTER_TROUBLE_NANOS);
            } catch (
                    OutOfMemoryError
                            e) { // nothing to say it with; without this thread nobody comes in
                LockSupport.parkNanos(this, PAUSE_AFTER_TROUBLE_NANOS);
            }
        }
    }

    private static void complain(Exception why) {
        try {
            LOG.log(System.Logger.Level.WARNING, "a connection could not be accepted", why);
        } catch (RuntimeException | OutOfMemoryError e) {
            // this thread is more important than what it says
        }
    }

    private void welcome(SocketChannel channel, Server server) {
        UserPrincipal peer = PeerUser.of(channel);
        if (peer != null && user != null && !peer.equals(user)) {
            Sockets.close(channel);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a connection of another user is refused: user={0} expected={1}",
                    peer.getName(),
                    user.getName());
            return;
        }
        boolean started = false;
        try {
            ServiceThreads.named("heddle-manager-guest").start(() -> greet(channel, server));
            started = true;
        } finally {
            if (!started) { // for want of threads, for example
                Sockets.close(channel);
            }
        }
    }

    /// Reads who it is. The thread of the second socket of a link serves the link.
    private void greet(SocketChannel channel, Server server) {
        Clock.Alarm tooLate =
                Clock.schedule(Deadline.in(LONGEST_GREETING), () -> Sockets.close(channel));
        boolean welcome = false;
        try {
            Greeting greeting = Greeting.receive(channel);
            if (greeting != null && greeting.shows(server.address().token())) {
                welcome = true;
                meet(new Half(greeting.purpose(), channel, tooLate), greeting.link(), server);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection ended before it said who it is", e);
        } finally {
            if (!welcome) {
                tooLate.cancel();
                Sockets.close(channel);
            }
        }
    }

    /// A link of which only one socket is served would be waited for without end.
    private void meet(Half half, String link, Server server) throws IOException {
        Half other;
        synchronized (halves) {
            other = halves.remove(link);
            if (other == null) {
                halves.values().removeIf(old -> !old.channel.isOpen());
                halves.put(link, half);
                return;
            }
        }
        half.tooLate.cancel();
        other.tooLate.cancel();
        boolean first = half.purpose == Greeting.Purpose.CALLS;
        Guest guest = null;
        try {
            if (other.purpose != half.purpose) {
                guest =
                        new Guest(
                                server,
                                first ? half.channel : other.channel,
                                first ? other.channel : half.channel);
            }
        } finally {
            if (guest == null) {
                Sockets.close(half.channel);
                Sockets.close(other.channel);
            }
        }
        if (guest != null) {
            guest.serve();
        }
    }

    @Override
    public void close() {
        Sockets.close(door);
        PrivateFolder.remove(folder);
    }
}
