package io.heddle.cluster.internal.pool;

import io.heddle.HeddleException;
import io.heddle.TaskLine;
import io.heddle.TaskOutput;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.cluster.internal.link.Beat;
import io.heddle.cluster.internal.link.Farewell;
import io.heddle.cluster.internal.link.Link;
import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.redisson.api.RStream;
import org.redisson.api.stream.StreamMessageId;
import org.redisson.api.stream.StreamReadArgs;
import org.redisson.api.stream.StreamTrimArgs;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;

/// Where a member hands its tasks in and hears of them; one for all its pools.
///
/// One thread sends, in the order of the numbers, so that the server can tell what it has already; one reads
/// what the server has to tell. Neither forgets anything while the server is gone. What the server itself has
/// forgotten, since it wrote nothing down, is noticed by asking for it, and fails.
public final class Desk implements AutoCloseable {

    private static final int LARGEST_BATCH = 200;
    private static final long LARGEST_BATCH_BYTES = 1 << 20;
    private static final int MOST_READ = 500;
    private static final Duration READ_WAIT = Duration.ofSeconds(2);
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(2);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int LEAST_PARALLELISM = 4;

    private final Link link;
    private final Broker broker;
    private final String owner = UUID.randomUUID().toString();

    /// What was handed in and is not over, by the id that the server knows.
    private final Map<String, ClusterTask<?>> tasks = new ConcurrentHashMap<>();

    private final LinkedBlockingQueue<ClusterTask<?>> outbox = new LinkedBlockingQueue<>();
    private final RStream<byte[], byte[]> answers;
    private final int linesListener;
    private final Thread sender;
    private final Thread reader;
    private final Beat keeper;

    /// Held by who delivers what was read.
    private final ReentrantLock delivery = new ReentrantLock();

    /// Guarded by [#delivery] when written.
    private volatile StreamMessageId last = new StreamMessageId(0);

    /// Guarded by this.
    private long numbers;

    /// The number of the last task that the server has taken. Written by who sends.
    private volatile long lastSent;

    /// As [#classes()]; empty until it is known. Guarded by [#outbox].
    private String classes = "";

    private volatile boolean closed;
    private volatile int slots = LEAST_PARALLELISM;

    /// Opens the desk of a member.
    ///
    /// @param link its way to the server
    public Desk(Link link) {
        this.link = link;
        this.broker = new Broker(link);
        this.answers = link.client().getStream(broker.answers(owner), ByteArrayCodec.INSTANCE);
        broker.reap(owner, 0);
        this.linesListener =
                link.client()
                        .getTopic(broker.linesTopic(owner), ByteArrayCodec.INSTANCE)
                        .addListener(byte[].class, (channel, line) -> printed(line));
        String name = "cluster-" + link.options().name();
        this.sender = ServiceThreads.named(name + "-sends").start(this::send);
        this.reader = ServiceThreads.named(name + "-reads").start(this::read);
        Duration interval = link.options().taskRetryInterval();
        this.keeper = Beat.start(name + "-tasks", interval.dividedBy(4), this::keep);
    }

    Link link() {
        return link;
    }

    /// Tells how many tasks run at once in the cluster, as far as known.
    int parallelism() {
        return slots;
    }

    /// Says how many workers there are.
    ///
    /// @param workers their number
    public void setWorkers(int workers) {
        slots = Math.max(LEAST_PARALLELISM, workers);
    }

    /// Under which key the classes of this member's tasks lie, empty if they are not sent.
    ///
    /// @throws IOException if they cannot be sent
    String classes() throws IOException {
        if (!link.options().shipsClasses()) {
            return "";
        }
        synchronized (outbox) {
            if (classes.isEmpty()) {
                classes = new ShippedStore(link).send();
            }
            return classes;
        }
    }

    private String idOf(ClusterTask<?> task) {
        return owner + "/" + task.number();
    }

    // ---- the way there
    // ---------------------------------------------------------------------------

    /// Takes a task to be sent; one that comes after the end fails, in a thread without locks.
    void post(ClusterTask<?> task) {
        synchronized (this) {
            if (!closed) {
                task.post(++numbers);
                tasks.put(idOf(task), task);
                outbox.add(task);
                return;
            }
        }
        Thread.startVirtualThread(() -> failLeft(task));
    }

    private void send() {
        List<ClusterTask<?>> batch = new ArrayList<>();
        while (!closed) {
            try {
                batch.clear();
                collect(batch);
                batch.removeIf(task -> !task.beginSending());
                if (!batch.isEmpty()) {
                    sendUntilTaken(batch);
                    batch.forEach(ClusterTask::sent);
                }
            } catch (InterruptedException e) {
                return; // closed
            }
        }
    }

