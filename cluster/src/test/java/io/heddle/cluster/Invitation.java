package io.heddle.cluster;

import java.io.Serializable;
import java.time.Duration;

/// How a process of a test joins its cluster, as it can travel.
///
/// @param port where the server is
record Invitation(int port) implements Serializable {

    static final Duration LEASE = Duration.ofSeconds(1);

    static final Duration CALL_LIMIT = Duration.ofSeconds(8);

    /// For a server that is started.
    static ClusterOptions secret() {
        return ClusterOptions.named("test").secret("a secret of tests");
    }

    static Invitation to(TestServer server) {
        return new Invitation(server.port());
    }

    Cluster join() {
        return join(CALL_LIMIT);
    }

    /// Joins as a member whose calls wait for the server for some time.
    Cluster join(Duration callLimit) {
        return Cluster.join(
                secret().port(port)
                        .lockLease(LEASE)
                        .connectTimeout(callLimit.dividedBy(2))
                        .responseTimeout(callLimit.dividedBy(2)));
    }
}
