package io.heddle.cluster;

import io.heddle.TaskPool;
import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.LocalServer;
import io.heddle.cluster.internal.members.Presence;
import io.heddle.cluster.internal.pool.ClusterTaskPool;
import io.heddle.cluster.internal.pool.Desk;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
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
    private final ClusterMember self;
    private final Presence presence;

    /// Opened with the first pool. Guarded by this.
    private @Nullable Desk desk;

    /// Guarded by this.
    private boolean closed;

    private Cluster(Link link, @Nullable LocalServer server, int workers) {
        this.link = link;
        this.server = server;
        this.self = member(link.options(), workers);
        this.presence = new Presence(link, self);
        presence.listen(new SlotCount());
    }

    /// Tells the desk how many workers there are.
    private final class SlotCount implements MemberListener {
        @Override
        public void joined(ClusterMember member) {
            count();
        }

        @Override
        public void left(ClusterMember member) {
            count();
        }

        private void count() {
            synchronized (Cluster.this) {
                if (desk != null) {
                    desk.setWorkers(presence.workers());
                }
            }
        }
    }

    private static ClusterMember member(ClusterOptions options, int workers) {
        long pid = ProcessHandle.current().pid();
        String host = host();
        String name = options.memberName().isEmpty() ? host + "-" + pid : options.memberName();
        return new ClusterMember(
                UUID.randomUUID().toString(), name, host, pid, workers, Instant.now());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
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
        return join(options, 0);
    }

    static Cluster join(ClusterOptions options, int workers) {
        LocalServer server = LocalServer.startIfNeeded(options);
        try {
            Link link = Link.open(options);
            try {
                return new Cluster(link, server, workers);
            } catch (RuntimeException | Error e) {
                link.close();
                throw e;
            }
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

    Link link() {
        return link;
    }

    /// Tells which member this is.
    ///
    /// @return this process, as the others see it
    public ClusterMember self() {
        return self;
    }

    /// Lists who is in the cluster now. Who dies or falls silent stays in the list for
    /// [ClusterOptions#memberTimeToLive] at most.
    ///
    /// @return the members, in the order in which they joined
    public List<ClusterMember> members() {
        return presence.members();
    }

    /// Tells a listener of whoever joins and leaves from now on.
    ///
    /// @param listener is told
    /// @return how it stops listening
    public Runnable onMembers(MemberListener listener) {
        return presence.listen(Objects.requireNonNull(listener, "listener"));
    }

    /// Opens a pool whose tasks run on the workers of all members. Tasks wait until there is a worker; idle
    /// workers fetch, so those that come late help too.
    ///
    /// [TaskPool#resize(int)] limits how many tasks of this pool are with the cluster at once; without it
    /// there is no limit. Its end concerns nobody else: it waits for its own tasks only.
    ///
    /// ## If a process dies
    ///
    /// A task whose process or whole machine died fails with [io.heddle.WorkerDiedException]; with
    /// `retries(n)` another worker begins it again. Without retries no task is ever begun twice.
    ///
    /// @return the pool; close it before the cluster
    public TaskPool pool() {
        synchronized (this) {
            requireOpen();
            if (desk == null) {
                desk = new Desk(link);
                desk.setWorkers(presence.workers());
            }
            return new ClusterTaskPool(desk);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the cluster was left: cluster=" + options().name());
        }
    }

    /// Leaves the cluster. Tasks that have not ended are stopped, and their futures fail. What waits on one of its
    /// structures ends with an exception. Ends the server if this member started it. Does nothing the second
    /// time.
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (desk != null) {
            desk.close();
        }
        presence.close();
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