    private void collect(List<ClusterTask<?>> batch) throws InterruptedException {
        ClusterTask<?> next = outbox.take();
        long bytes = 0;
        while (next != null) {
            batch.add(next);
            bytes += next.body().length;
            boolean full = batch.size() >= LARGEST_BATCH || bytes >= LARGEST_BATCH_BYTES;
            next = full ? null : outbox.poll();
        }
    }

    private void sendUntilTaken(List<ClusterTask<?>> batch) throws InterruptedException {
        while (!closed) {
            try {
                broker.submit(owner, batch);
                lastSent = batch.getLast().number();
                return;
            } catch (RedisException e) {
                pause();
            }
        }
    }

    private static void pause() throws InterruptedException {
        LockSupport.parkNanos(Desk.class, PAUSE_NANOS);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    // ---- the way back
    // ----------------------------------------------------------------------------

    private void read() {
        while (!closed) {
            try {
                deliver(
                        answers.read(
                                StreamReadArgs.greaterThan(last)
                                        .count(MOST_READ)
                                        .timeout(READ_WAIT)));
            } catch (RedisException e) {
                try {
                    pause();
                } catch (InterruptedException interrupted) {
                    return; // closed
                }
            }
        }
    }

    /// Reads what the server has told up to now, so that whoever asks knows what has happened before.
    void catchUp() {
        try {
            readAll();
        } catch (RedisException e) {
            // what is known must do
        }
    }

    private void readAll() {
        Map<StreamMessageId, Map<byte[], byte[]>> told;
        do {
            told = answers.read(StreamReadArgs.greaterThan(last).count(MOST_READ));
            deliver(told);
        } while (told.size() == MOST_READ);
    }

    private void deliver(Map<StreamMessageId, Map<byte[], byte[]>> told) {
        if (told.isEmpty()) {
            return;
        }
        delivery.lock();
        try {
            told.forEach((id, entry) -> {
                if (isAfter(id, last)) {
                    deliverOne(entry);
                    last = id;
                }
            });
        } finally {
            delivery.unlock();
        }
        var _ = answers.trimAsync(StreamTrimArgs.minId(last).noLimit());
    }

    private static boolean isAfter(StreamMessageId one, StreamMessageId other) {
        return one.getId0() > other.getId0()
                || (one.getId0() == other.getId0() && one.getId1() > other.getId1());
    }

    private void deliverOne(Map<byte[], byte[]> entry) {
        String id = "";
        String kind = "";
        byte[] value = {};
        for (Map.Entry<byte[], byte[]> field : entry.entrySet()) {
            switch (text(field.getKey())) {
                case "i" -> id = text(field.getValue());
                case "k" -> kind = text(field.getValue());
                default -> value = field.getValue();
            }
        }
        ClusterTask<?> task = tasks.get(id);
        if (task == null) {
            return;
        }
        switch (kind) {
            case Broker.Told.BEGUN -> task.begun(Integer.parseInt(text(value)));
            case Broker.Told.AGAIN -> task.waitsAgain();
            default -> over(id, task, kind, value);
        }
    }

    /// Reads a result in a thread of its own, since reading runs code of its classes.
    private void over(String id, ClusterTask<?> task, String kind, byte[] value) {
        tasks.remove(id);
        Thread.startVirtualThread(() -> {
            task.ended(kind, value);
            ended(task);
        });
    }

    private static void ended(ClusterTask<?> task) {
        task.pool().ended(task);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    // ---- cancellation
    // ----------------------------------------------------------------------------

    /// Sees to it that tasks do not begin any more, if they have not; gives those that never will.
    ///
    /// @param soon whether the server's word is awaited for a moment only; it is told all the same
    List<ClusterTask<?>> withdraw(List<ClusterTask<?>> wanted, boolean soon) {
        List<ClusterTask<?>> withdrawn = new ArrayList<>();
        List<ClusterTask<?>> asked = new ArrayList<>();
        for (ClusterTask<?> task : wanted) {
            (task.withdrawUnsent() ? withdrawn : asked).add(task);
        }
        withdrawn.forEach(this::forget);
        if (asked.isEmpty()) {
            return withdrawn;
        }
        CompletableFuture<List<ClusterTask<?>>> answer =
                CompletableFuture.supplyAsync(
                        () ->
                                withdrawFromServer(
                                        asked, soon ? Broker.Wish.NOT_AGAIN : Broker.Wish.WITHDRAW),
                        Thread::startVirtualThread);
        withdrawn.addAll(soon ? awaited(answer) : answer.join());
        return withdrawn;
    }

    private static List<ClusterTask<?>> awaited(CompletableFuture<List<ClusterTask<?>>> answer) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(ANSWER_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException | ExecutionException e) {
            return List.of(); // the server is gone; it is told as soon as it is back
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<ClusterTask<?>> withdrawFromServer(List<ClusterTask<?>> asked, Broker.Wish wish) {
        List<ClusterTask<?>> withdrawn = new ArrayList<>();
        asked.forEach(ClusterTask::awaitSent);
        List<Broker.Found> found = cancel(ids(asked), wish);
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i) == Broker.Found.WITHDRAWN) {
                withdrawn.add(asked.get(i));
                forget(asked.get(i));
            }
        }
        return withdrawn;
    }

