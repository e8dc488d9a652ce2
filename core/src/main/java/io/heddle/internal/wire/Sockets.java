package io.heddle.internal.wire;

import java.io.IOException;
import java.nio.channels.Channel;

/// What is said about sockets in more than one place.
public final class Sockets {

    private Sockets() {}

    /// Closes a socket; that it could not be closed is of no use to anybody.
    ///
    /// @param channel the socket
    public static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger("io.heddle")
                    .log(System.Logger.Level.DEBUG, "a socket could not be closed", e);
        }
    }
}
