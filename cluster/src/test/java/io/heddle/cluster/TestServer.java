package io.heddle.cluster;

import io.heddle.testkit.LoopbackServer;
import java.util.List;
import java.util.UUID;

/// A server of a test's own, behind the password that the members of its cluster have.
final class TestServer extends LoopbackServer {

    private TestServer(String password, List<String> settings) {
        super(password, settings);
    }

    /// Starts a server that forgets everything when it ends.
    static TestServer start(String... settings) {
        return new TestServer(UUID.randomUUID().toString(), List.of(settings));
    }

    /// Starts a server that has written down what it has answered.
    static TestServer durable() {
        return new TestServer(UUID.randomUUID().toString(), DURABLE);
    }

    /// Starts a durable server for members that have a secret.
    static TestServer durableFor(ClusterOptions options) {
        return new TestServer(options.token(), DURABLE);
    }

    /// Starts a server for members that have a secret.
    static TestServer startFor(ClusterOptions options, String... settings) {
        return new TestServer(options.token(), List.of(settings));
    }
}