    /// Tells the server, as soon as it is there; gives nothing if this desk is closed before.
    private List<Broker.Found> cancel(List<String> ids, Broker.Wish wish) {
        while (!closed) {
            try {
                return broker.cancel(ids, wish);
            } catch (RedisException e) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
        return List.of();
    }

    private void forget(ClusterTask<?> task) {
        tasks.remove(idOf(task));
        ended(task);
    }

    private List<String> ids(Collection<ClusterTask<?>> of) {
        return of.stream().map(this::idOf).toList();
    }

    /// Ends the work of a task, wherever it is.
    void stop(ClusterTask<?> task) {
        if (!tasks.containsKey(idOf(task))) {
            return;
        }
        Thread.startVirtualThread(() -> {
            if (cancel(List.of(idOf(task)), Broker.Wish.STOP).contains(Broker.Found.WITHDRAWN)) {
                forget(task);
            }
        });
    }

    // ---- keeping
    // -----------------------------------------------------------------------------------

    private void keep() {
        broker.reap(owner, lastSent);
        List<ClusterTask<?>> sent =
                tasks.values().stream().filter(ClusterTask::isSent).limit(MOST_READ).toList();
        if (sent.isEmpty()) {
            return;
        }
        List<String> unknown = broker.unknown(ids(sent));
        if (!unknown.isEmpty()) {
            readAll(); // what is over is unknown too: without a reading nothing is forgotten
            unknown.forEach(this::failIfForgotten);
        }
    }

    private void failIfForgotten(String id) {
        ClusterTask<?> task = tasks.remove(id);
        if (task != null) {
            task.failBecause(
                    new ClusterUnavailableException(
                            "the server has forgotten the task: cluster=%s task=%s; it was begun at most %d times; a server that keeps what it has answered has appendonly yes and appendfsync always"
                                    .formatted(link.options().name(), task.name(), task.attempts()),
                            null));
            ended(task);
        }
    }

    // ---- what tasks print
    // ----------------------------------------------------------------------------

    private void printed(byte[] message) {
        TaskLine line = PrintedLine.read(message);
        switch (link.options().output()) {
            case TaskOutput.Inherit _ ->
                    (line.error() ? System.err : System.out).println(line.text());
            case TaskOutput.Discard _ -> {}
            case TaskOutput.Lines lines -> lines.consumer().accept(line);
        }
    }

    // ---- the end
    // -------------------------------------------------------------------------------------

    /// Called without locks: the pool of the task takes its own, and may hand in the next one.
    private void failLeft(ClusterTask<?> task) {
        task.failBecause(
                new HeddleException(
                        "the cluster was left before the task had ended: cluster=%s task=%s; close the pool first"
                                .formatted(link.options().name(), task.name())));
        ended(task);
    }

    /// Leaves. What was not begun is called back, what was begun is stopped; all futures fail.
    @Override
    public void close() {
        synchronized (this) {
            closed = true; // after this none is added
        }
        keeper.close();
        sender.interrupt();
        reader.interrupt();
        List<String> open = List.copyOf(tasks.keySet());
        Farewell.say(() -> {
            broker.leave(owner); // what is on its way comes too late
            if (!open.isEmpty()) {
                broker.cancel(open, Broker.Wish.STOP);
            }
        });
        for (String id : open) {
            ClusterTask<?> task = tasks.remove(id);
            if (task != null) {
                failLeft(task);
            }
        }
        Farewell.say(() -> {
            link.client()
                    .getTopic(broker.linesTopic(owner), ByteArrayCodec.INSTANCE)
                    .removeListener(linesListener);
            answers.delete();
        });
    }
}
