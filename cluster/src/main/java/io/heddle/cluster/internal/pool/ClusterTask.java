package io.heddle.cluster.internal.pool;

import io.heddle.HeddleException;
import io.heddle.TaskOptions;
import io.heddle.TaskSerializationException;
import io.heddle.TaskTimeoutException;
import io.heddle.cluster.internal.link.Packing;
import io.heddle.cluster.internal.link.ServerTrouble;
import io.heddle.spi.CannotTravel;
import io.heddle.spi.Clock;
import io.heddle.spi.Codec;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.FailureText;
import io.heddle.spi.Itemized;
import io.heddle.spi.TaskCompletion;
import io.heddle.spi.TaskRules;
import io.heddle.spi.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A task of a [ClusterTaskPool], as its owner has it.
///
/// `HELD → POSTED → SENDING → SENT → ENDED`; from each it may go to ENDED.
final class ClusterTask<T extends @Nullable Object> extends TaskCompletion<T> {

    /// Where it is.
    enum Place {
        /// With its pool, which runs no more at once.
        HELD,
        /// In the outbox of the [Desk].
        POSTED,
        /// On its way to the server.
        SENDING,
        /// With the server.
        SENT,
        /// Nowhere.
        ENDED
    }

    private final ClusterTaskPool pool;
    private final Work<T> work;
    private final Optional<Duration> timeout;
    private final Optional<Duration> queueTimeout;
    private final int priority;
    private final int retries;
    private final long submittedNanos = System.nanoTime();

    /// Dropped when the server has it. Written before anybody else knows the task, then by who sends.
    private byte[] body = {};

    /// How many bytes its body has.
    private int bytes;

    /// By which number the server knows it; written once, under the lock of the [Desk], before it is posted.
    private volatile long number;

    /// Guarded by this.
    private Place place = Place.HELD;

    /// How often it was begun; written by who reads the answers.
    private volatile int begun;

    /// Whether a worker has begun it and not ended it; as above.
    private volatile boolean running;

    private volatile Clock.@Nullable Alarm queueAlarm;

    private volatile boolean leftToPool;

    ClusterTask(ClusterTaskPool pool, TaskOptions options, TaskRules rules, Work<T> work) {
        super(options.name());
        this.pool = pool;
        this.work = work;
        this.timeout = options.timeout().or(rules::timeout);
        this.queueTimeout = options.queueTimeout().or(rules::queueTimeout);
        this.priority = options.priority();
        this.retries = rules.retries().orMost(options.retries()).most();
    }

    /// Writes what travels.
    ///
    /// @param classes under which key its classes lie
    /// @param most how many bytes may travel
    /// @throws IOException if it cannot travel
    /// @throws TaskSerializationException if it is too large
    void pack(Codec codec, String classes, long most) throws IOException {
        int items = work.body() instanceof Itemized itemized ? itemized.size() : 0;
        byte[] packed = Packing.pack(pack(codec, work.body()));
        body =
                new TaskForm(id(), name(), timeout, work.callable(), items, classes, packed)
                        .toBytes();
        bytes = body.length;
        if (bytes > most) {
            body = new byte[0];
            throw TooLarge.task(name(), bytes, most);
        }
    }

    ClusterTaskPool pool() {
        return pool;
    }

    Work<T> work() {
        return work;
    }

    byte[] body() {
        return body;
    }

    int bytes() {
        return bytes;
    }

    int priority() {
        return priority;
    }

    int retries() {
        return retries;
    }

    long number() {
        return number;
    }

    Optional<Duration> queueTimeout() {
        return queueTimeout;
    }

    void setQueueAlarm(Clock.Alarm alarm) {
        queueAlarm = alarm;
    }

    boolean hasBegun() {
        return begun > 0;
    }

    int timesBegun() {
        return begun;
    }

    boolean isRunning() {
        return running;
    }

    // ---- places ------------------------------------------------------------------------------

    synchronized void post(long as) {
        number = as;
        if (place == Place.HELD) {
            place = Place.POSTED;
        }
    }

    /// Claims the task for sending.
    ///
    /// @return false if it was withdrawn
    synchronized boolean beginSending() {
        if (place != Place.POSTED) {
            return false;
        }
        place = Place.SENDING;
        return true;
    }

