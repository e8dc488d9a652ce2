package io.heddle.cluster;

import java.io.IOException;

/// A server with options to join it, for tests within the packages of the cluster.
public final class Invited implements AutoCloseable {

    private final TestServer server = TestServer.startFor(Invitation.secret());

    private Invited() {}

    /// Starts one.
    ///
    /// @return the server
    public static Invited start() {
        return new Invited();
    }

    /// Says how to join.
    ///
    /// @return options
    public ClusterOptions options() {
        return Invitation.secret().port(server.port());
    }

    /// Says something to it.
    ///
    /// @param command in its language
    /// @throws IOException if it does not answer
    public void say(String command) throws IOException {
        if (!server.say(command).startsWith("+OK")) {
            throw new AssertionError("the server did not take it: " + command);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
