package io.heddle.internal.wire;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// Asks the system whose process is at the other end of a socket.
///
/// The system noted it when the connection was made, so nobody can lie about it. The JDK tells the user
/// and the group, not the pid.
///
/// ## Source
/// `unix(7)`, SO_PEERCRED; `jdk.net.ExtendedSocketOptions`.
public final class PeerUser {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private PeerUser() {}

    /// Tells who is at the other end.
    ///
    /// @param channel a connected socket
    /// @return the user, or `null` where the module `jdk.net` or the system cannot tell
    public static @Nullable UserPrincipal of(SocketChannel channel) {
        try {
            return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        } catch (UnsupportedOperationException | LinkageError | IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "nobody says whose a connection is", e);
            return null;
        }
    }

    /// Tells who this process is, in the same words: it looks at itself from the other end. Files do not
    /// tell it, since some file systems give them other owners.
    ///
    /// @param own the address of a socket of this process that listens
    /// @return the user, or `null` as for [#of]
    /// @throws IOException if nobody can connect to it
    public static @Nullable UserPrincipal self(SocketAddress own) throws IOException {
        try (SocketChannel channel = SocketChannel.open(own)) {
            return of(channel);
        }
    }
}
