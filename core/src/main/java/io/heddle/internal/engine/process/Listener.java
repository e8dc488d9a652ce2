package io.heddle.internal.engine.process;

import io.heddle.internal.os.PrivateFolder;
import io.heddle.internal.os.Trees;
import io.heddle.internal.wire.PeerUser;
import io.heddle.internal.wire.Sockets;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Where children of this process connect to: one socket in a folder that only this user may enter.
///
/// A connection of another user is closed before a byte of it is read, where the JDK tells whose it is
/// ([PeerUser]). Any other is worth nothing before it has shown a token that was given to one child and
/// not yet used up; until then nothing of it is interpreted.
final class Listener {

    /// The one that new children connect to, last; before it those whose socket somebody has removed.
    /// Guarded by the class.
    private static final List<Listener> ALL = new ArrayList<>();

    private static final System.Logger LOG = System.getLogger("io.heddle");
    private static final Duration LONGEST_HELLO = Duration.ofSeconds(10);

    /// Too many open files, for example, is a trouble that lasts.
    private static final long PAUSE_AFTER_TROUBLE_NANOS = 10_000_000;

    /// The connections of one child, completed when there is one for each purpose.
    static final class Expected {
        final String token = Trees.random(Hello.TOKEN_CHARACTERS / 2);
        final CompletableFuture<Map<Hello.Purpose, SocketChannel>> all = new CompletableFuture<>();
        private final Map<Hello.Purpose, SocketChannel> soFar = new EnumMap<>(Hello.Purpose.class);

        /// Takes the same time for each wrong token, however much of it is right.
        private boolean hasToken(String other) {
            return MessageDigest.isEqual(bytes(token), bytes(other));
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        private synchronized boolean add(Hello.Purpose purpose, SocketChannel channel) {
            if (all.isDone() || soFar.putIfAbsent(purpose, channel) != null) {
                return false;
            }
            if (soFar.size() == Hello.Purpose.values().length) {
                all.complete(soFar);
            }
            return true;
        }

        private synchronized void giveUp(String why) {
            if (all.completeExceptionally(new IOException(why))) {
                soFar.values().forEach(Sockets::close);
            }
        }
    }

    private final Path folder;
    private final Path socket;
    private final ServerSocketChannel server;

    /// Who this process is, or `null` if nobody says.
    private final @Nullable UserPrincipal user;

    private final Set<Expected> expected = ConcurrentHashMap.newKeySet();

    /// Gives the listener of this process, and makes another if somebody has removed its socket: a cleaner
    /// of temporary files may take what is in use.
    static synchronized Listener current() {
        if (ALL.isEmpty() || !Files.exists(ALL.getLast().socket)) {
            ALL.add(new Listener());
        }
        return ALL.getLast();
    }

    /// Closes all that there were, and removes their folders with everything in them.
    static synchronized void closeAll() {
        ALL.forEach(Listener::close);
    }

    private Listener() {
        try {
            folder = PrivateFolder.makeForSockets("h");
            socket = folder.resolve("parent");
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket), 1024);
            user = PeerUser.self(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new UncheckedIOException("no place for the sockets of child processes", e);
        }
        ServiceThreads.named("heddle-listener").start(this::acceptForEver);
    }

    Path folder() {
        return folder;
    }

    Path socket() {
        return socket;
    }

    /// Prepares for the connections of a child.
    Expected expect() {
        Expected one = new Expected();
        expected.add(one);
        var _ = one.all.whenComplete((channels, failure) -> expected.remove(one));
        return one;
    }

    /// Forgets a child that will not connect any more.
    void giveUp(Expected one, String why) {
        one.giveUp(why);
    }

    private void acceptForEver() {
        while (server.isOpen()) {
            try {
                welcome(server.accept());
            } catch (ClosedChannelException e) {
                return; // the program ends
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "a connection could not be accepted", e);
                LockSupport.parkNanos(this, PAUSE_AFTER_TROUBLE_NANOS);
            } catch (
                    OutOfMemoryError
                            e) { // nothing to say it with; without this thread all pools end
                LockSupport.parkNanos(this, PAUSE_AFTER_TROUBLE_NANOS);
            }
        }
    }

    private void welcome(SocketChannel channel) {
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
        try {
            ServiceThreads.named("heddle-hello").start(() -> receiveHello(channel));
        } catch (OutOfMemoryError e) { // that is how a JVM says that there is no thread
            Sockets.close(channel); // its child ends, and is made up for
            throw e;
        }
    }

    private void receiveHello(SocketChannel channel) {
        Clock.Alarm tooLate =
                Clock.schedule(Deadline.in(LONGEST_HELLO), () -> Sockets.close(channel));
        boolean welcome = false;
        try {
            Hello hello = Hello.receive(channel);
            Expected child = hello == null ? null : find(hello.token());
            welcome = hello != null && child != null && child.add(hello.purpose(), channel);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection ended before it said who it is", e);
        } finally {
            tooLate.cancel();
            if (!welcome) {
                Sockets.close(channel);
            }
        }
    }

    /// Looks at every child that is expected, whether or not it has found the one.
    private @Nullable Expected find(String token) {
        Expected found = null;
        for (Expected one : expected) {
            found = one.hasToken(token) ? one : found;
        }
        return found;
    }

    private void close() {
        Sockets.close(server);
        PrivateFolder.remove(folder);
    }
}
