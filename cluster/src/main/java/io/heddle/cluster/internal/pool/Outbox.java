package io.heddle.cluster.internal.pool;

import io.heddle.cluster.internal.link.Insistence;
import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.ServerTrouble;
import io.heddle.spi.ServiceThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import org.redisson.client.RedisException;

/// Sends tasks to the server in the order of their numbers, so that it can tell what it has already; many at a
/// time, and one by one where it refuses them together.
final class Outbox implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private static final int LARGEST_BATCH = 200;
    private static final long LARGEST_BATCH_BYTES = 1 << 20;

    private final Broker broker;
    private final String owner;
    private final BiConsumer<ClusterTask<?>, Throwable> refused;
    private final Insistence insistence;
    private final LinkedBlockingQueue<ClusterTask<?>> tasks = new LinkedBlockingQueue<>();
    private final Thread sender;

    /// Written by who sends.
    private volatile long lastSent;

    private volatile boolean closed;

    /// Begins to send.
    ///
    /// @param refused takes what the server will never take, and why
    Outbox(
            Link link,
            Broker broker,
            String owner,
            String threadName,
            BiConsumer<ClusterTask<?>, Throwable> refused) {
        this.broker = broker;
        this.owner = owner;
        this.refused = refused;
        this.insistence = new Insistence(link, () -> closed);
        this.sender = ServiceThreads.named(threadName).start(this::send);
    }

    void add(ClusterTask<?> task) {
        tasks.add(task);
    }

    /// The number of the last task that the server has taken or refused.
    long lastSent() {
        return lastSent;
    }

    private void send() {
        List<ClusterTask<?>> batch = new ArrayList<>();
        while (!closed) {
            try {
                batch.clear();
                collect(batch);
            } catch (InterruptedException e) {
                return; // closed
            }
            batch.removeIf(task -> !task.beginSending());
            if (!batch.isEmpty()) {
                sendAll(batch);
            }
        }
    }

    private void collect(List<ClusterTask<?>> batch) throws InterruptedException {
        ClusterTask<?> next = tasks.take();
        long bytes = 0;
        while (next != null) {
            batch.add(next);
            bytes += next.bytes();
            boolean full = batch.size() >= LARGEST_BATCH || bytes >= LARGEST_BATCH_BYTES;
            next = full ? null : tasks.poll();
        }
    }

    private void sendAll(List<ClusterTask<?>> batch) {
        try {
            var _ =
                    insistence.on(
                            () -> {
                                broker.submit(owner, batch);
                                return true;
                            },
                            batch.stream().mapToLong(ClusterTask::bytes).sum());
        } catch (RuntimeException | OutOfMemoryError e) {
            if (batch.size() > 1) {
                batch.forEach(one -> sendAll(List.of(one)));
            } else {
                refuse(batch.getFirst(), e);
            }
            return;
        }
        lastSent = batch.getLast().number();
        batch.forEach(ClusterTask::sent);
    }

    private void refuse(ClusterTask<?> task, Throwable cause) {
        lastSent = task.number();
        try {
            broker.forgo(owner, task.number(), owner + "/" + task.number());
        } catch (RedisException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "a task that was refused cannot be called back: {0}",
                    ServerTrouble.reason(e));
        }
        refused.accept(task, cause);
    }

    /// Sends nothing any more.
    @Override
    public void close() {
        closed = true;
        sender.interrupt();
    }
}
