package io.heddle.internal.engine.process;

import io.heddle.TaskSerializationException;
import io.heddle.TaskTimeoutException;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.Clock;
import io.heddle.spi.Codec;
import io.heddle.spi.Durations;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.Payload;
import io.heddle.spi.TaskCompletion;
import io.heddle.spi.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One task of a pool of processes: its future, and where it is.
///
/// ## States
/// QUEUED → ASSIGNED → ENDED, and from ASSIGNED back to QUEUED if it was taken back or its worker died
/// before starting it. The state belongs to the pool's lock; the outcome, which may be decided at any time
/// by a limit or a cancellation, does not.
final class PoolTask<T extends @Nullable Object> extends TaskCompletion<T> {

    private static final Codec CODEC = Codec.jdk();

    /// Where a task is.
    enum Place {
        /// In the queue.
        QUEUED,
        /// With a worker, running or about to.
        ASSIGNED,
        /// Nowhere.
        ENDED
    }

    private final ProcessTaskPool pool;
    private final boolean hasOwnName;
    private final boolean callable;
    private final @Nullable T fixedResult;
    private final Optional<Duration> limit;

    /// What travels; dropped at the end. Guarded by the pool's lock.
    private @Nullable Payload body;

    /// Guarded by the pool's lock.
    private Place place = Place.QUEUED;

    /// Who has it while it is ASSIGNED. Guarded by the pool's lock.
    private @Nullable PoolWorker worker;

    /// Whether its worker was asked to give it back. Guarded by the pool's lock.
    private boolean askedBack;

    /// Guarded by the pool's lock.
    private Clock.@Nullable Alarm alarm;

    /// Guarded by the pool's lock.
    private int deathsAtHandOver;

    /// Set when it is known to have started; read by anybody.
    private volatile boolean started;

    PoolTask(ProcessTaskPool pool, String name, Work<T> work, Optional<Duration> limit) {
        super(name);
        this.pool = pool;
        this.hasOwnName = !name.isEmpty();
        this.callable = work.callable();
        this.fixedResult = work.fixedResult();
        this.limit = limit;
    }

    boolean hasOwnName() {
        return hasOwnName;
    }

    Optional<Duration> limit() {
        return limit;
    }

    void setBody(Payload payload) {
        body = payload;
    }

    Frame frame() {
        return new Frame(Frame.Type.RUN, callable, id(), 0, Objects.requireNonNull(body));
    }

    Place place() {
        return place;
    }

    @Nullable PoolWorker worker() {
        return worker;
    }

    void assignTo(PoolWorker to) {
        place = Place.ASSIGNED;
        worker = to;
        askedBack = false;
    }

    /// Notes that its worker is asked to give it back.
    ///
    /// @return whether that is news
    boolean askBack() {
        boolean first = !askedBack;
        askedBack = true;
        return first;
    }

    void backToQueue() {
        place = Place.QUEUED;
        worker = null;
        cancelAlarm();
    }

    void endPlace() {
        place = Place.ENDED;
        worker = null;
        body = null;
        cancelAlarm();
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

    /// Counts deaths of workers that ran out of memory while this task was handed to them. Called with the
    /// pool's lock.
    int countDeathAtHandOver() {
        return ++deathsAtHandOver;
    }

    void markStarted() {
        started = true;
    }

    @Override
    public int attempts() {
        return started || pool.hasStarted(this) ? 1 : 0;
    }

    /// Completes the future from what a worker answered.
    void complete(Frame answer) {
        started = true;
        try {
            Object value = CODEC.decode(answer.payload());
            if (answer.type() == Frame.Type.FAILED) {
                fail(((FailureEnvelope) Objects.requireNonNull(value)).open());
            } else {
                succeedWith(value);
            }
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            fail(
                    new TaskSerializationException(
                            "the result could not be read: task=%s: %s; does its readObject work here?"
                                    .formatted(name(), e),
                            "",
                            e));
        }
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

    boolean abandonAtShutdown() {
        return abandon();
    }

    @Override
    protected void cancelled(boolean mayInterrupt) {
        pool.stop(this, mayInterrupt);
    }

    @Override
    protected void decided(State outcome) {
        pool.decided(outcome);
    }

    /// Gives the task to somebody who wants to run it by hand after [ProcessTaskPool#shutdownNow()].
    Runnable unstarted() {
        return new Unstarted(Objects.requireNonNull(body), callable, name());
    }

    /// A task that was never started.
    private record Unstarted(Payload payload, boolean callable, String name) implements Runnable {

        @Override
        public void run() {
            try {
                Object body = Objects.requireNonNull(CODEC.decode(payload));
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
