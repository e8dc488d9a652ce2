package io.heddle.internal.engine.process;

import io.heddle.TaskOptions;
import io.heddle.TaskTimeoutException;
import io.heddle.internal.recording.Recorder;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.CannotTravel;
import io.heddle.spi.Clock;
import io.heddle.spi.Codec;
import io.heddle.spi.Durations;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.Itemized;
import io.heddle.spi.Payload;
import io.heddle.spi.Retries;
import io.heddle.spi.TaskCompletion;
import io.heddle.spi.TaskRules;
import io.heddle.spi.Work;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One task of a pool of processes: its future, and where it is.
///
/// ## States
/// QUEUED → ASSIGNED → ENDED, and from ASSIGNED back to QUEUED if it was taken back, if its worker died
/// before starting it, or if it is to be run again. The state belongs to the pool's lock; the outcome, which may be decided at any time
/// by a limit or a cancellation, does not.
final class PoolTask<T extends @Nullable Object> extends TaskCompletion<T> {

    /// A task that does not fit into the memory of a worker ends it before it is started; one such death
    /// may have been another task's fault.
    private static final int MOST_DEATHS_AT_HAND_OVER = 2;

    /// How long a worker is expected to answer when it is asked for a task: one that is stopped never does.
    static final long ASKING_BACK_NANOS = 1_000_000_000;

    /// Where a task is.
    enum Place {
        /// In the queue.
        QUEUED,
        /// With a worker, running or about to, or waiting there for its turn.
        ASSIGNED,
        /// Nowhere.
        ENDED
    }

    private final ProcessTaskPool pool;
    private final boolean hasOwnName;
    private final boolean callable;

    /// How many items it is made of, 0 if of none.
    private final int items;

    private final @Nullable T fixedResult;
    private final Optional<Duration> limit;
    private final Optional<Duration> queueLimit;
    private final Retries retries;
    private final int priority;
    private final long submittedNanos = System.nanoTime();

    /// What travels; dropped at the end. Guarded by the pool's lock.
    private @Nullable Payload body;

    /// Guarded by the pool's lock.
    private Place place = Place.QUEUED;

    /// Who has it while it is ASSIGNED. Guarded by the pool's lock.
    private @Nullable PoolWorker worker;

    /// As which of its worker's tasks it was given to it. Guarded by the pool's lock.
    private long turn;

    /// How often it was given to a worker. Written under the pool's lock.
    private volatile int handOvers;

    /// Whether its worker was asked to give it back. Guarded by the pool's lock.
    private boolean askedBack;

    /// When it was asked. Guarded by the pool's lock.
    private long askedBackNanos;

    /// Whether it never begins: it waits, or is with a worker that has not begun it and must not. Guarded by
    /// the pool's lock.
    private boolean forbidden;

    /// Whether it is about to be cancelled. Guarded by the pool's lock.
    private boolean unwanted;

    /// Whether it was seen to begin when its time to wait was over. Guarded by the pool's lock.
    private boolean overdue;

    /// Guarded by the pool's lock.
    private Clock.@Nullable Alarm alarm;

    /// Set by the submitting thread before anybody else knows the task.
    private Clock.@Nullable Alarm queueAlarm;

    /// How many workers ran out of memory while this task was handed to them. Guarded by the pool's lock.
    private int deathsAtHandOver;

    /// How many workers have died of it. Guarded by the pool's lock.
    private int deaths;

    /// How many of its runs have come to an end that was noticed. Guarded by the pool's lock.
    private int endedRuns;

    /// What its items have come to in earlier runs, each of which ended with the failure of an item.
    /// Written by the attendant that has read the last answer, while nobody else has the task.
    private Itemized.@Nullable Outcome soFar;

    /// Whether items were done in the run that is over, so that the next one begins with another item. As
    /// [#soFar].
    private boolean hasProgressed;

    PoolTask(ProcessTaskPool pool, TaskOptions options, TaskRules rules, Work<T> work) {
        super(options.name());
        this.pool = pool;
        this.hasOwnName = !options.name().isEmpty();
        this.callable = work.callable();
        this.items = work.body() instanceof Itemized itemized ? itemized.size() : 0;
        this.fixedResult = work.fixedResult();
        this.limit = options.timeout().or(rules::timeout);
        this.queueLimit = options.queueTimeout().or(rules::queueTimeout);
        this.priority = options.priority();
        this.retries = rules.retries().orMost(options.retries());
        if (Recorder.ON) {
            Recorder.submitted(id(), name(), pool.name());
        }
    }

    boolean hasOwnName() {
        return hasOwnName;
    }

    Optional<Duration> limit() {
        return limit;
    }

    Optional<Duration> queueLimit() {
        return queueLimit;
    }

    int priority() {
        return priority;
    }

    void setBody(Codec codec, Object travels) throws IOException {
        body = pack(codec, travels);
    }