    synchronized void sent() {
        if (place == Place.SENDING) {
            place = Place.SENT;
        }
        body = new byte[0];
        notifyAll();
    }

    /// Waits while it is on its way: what is on its way cannot be called back.
    synchronized void awaitSent() {
        boolean interrupted = false;
        while (place == Place.SENDING) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Withdraws it before it was sent.
    ///
    /// @return whether the server will never know it
    synchronized boolean withdrawUnsent() {
        if (place == Place.HELD || place == Place.POSTED) {
            place = Place.ENDED;
            return true;
        }
        return false;
    }

    synchronized boolean isSent() {
        return place == Place.SENT;
    }

    /// Says that nobody has it any more.
    ///
    /// @return whether that is news
    synchronized boolean endPlace() {
        boolean news = place != Place.ENDED;
        place = Place.ENDED;
        running = false;
        notifyAll();
        return news;
    }

    // ---- what is heard of it -------------------------------------------------------------------

    void begun(int times) {
        begun = Math.max(begun, times);
        running = true;
        cancelAlarm();
    }

    void waitsAgain() {
        running = false;
    }

    /// Completes the future from what was told.
    void ended(String told, byte[] value) {
        switch (told) {
            case Broker.Told.RESULT -> succeeded(value);
            case Broker.Told.FAILURE -> failed(value);
            case Broker.Told.LEFT -> fail(ClusterDeaths.left(name(), Answers.text(value), begun));
            case Broker.Told.UNTAKEN ->
                    fail(ClusterDeaths.untaken(name(), Answers.text(value), bytes, begun));
            default -> fail(ClusterDeaths.silent(name(), Answers.text(value), begun));
        }
    }

    @SuppressWarnings({
        "unchecked",
        "NullAway"
    }) // the worker ran a Callable<T>, or the result is fixed
    private void succeeded(byte[] value) {
        try {
            Object result = pool.codec().decode(Packing.unpack(value));
            succeed(work.callable() ? (T) result : work.fixedResult());
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            fail(unreadable(e));
        }
    }

    private void failed(byte[] value) {
        try {
            FailureEnvelope envelope =
                    (FailureEnvelope)
                            Objects.requireNonNull(pool.codec().decode(Packing.unpack(value)));
            Throwable told = envelope.open(pool.codec());
            fail(ClusterDeaths.counted(CannotTravel.named(name(), told), begun));
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            fail(unreadable(e));
        }
    }

    private TaskSerializationException unreadable(Throwable cause) {
        return new TaskSerializationException(
                "the result could not be read: task=%s: %s; does its readObject work here?"
                        .formatted(name(), FailureText.of(cause)),
                "",
                cause);
    }

    /// Fails because the server does not take it; it never begins.
    void refused(Throwable cause) {
        fail(
                new HeddleException(
                        "the server of the cluster refuses the task: pool=%s task=%s bytes=%d reason=%s; does it have memory (maxmemory) and room on its disk, may its user run scripts (ACL), and does it take so many bytes at once (proto-max-bulk-len)?"
                                .formatted(pool.name(), name(), bytes, ServerTrouble.reason(cause)),
                        cause));
    }

    void failBecause(Throwable cause) {
        fail(cause);
    }

    /// Fails because it has waited too long; it never begins.
    void failInQueue() {
        fail(
                TaskTimeoutException.inQueue(
                        name(),
                        pool.name(),
                        queueTimeout.orElseThrow(),
                        Duration.ofNanos(System.nanoTime() - submittedNanos)));
    }

    private void cancelAlarm() {
        Clock.Alarm alarm = queueAlarm;
        if (alarm != null) {
            alarm.cancel();
        }
    }

    @Override
    public int attempts() {
        if (!isDone()) {
            pool.catchUp();
        }
        return begun;
    }

    /// Says that its pool cancels many tasks, and asks the server for all of them at once.
    void leaveToPool() {
        leftToPool = true;
    }

    @Override
    protected void cancelled(boolean mayInterrupt) {
        if (mayInterrupt && !leftToPool) {
            pool.stop(this);
        }
    }

    @Override
    protected void decided(State outcome) {
        if (outcome == State.CANCELLED && !leftToPool) {
            pool.withdraw(this); // so that whoever sees it cancelled never sees it begin
        }
        cancelAlarm();
        pool.decided(outcome);
    }
}
