package io.heddle.cluster;

import io.heddle.TaskPool;
import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.LocalServer;
import io.heddle.cluster.internal.link.Opened;
import io.heddle.cluster.internal.members.Presence;
import io.heddle.cluster.internal.pool.ClusterTaskPool;
import io.heddle.cluster.internal.pool.Desk;
import io.heddle.cluster.internal.shared.Workshop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentMap;
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

    private final Workshop workshop;

    /// Guarded by this.
    private boolean closed;

    private Cluster(Link link, @Nullable LocalServer server, int workers) {
        this.link = link;
        this.server = server;
        this.self = member(link.options(), workers);
        this.presence = new Presence(link, self);
        this.workshop = new Workshop(link);
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
    /// @throws ClusterUnavailableException if the server does not answer
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
    /// `retries(n)` another worker begins it again. Without retries no task is ever begun twice. One that ten workers in
    /// a row took and did not live to begin fails so too, with no attempts.
    ///
    /// While the server is away tasks wait for it. What it refuses for good (no memory, no disk, no right) fails with a
    /// [io.heddle.HeddleException] that gives its words, and what is larger than it takes at once with a
    /// [io.heddle.TaskSerializationException].
    ///
    /// @return the pool; close it before the cluster
    /// @throws ClusterUnavailableException if the server does not answer
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

    // ---- structures ----------------------------------------------------------------------------

    /// Opens a queue that has room for everything, or for as many elements as [#queue(String, int)] has said. Each
    /// name has one queue in the whole cluster.
    ///
    /// An element is in the hands of one consumer at most: it leaves the queue when it is taken, and **is lost with a
    /// consumer that dies**. Use [#acknowledgedQueue(String)] where it must be delivered again. Elements of equal content
    /// are distinct; iterators go through what was in the queue when they were made, and size and iteration fetch from
    /// the server. `null` is refused.
    ///
    /// Waiting methods are *clean*: interrupted or timed out, they have put or taken nothing. Every method throws
    /// [ClusterUnavailableException] if the server does not answer, and what was asked of it may have been done then;
    /// [io.heddle.TaskSerializationException] if an element cannot travel, with nothing put, or cannot be read, and then
    /// it has left the queue.
    ///
    /// @param <E> the type of its elements
    /// @param name its name, not empty
    /// @return the queue
    /// @throws IllegalArgumentException if the name is empty
    public <E> BlockingQueue<E> queue(String name) {
        return workshop.queue(name, null);
    }

    /// Opens a queue with room for some elements: `put` waits for room, and `offer` does for its time. Else as
    /// [#queue(String)].
    ///
    /// Whether there is room is decided where the element is put, in one step: a producer that dies has put its element
    /// or has taken no room.
    ///
    /// @param <E> the type of its elements
    /// @param name its name, not empty
    /// @param capacity for how many elements it has room, positive; the first one who says it decides for all
    /// @return the queue
    /// @throws IllegalArgumentException if the name is empty, or the capacity is not positive
    /// @throws io.heddle.HeddleException if it is there with another capacity
    /// @throws ClusterUnavailableException if the server does not answer
    public <E> BlockingQueue<E> queue(String name, int capacity) {
        return workshop.queue(name, capacity);
    }

    /// Opens a queue whose values are delivered again unless they are acknowledged. Its visibility time is
    /// [ClusterOptions#lockLease()] and a value is delivered five times at most, unless others have said otherwise.
    ///
    /// @param <E> the type of its values
    /// @param name its name, not empty
    /// @return the queue
    /// @throws IllegalArgumentException if the name is empty
    /// @throws ClusterUnavailableException if the server does not answer
    public <E> AcknowledgedQueue<E> acknowledgedQueue(String name) {
        return workshop.acknowledgedQueue(name, null, 0);
    }

    /// Opens a queue whose values are delivered again unless they are acknowledged.
    ///
    /// @param <E> the type of its values
    /// @param name its name, not empty
    /// @param visibility how long a value is out of sight of others when nothing is heard of its receiver; from a
    ///     millisecond to a year
    /// @param deliveries how often a value is delivered before it is a dead letter, positive. For this and the
    ///     visibility time, the first one who says it decides for all
    /// @return the queue
    /// @throws IllegalArgumentException if the name is empty, or a number is out of its range
    /// @throws io.heddle.HeddleException if it is there with other numbers
    /// @throws ClusterUnavailableException if the server does not answer
    public <E> AcknowledgedQueue<E> acknowledgedQueue(
            String name, Duration visibility, int deliveries) {
        if (deliveries < 1) {
            throw new IllegalArgumentException(
                    "a value is delivered once at least: queue=%s deliveries=%d"
                            .formatted(name, deliveries));
        }
        return workshop.acknowledgedQueue(name, visibility, deliveries);
    }

    /// Opens a lock.
    ///
    /// @param name its name, not empty
    /// @return the lock; the same object for the same name
    /// @throws IllegalArgumentException if the name is empty
    public ClusterLock lock(String name) {
        return workshop.lock(name);
    }

    /// Opens a semaphore.
    ///
    /// @param name its name, not empty
    /// @param permits how many permits there are, positive; the first one who says it decides for all
    /// @return the semaphore; the same object for the same name
    /// @throws IllegalArgumentException if the name is empty, or the number is not positive
    /// @throws io.heddle.HeddleException if it is there with another number
    /// @throws ClusterUnavailableException if the server does not answer
    public ClusterSemaphore semaphore(String name, int permits) {
        return workshop.semaphore(name, permits);
    }

    /// Opens a latch.
    ///
    /// @param name its name, not empty
    /// @param count how often it must be counted down, if there is none of this name yet; else of no account
    /// @return the latch; the same object for the same name
    /// @throws IllegalArgumentException if the name is empty, or the count is negative
    /// @throws ClusterUnavailableException if the server does not answer
    public ClusterLatch latch(String name, long count) {
        return workshop.latch(name, count);
    }

    /// Opens a barrier.
    ///
    /// @param name its name, not empty
    /// @param parties how many parties wait for each other, positive; the first one who says it decides for all
    /// @return the barrier; the same object for the same name
    /// @throws IllegalArgumentException if the name is empty, or the number is not positive
    /// @throws io.heddle.HeddleException if it is there with another number
    /// @throws ClusterUnavailableException if the server does not answer
    public ClusterBarrier barrier(String name, int parties) {
        return workshop.barrier(name, parties);
    }

    /// Opens an event.
    ///
    /// @param name its name, not empty
    /// @return the event; the same object for the same name
    /// @throws IllegalArgumentException if the name is empty
    public ClusterEvent event(String name) {
        return workshop.event(name);
    }

    /// Opens a map.
    ///
    /// Each method that changes one entry does so in one step, those that take a function too: the function is called
    /// with what is there, and again if somebody else was faster, so it must have no side effects; `compute` and its
    /// kin exclude nobody while it runs. `putAll`, `replaceAll` and what goes through all entries are many steps; an
    /// iterator goes through what was there when it was made. Values are compared by `equals` in this process, keys by
    /// their serialized bytes at the server: strings, boxed numbers and enums of the class path are fine keys. Sets and
    /// maps are not, nor are records of which two components may be the same object. `null` is refused.
    ///
    /// Every method throws [ClusterUnavailableException] if the server does not answer, and what was asked of it may
    /// have been done then; [io.heddle.TaskSerializationException] if a key or value cannot travel or be read.
    ///
    /// @param <K> the type of its keys
    /// @param <V> the type of its values
    /// @param name its name, not empty
    /// @return the map
    /// @throws IllegalArgumentException if the name is empty
    public <K, V> ConcurrentMap<K, V> map(String name) {
        return workshop.map(name);
    }

    /// Opens a counter.
    ///
    /// @param name its name, not empty
    /// @return the counter
    /// @throws IllegalArgumentException if the name is empty
    public ClusterCounter counter(String name) {
        return workshop.counter(name);
    }

    /// Opens a topic.
    ///
    /// @param <E> the type of its messages
    /// @param name its name, not empty
    /// @return the topic
    /// @throws IllegalArgumentException if the name is empty
    public <E> ClusterTopic<E> topic(String name) {
        return workshop.topic(name);
    }

    // ---- leaving -------------------------------------------------------------------------------

    /// Leaves the cluster. Tasks that have not ended are stopped, and their futures fail. What waits on one of its
    /// structures ends with an exception, and what this process holds of them is free when its lease has run out.
    /// Ends the server if this member started it. Does nothing the second time.
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        Opened all = new Opened(); // each is closed, whatever becomes of the others
        if (server != null) {
            all.and(server);
        }
        all.and(link);
        all.and(presence);
        all.and(workshop);
        if (desk != null) {
            all.and(desk);
        }
        all.close();
    }

    @Override
    public String toString() {
        return "Cluster[%s at %s]".formatted(options().name(), options().addresses());
    }
}