    Frame frame() {
        return new Frame(
                Frame.Type.RUN, callable, handOver(), itemsLeft(), Objects.requireNonNull(body));
    }

    private long itemsLeft() {
        return items == 0 ? 0 : new ItemsToDo(itemsDone(), limit.isPresent()).number();
    }

    /// By which number a worker knows it, as [HandOver] says.
    long handOver() {
        return HandOver.of(id(), Math.max(handOvers - 1, 0));
    }

    Place place() {
        return place;
    }

    @Nullable PoolWorker worker() {
        return worker;
    }

    void assignTo(PoolWorker to, long inTurn) {
        place = Place.ASSIGNED;
        worker = to;
        turn = inTurn;
        int before = handOvers;
        handOvers = before + 1;
        askedBack = false;
        if (Recorder.ON) {
            Recorder.handedOver(id(), handOver(), to.child().pid());
        }
        pool.assigned(this);
    }

    long turn() {
        return turn;
    }

    /// Notes that its worker is asked to give it back.
    ///
    /// @return whether that is news
    boolean askBack() {
        boolean first = !askedBack;
        if (first) {
            askedBack = true;
            askedBackNanos = System.nanoTime();
        }
        return first;
    }

    boolean isAskedBack() {
        return askedBack;
    }

    boolean isExpectedBack() {
        return askedBack && System.nanoTime() - askedBackNanos < ASKING_BACK_NANOS;
    }

    void backToQueue() {
        place = Place.QUEUED;
        worker = null;
        cancelAlarm();
        if (overdue && hasNeverRun()) {
            pool.waitsTooLong(this); // it had not begun after all
        }
    }

    /// Sees to it that it does not begin. If a worker has it, that is for [PoolWorker#forbid] to do.
    void forbid() {
        forbidden = true;
    }

    /// It has begun.
    void allow() {
        forbidden = false;
    }

    boolean isForbidden() {
        return forbidden;
    }

    /// It is about to be cancelled.
    void setUnwanted() {
        unwanted = true;
    }

    /// Tells whether nobody wants it to run: its outcome is known, or will be at once.
    boolean isUnwanted() {
        return forbidden || unwanted || isDone();
    }

    /// Its time to wait is over, and it seems to have begun.
    void setOverdue() {
        overdue = true;
    }

    /// It is nowhere, and may come back to the queue.
    void leaveWorker() {
        place = Place.ENDED;
        worker = null;
        cancelAlarm();
    }

    /// It is nowhere, for good.
    void endPlace() {
        leaveWorker();
        body = null;
    }

    void setAlarm(Clock.Alarm next) {
        alarm = next;
    }

    private void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    void setQueueAlarm(Clock.Alarm next) {
        queueAlarm = next;
    }

    // ---- attempts ------------------------------------------------------------------------------

    /// A worker ran out of memory while it was handed this task, before it was started. Called with the
    /// pool's lock.
    ///
    /// @return whether it is this task's fault
    boolean isTooLarge() {
        deathsAtHandOver++;
        return doesNotFit();
    }

    private boolean doesNotFit() {
        return deathsAtHandOver >= MOST_DEATHS_AT_HAND_OVER;
    }

    /// A run has come to its end, in whatever way. Called with the pool's lock.
    void runEnded() {
        endedRuns++;
    }

    /// How many runs have come to their end. Called with the pool's lock.
    int endedRuns() {
        return endedRuns;
    }

    /// Tells whether a task that waits has not run yet; another one waits to be run again. Called with the
    /// pool's lock.
    boolean hasNeverRun() {
        return endedRuns == 0;
    }

    @Override
    public int attempts() {
        return pool.attemptsOf(this);
    }

    /// It is to be run again after a failure of its own. Runs are counted for the item that is run first:
    /// those before it have not failed. Called with the pool's lock.
    void beginAgain() {
        if (hasProgressed) {
            endedRuns = 1;
        }
    }

    /// A worker has died of it. Called with the pool's lock.
    ///
    /// @return whether it may be run again
    boolean mayRetryAfterDeath() {
        if (doesNotFit()) {
            return false; // it has never begun, and never will
        }
        runEnded();
        deaths++;
        return !isDone() && deaths < retries.quarantineAfter() && endedRuns <= retries.most();
    }

    /// Tells whether it may be run again after it has failed by itself.
    boolean isRetryable() {
        return retries.most() > 0;
    }

