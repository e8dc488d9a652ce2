package io.heddle.cluster.internal.pool;

import io.heddle.HeddleException;
import io.heddle.TaskLine;
import io.heddle.TaskOutput;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.cluster.internal.link.Beat;
import io.heddle.cluster.internal.link.Farewell;
import io.heddle.cluster.internal.link.Insistence;
import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.Opened;
import io.heddle.cluster.internal.link.ServerTrouble;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.redisson.api.RTopic;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;

/// Where a member hands its tasks in and hears of them; one for all its pools.
///
/// Neither the [Outbox] nor the [Answers] forget anything while the server is gone. What the server itself has
/// forgotten, since it wrote nothing down, is noticed by asking for it, and fails.
public final class Desk implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private static final int MOST_ASKED = 1_000;
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(2);
    private static final int LEAST_PARALLELISM = 4;

    private final Link link;
    private final Broker broker;
    private final String owner = UUID.randomUUID().toString();

    /// What was handed in and is not over, by the id that the server knows.
    private final Map<String, ClusterTask<?>> tasks = new ConcurrentHashMap<>();

    private final Insistence insistence;
    private final Patience patience = new Patience(ANSWER_WAIT);
    private final Outbox outbox;
    private final Answers answers;
    private final ShippedStore store;
    private final int linesListener;
    private final Beat keeper;

    /// Guarded by this.
    private long numbers;

    /// What is asked for next, of those that the server may have forgotten. Used by the [#keeper] alone.
    private Iterator<ClusterTask<?>> round = Collections.emptyIterator();

    private volatile boolean closed;
    private volatile int slots = LEAST_PARALLELISM;

    /// Opens the desk of a member.
    ///
    /// @param link its way to the server
    public Desk(Link link) {
        this.link = link;
        this.broker = new Broker(link);
        this.insistence = new Insistence(link, () -> closed);
        this.store = new ShippedStore(link);
        String name = "cluster-" + link.options().name();
        Opened opened = new Opened();
        try {
            long _ = link.largestValue(); // so that nobody waits for it who hands in
            broker.reap(owner, 0);
            this.linesListener =
                    lines().addListener(byte[].class, (channel, line) -> printed(line));
            opened.undo(() -> lines().removeListener(linesListener));
            this.outbox =
                    opened.and(new Outbox(link, broker, owner, name + "-sends", this::refused));
            this.answers =
                    opened.and(
                            new Answers(link, broker.answers(owner), name + "-reads", this::told));
            Duration interval = link.options().taskRetryInterval();
            this.keeper = Beat.start(name + "-tasks", interval.dividedBy(4), this::keep);
        } catch (RuntimeException | Error e) {
            throw opened.closeBecause(link.options().name(), e);
        }
    }

    private RTopic lines() {
        return link.client().getTopic(broker.linesTopic(owner), ByteArrayCodec.INSTANCE);
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
        return link.options().shipsClasses() ? store.send() : "";
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

    // ---- the way back
    // ----------------------------------------------------------------------------

    /// Reads what the server has told up to now, so that whoever asks knows what has happened before.
    void catchUp() {
        try {
            answers.catchUp();
        } catch (RedisException e) {
            // what is known must do
        }
    }

    private void told(String id, String kind, byte[] value) {
        ClusterTask<?> task = tasks.get(id);
        if (task == null) {
            return;
        }
        switch (kind) {
            case Broker.Told.BEGUN -> task.begun(Integer.parseInt(Answers.text(value)));
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

    private void refused(ClusterTask<?> task, Throwable cause) {
        tasks.remove(idOf(task));
        Thread.startVirtualThread(() -> {
            task.refused(cause);
            ended(task);
        });
    }

    private static void ended(ClusterTask<?> task) {
        task.pool().ended(task);
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
        patience.ask();
        CompletableFuture<List<ClusterTask<?>>> answer =
                CompletableFuture.supplyAsync(
                        () ->
                                withdrawFromServer(
                                        asked, soon ? Broker.Wish.NOT_AGAIN : Broker.Wish.WITHDRAW),
                        Thread::startVirtualThread);
        withdrawn.addAll(soon ? awaited(answer) : answer.join());
        return withdrawn;
    }

    private List<ClusterTask<?>> awaited(CompletableFuture<List<ClusterTask<?>>> answer) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(patience.leftNanos(), TimeUnit.NANOSECONDS);
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

    /// Tells the server, as soon as it is there; gives nothing if this desk is closed before, or the server
    /// refuses.
    private List<Broker.Found> cancel(List<String> ids, Broker.Wish wish) {
        List<Broker.Found> found = null;
        try {
            found = insistence.on(() -> broker.cancel(ids, wish), 0);
        } catch (RedisException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the server of the cluster refuses a cancellation: {0}",
                    ServerTrouble.reason(e));
        }
        patience.answered();
        return found == null ? List.of() : found;
    }

    private void forget(ClusterTask<?> task) {
        tasks.remove(idOf(task));
        ended(task);
    }

    private List<String> ids(Collection<ClusterTask<?>> of) {
        return of.stream().map(this::idOf).toList();
    }

    /// Ends the work of tasks, wherever they are.
    void stop(List<ClusterTask<?>> wanted) {
        List<ClusterTask<?>> open =
                wanted.stream().filter(task -> tasks.containsKey(idOf(task))).toList();
        if (!open.isEmpty()) {
            Thread.startVirtualThread(() -> withdrawFromServer(open, Broker.Wish.STOP));
        }
    }

    // ---- keeping
    // -----------------------------------------------------------------------------------

    private void keep() {
        broker.reap(owner, outbox.lastSent());
        if (!tasks.isEmpty()) {
            store.keep();
        }
        List<String> unknown = unknown();
        if (!unknown.isEmpty()) {
            answers.catchUp(); // what is over is unknown too: without a reading nothing is
            // forgotten
            unknown.forEach(this::failIfForgotten);
        }
    }

    /// Asks for the next ones of all tasks that the server should know, so that each has its turn.
    private List<String> unknown() {
        if (!round.hasNext()) {
            round = tasks.values().iterator();
        }
        List<ClusterTask<?>> sent = new ArrayList<>();
        while (round.hasNext() && sent.size() < MOST_ASKED) {
            ClusterTask<?> next = round.next();
            if (next.isSent()) {
                sent.add(next);
            }
        }
        return sent.isEmpty() ? List.of() : broker.unknown(ids(sent));
    }

    private void failIfForgotten(String id) {
        ClusterTask<?> task = tasks.remove(id);
        if (task != null) {
            task.failBecause(
                    new ClusterUnavailableException(
                            "the server has forgotten the task: cluster=%s task=%s; it was begun at most %d times; a server that keeps what it has answered has appendonly yes and appendfsync always"
                                    .formatted(
                                            link.options().name(), task.name(), task.timesBegun()),
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
        outbox.close();
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
        answers.close();
        Farewell.say(() -> lines().removeListener(linesListener));
    }
}
