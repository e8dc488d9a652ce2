package io.heddle.cluster.internal.shared;

import io.heddle.cluster.AcknowledgedQueue;
import io.heddle.cluster.ClusterBarrier;
import io.heddle.cluster.ClusterCounter;
import io.heddle.cluster.ClusterEvent;
import io.heddle.cluster.ClusterLatch;
import io.heddle.cluster.ClusterLock;
import io.heddle.cluster.ClusterSemaphore;
import io.heddle.cluster.ClusterTopic;
import io.heddle.cluster.internal.link.Link;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes the structures of one cluster in this process, one object for each name, and holds what they share. While it
/// is open, references to structures of the cluster that come to this process lead here.
public final class Workshop implements AutoCloseable {

    private final Backing backing;
    private final Calls calls;
    private final Bells bells;
    private final Leases leases;
    private final Map<String, Object> made = new ConcurrentHashMap<>();
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// Opens it.
    ///
    /// @param link the connection, which stays its owner's
    public Workshop(Link link) {
        this.backing = new Backing(link);
        this.calls = new Calls(backing);
        this.bells = new Bells(backing, calls);
        this.leases = new Leases(backing.cluster());
        Joined.add(this);
    }

    Backing backing() {
        return backing;
    }

    Calls calls() {
        return calls;
    }

    Bells bells() {
        return bells;
    }

    Leases leases() {
        return leases;
    }

    /// Remembers what has to be closed with it.
    void opened(AutoCloseable subscription) {
        open.add(subscription);
        if (closed) {
            close(subscription);
        }
    }

    void closed(AutoCloseable subscription) {
        open.remove(subscription);
    }

    /// Opens a queue.
    ///
    /// @param <E> the type of its elements
    /// @param name its name
    /// @param capacity for how many elements it has room; `null` for as many as it has
    /// @return the queue
    public <E> BlockingQueue<E> queue(String name, @Nullable Integer capacity) {
        RemoteQueue<E> queue = object("queue", name, () -> new RemoteQueue<E>(this, name));
        if (capacity != null) {
            queue.bound(capacity);
        }
        return queue;
    }

    /// Opens a queue whose values are acknowledged.
    ///
    /// @param <E> the type of its values
    /// @param name its name
    /// @param visibility how long a value is out of sight when nothing is heard of its receiver; `null` for what others
    ///     have said, or the length of a lease
    /// @param deliveries how often a value is delivered at most; 0 for what others have said, or 5
    /// @return the queue
    public <E> AcknowledgedQueue<E> acknowledgedQueue(
            String name, @Nullable Duration visibility, int deliveries) {
        StreamQueue<E> queue = object("acknowledged", name, () -> new StreamQueue<E>(this, name));
        queue.agree(visibility, deliveries);
        return queue;
    }

    /// Opens a lock.
    ///
    /// @param name its name
    /// @return the lock
    public ClusterLock lock(String name) {
        return object("lock", name, () -> new LeasedLock(this, name));
    }

    /// Opens a semaphore.
    ///
    /// @param name its name
    /// @param permits how many permits there are
    /// @return the semaphore
    public ClusterSemaphore semaphore(String name, int permits) {
        ClusterSemaphore semaphore =
                object("semaphore", name, () -> new LeasedSemaphore(this, name, permits));
        Structure.requireSame("semaphore", name, "permits", semaphore.permits(), permits);
        return semaphore;
    }

    /// Opens a latch.
    ///
    /// @param name its name
    /// @param count how often it must be counted down, if it is new
    /// @return the latch
    public ClusterLatch latch(String name, long count) {
        return object("latch", name, () -> new ServerLatch(this, name, count));
    }

    /// Opens a barrier.
    ///
    /// @param name its name
    /// @param parties how many parties wait for each other
    /// @return the barrier
    public ClusterBarrier barrier(String name, int parties) {
        ClusterBarrier barrier =
                object("barrier", name, () -> new LeasedBarrier(this, name, parties));
        Structure.requireSame("barrier", name, "parties", barrier.getParties(), parties);
        return barrier;
    }

    /// Opens an event.
    ///
    /// @param name its name
    /// @return the event
    public ClusterEvent event(String name) {
        return object("event", name, () -> new ServerEvent(this, name));
    }

    /// Opens a map.
    ///
    /// @param <K> the type of its keys
    /// @param <V> the type of its values
    /// @param name its name
    /// @return the map
    public <K, V> ConcurrentMap<K, V> map(String name) {
        return object("map", name, () -> new RemoteMap<K, V>(this, name));
    }

    /// Opens a counter.
    ///
    /// @param name its name
    /// @return the counter
    public ClusterCounter counter(String name) {
        return object("counter", name, () -> new ServerCounter(this, name));
    }

    /// Opens a topic.
    ///
    /// @param <E> the type of its messages
    /// @param name its name
    /// @return the topic
    public <E> ClusterTopic<E> topic(String name) {
        return object("topic", name, () -> new RemoteTopic<E>(this, name));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // each kind has one type
    private <T> T object(String kind, String name, Supplier<? extends Object> maker) {
        Objects.requireNonNull(name, "name");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a %s needs a name: name=''".formatted(kind));
        }
        String key = kind + ":" + name;
        Object known = made.get(key);
        if (known == null) {
            Object fresh = maker.get(); // asks the server, so no lock is held
            Object faster = made.putIfAbsent(key, fresh);
            known = faster == null ? fresh : faster;
        }
        return (T) known;
    }

    /// Gives up everything that this process holds: nothing is renewed any more, and listeners hear nothing. Does not
    /// close the connection.
    @Override
    public void close() {
        Joined.remove(this);
        closed = true;
        calls.close();
        leases.close();
        open.forEach(Workshop::close);
    }

    private static void close(AutoCloseable subscription) {
        try {
            subscription.close();
        } catch (Exception e) {
            throw new AssertionError("a subscription throws nothing", e);
        }
    }
}