    /// Tells whether a run that has failed may be repeated. Calls what the user has said, so no lock is
    /// held.
    ///
    /// @param runs how many runs whatever has failed has had
    private boolean mayRetryAfter(Throwable failure, int runs) {
        if (runs > retries.most()) {
            return false;
        }
        try {
            return retries.on().test(failure);
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    /// Says what is to be said about a death beside the death itself.
    String verdict() {
        String runs = endedRuns > 1 ? " attempts=" + endedRuns : "";
        return retries.most() > 0 && deaths >= retries.quarantineAfter()
                ? runs + " (in quarantine: it has cost " + deaths + " workers)"
                : runs;
    }

    /// Completes the future from what a worker answered.
    ///
    /// @return whether the task is to be run again instead
    boolean complete(Frame answer) {
        try {
            Object value = pool.codec().decode(answer.payload());
            if (answer.type() == Frame.Type.RESULT) {
                return items > 0 ? itemsEnded(outcomeOf(value)) : ended(value);
            }
            Throwable thrown = ((FailureEnvelope) Objects.requireNonNull(value)).open(pool.codec());
            return failed(answer.flag() ? thrown : CannotTravel.named(name(), thrown));
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            return failed(
                    Unreadable.because(
                            "the result could not be read: task=" + name(),
                            "does its readObject work here?",
                            e,
                            e));
        }
    }

    private Itemized.Outcome outcomeOf(@Nullable Object value) throws StreamCorruptedException {
        if (value instanceof Itemized.Outcome outcome) {
            int done = itemsDone() + outcome.done();
            if (done == items || (done < items && outcome.failure() != null)) {
                return outcome;
            }
        }
        throw new StreamCorruptedException(
                "items were answered by other than their results: items=%d done=%d answer=%s"
                        .formatted(items, itemsDone(), value));
    }

    private boolean failed(Throwable cause) {
        hasProgressed = false;
        if (!isDone() && mayRetryAfter(cause, attempts())) {
            return true;
        }
        fail(cause);
        return false;
    }

    /// Has the item that has failed, and those behind it, run again if that may help.
    private boolean itemsEnded(Itemized.Outcome outcome) {
        Itemized.Outcome all = soFar == null ? outcome : outcome.after(soFar);
        Throwable failure = outcome.failure();
        hasProgressed = outcome.done() > 0;
        if (failure == null
                || all.done() >= items
                || isDone()
                || !mayRetryAfter(failure, hasProgressed ? 1 : attempts())) {
            return ended(all);
        }
        soFar = all;
        return true;
    }

    private int itemsDone() {
        return soFar == null ? 0 : soFar.done();
    }

    private boolean ended(@Nullable Object value) {
        succeedWith(value);
        return false;
    }

    @SuppressWarnings({
        "unchecked",
        "NullAway"
    }) // the worker ran a Callable<T>, or the result is fixed
    private void succeedWith(@Nullable Object value) {
        succeed(callable ? (T) value : fixedResult);
    }

    void failBecause(Throwable cause) {
        fail(cause);
    }

    boolean failAtLimit(Duration elapsed, String where) {
        Duration given = limit.orElseThrow();
        return fail(
                new TaskTimeoutException(
                        "task not finished in time: task=%s limit=%s ran=%s %s; its work is being ended"
                                .formatted(
                                        name(),
                                        Durations.text(given),
                                        Durations.text(elapsed),
                                        where),
                        TaskTimeoutException.Limit.RUN,
                        given,
                        elapsed));
    }

    /// Fails because it has waited too long. It was forbidden before.
    void failInQueue() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - submittedNanos);
        if (fail(
                TaskTimeoutException.inQueue(
                        name(), pool.name(), queueLimit.orElseThrow(), elapsed))) {
            pool.stop(this, true);
        }
    }

    boolean abandonAtShutdown() {
        return abandon();
    }

    @Override
    protected void cancelled(boolean mayInterrupt) {
        pool.stop(this, mayInterrupt);
    }

    @Override
    protected void decided(State outcome) {
        if (Recorder.ON) {
            Recorder.decided(id(), outcome);
        }
        if (outcome == State.CANCELLED) {
            pool.forbid(this); // so that whoever sees it cancelled never sees it begin
        }
        Clock.Alarm waiting = queueAlarm;
        if (waiting != null) {
            waiting.cancel();
        }
        pool.decided(outcome);
    }

    /// Gives the task to somebody who wants to run it by hand after [ProcessTaskPool#shutdownNow()].
    Runnable unstarted() {
        return new Unstarted(pool.codec(), Objects.requireNonNull(body), callable, name());
    }

    /// A task that was never started.
    private record Unstarted(Codec codec, Payload payload, boolean callable, String name)
            implements Runnable {

        @Override
        public void run() {
            try {
                Object body = Objects.requireNonNull(codec.decode(payload));
                if (callable) {
                    ((java.util.concurrent.Callable<?>) body).call();
                } else {
                    Work.run((Runnable) body);
                }
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new io.heddle.HeddleException(
                        "a task that was run by hand failed: task=" + name, e);
            }
        }

        @Override
        public String toString() {
            return "Unstarted[" + name + "]";
        }
    }
}
