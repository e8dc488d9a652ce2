package io.heddle.cluster;

import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.LocalServer;
import org.jspecify.annotations.Nullable;

/// The same pool, queues, locks and maps on many machines, through one Valkey or Redis server.
///
/// ```java
/// try (Cluster cluster = Cluster.join(ClusterOptions.named("squares").secret("abc").port(5701))) {
///     …
/// }
/// ```
///
/// On one machine a [io.heddle.TaskPool] of processes and the objects of [io.heddle.shared] are a hundred times
/// faster; use a cluster when one machine is not enough, or when the parties are started one by one.
///
/// ## Lifecycle
///
/// Whoever joined closes. An open cluster keeps the program alive.
///
/// If no host was named and nothing answered on the loopback, [#join] has started a server. It belongs to the
/// member that started it: [#close()] ends it, the member's death ends it too, and if the server dies while
/// the member lives it is started again with what it had written down. A server that is to outlive its
/// programs is started by hand, with [ClusterOptions#token()] as `requirepass` and `appendonly yes`.
///
/// ## If a process dies
///
/// The server is the one place that knows everything. While it is gone, calls wait for it as long as
/// [ClusterOptions#responseTimeout] and some retries allow, then throw; connections come back by themselves.
/// What a member's death means for each structure is said there; nobody waits longer than its lease.
///
/// ## Memory consistency
///
/// What a member did before it wrote something to the cluster *happens-before* what another does after it has
/// read that, as far as it travels: the other one has copies.
public final class Cluster implements AutoCloseable {

    private final Link link;
    private final @Nullable LocalServer server;

    private Cluster(Link link, @Nullable LocalServer server) {
        this.link = link;
        this.server = server;
    }

    /// Joins a cluster. Without a server named in the options it connects to what answers on the loopback, or
    /// starts the `valkey-server` or `redis-server` of this machine.
    ///
    /// @param options which cluster, and how to reach it
    /// @return the cluster; close it
    /// @throws IllegalArgumentException if there is no secret, or an address beyond the loopback without
    ///     TLS and without the word for a trusted network
    /// @throws ClusterUnavailableException if the server cannot be reached or started, or does not take
    ///     the secret
    public static Cluster join(ClusterOptions options) {
        LocalServer server = LocalServer.startIfNeeded(options);
        try {
            return new Cluster(Link.open(options), server);
        } catch (RuntimeException | Error e) {
            if (server != null) {
                server.close();
            }
            throw e;
        }
    }

    /// Gives what was said about the cluster.
    ///
    /// @return the options
    public ClusterOptions options() {
        return link.options();
    }

    /// Leaves the cluster. What waits on one of its structures ends with an exception. Ends the server if this
    /// member started it. Does nothing the second time.
    @Override
    public void close() {
        link.close();
        if (server != null) {
            server.close();
        }
    }

    @Override
    public String toString() {
        return "Cluster[%s at %s]".formatted(options().name(), options().addresses());
    }
}
