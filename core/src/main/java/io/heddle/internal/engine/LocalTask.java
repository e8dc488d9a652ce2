package io.heddle.internal.engine;

import io.heddle.Kind;
import io.heddle.TaskOptions;
import io.heddle.TaskTimeoutException;
import io.heddle.internal.recording.Recorder;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.Durations;
import io.heddle.spi.TaskCompletion;
import io.heddle.spi.TaskRules;
import io.heddle.spi.Work;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One task of a [LocalTaskPool]: its future, and the body until somebody takes it.
///
/// The body is taken once, by the thread that will run it or by whoever withdraws the task, so it
/// runs once at most. From then on [#runner] says whom a cancellation interrupts; it is empty again
/// before the thread does anything else, so no interrupt can come late and hit the next task.
///
/// | body | runner | the task      |
/// |------|--------|---------------|
/// | yes  | none   | waits         |
/// | none | yes    | runs          |
/// | none | none   | never will run, or has run |
///
/// A task whose future is done while it has a runner is *detached*: the body goes on, nobody waits
/// for its result.
///
/// @param <T> the type of the result
public final class LocalTask<T extends @Nullable Object> extends TaskCompletion<T> {

    private static final Clock.Alarm NO_ALARM = () -> {};

    private final LocalTaskPool pool;
    private final Optional<Duration> limit;
    private final Optional<Duration> queueLimit;
    private final int priority;
    private final long submittedNanos = System.nanoTime();

    /// Guarded by this.
    private @Nullable Work<T> body;

    /// Guarded by this.
    private @Nullable Thread runner;

    /// Whether this task has interrupted its runner. Guarded by this.
    private boolean interrupted;

    /// When the runner took the body, by [System#nanoTime()]. Written by the runner before it sets
    /// the alarm that reads it.
    private long beganNanos;

    /// Written by the runner, read by everybody.
    private volatile int attempts;

    /// Ends the wait if it takes too long. Set before anybody else knows the task.
    private Clock.Alarm queueAlarm = NO_ALARM;

    LocalTask(LocalTaskPool pool, TaskOptions options, TaskRules rules, Work<T> body) {
        super(options.name());
        this.pool = pool;
        this.limit = options.timeout().or(rules::timeout);
        this.queueLimit = options.queueTimeout().or(rules::queueTimeout);
        this.priority = options.priority();
        this.body = body;
    }

    int priority() {
        return priority;
    }

    /// Begins to measure how long the task waits.
    void watchQueue() {
        queueLimit.ifPresent(
                time -> queueAlarm = Clock.schedule(Deadline.in(time), () -> expireInQueue(time)));
    }

    private void expireInQueue(Duration limit) {
        if (withdraw() == null) {
            return;
        }
        pool.withdrawn(this);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - submittedNanos);
        fail(TaskTimeoutException.inQueue(name(), pool.name(), limit, elapsed));
    }

    /// Runs the body in the calling thread, which has a fresh interrupt status, unless the task was
    /// taken before.
    void run() {
        Work<T> taken = enter();
        if (taken == null) {
            return;
        }
        queueAlarm.cancel();
        if (Recorder.ON) {
            Recorder.begin(id(), name());
        }
        Clock.Alarm alarm = NO_ALARM;
        T result = null;
        Throwable failure = null;
        try {
            alarm = setAlarm();
            result = taken.call();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        alarm.cancel();
        leave();
        if (Recorder.ON) {
            Recorder.end(failure != null);
        }
        finish(result, failure);
    }

    private synchronized @Nullable Work<T> enter() {
        if (body == null || isDone()) {
            return null;
        }
        runner = Thread.currentThread();
        attempts = 1;
        return takeBody();
    }

    /// After this no interrupt comes from here any more, and none that came is left.
    private synchronized void leave() {
        runner = null;
        if (interrupted || pool.kind() != Kind.INLINE) {
            Thread.interrupted();
        }
    }

    @SuppressWarnings("NullAway") // null only where the body may return it
    private void finish(@Nullable T result, @Nullable Throwable failure) {
        if (failure == null) {
            succeed(result);
        } else {
            fail(failure);
        }
    }

    /// Sees to it that the body is never run by this task.
    ///
    /// @return the body, or `null` if it was taken before
    synchronized @Nullable Work<T> withdraw() {
        return body == null ? null : takeBody();
    }

    private @Nullable Work<T> takeBody() {
        Work<T> taken = body;
        body = null;
        return taken;
    }

    /// Interrupts the body if it runs, whatever the future says.
    synchronized void interrupt() {
        if (runner != null) {
            interrupted = true;
            runner.interrupt();
        }
    }

    private Clock.Alarm setAlarm() {
        beganNanos = System.nanoTime();
        return limit.map(time -> Clock.schedule(Deadline.in(time), () -> expire(time)))
                .orElse(NO_ALARM);
    }

    private void expire(Duration limit) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - beganNanos);
        String message =
                "task not finished in time: task=%s limit=%s ran=%s pool=%s; its thread was interrupted, and stays occupied until the task ends"
                        .formatted(
                                name(),
                                Durations.text(limit),
                                Durations.text(elapsed),
                                pool.name());
        if (fail(
                new TaskTimeoutException(
                        message, TaskTimeoutException.Limit.RUN, limit, elapsed))) {
            interrupt();
        }
    }

    /// Fails a task for which there is nobody to run it.
    void refuse(Throwable cause) {
        withdraw();
        fail(cause);
    }

    @Override
    protected void cancelled(boolean mayInterrupt) {
        if (withdraw() != null) {
            pool.withdrawn(this);
        } else if (mayInterrupt) {
            interrupt();
        }
    }

    @Override
    protected void decided(State outcome) {
        queueAlarm.cancel();
        if (Recorder.ON) {
            Recorder.decided(id(), outcome);
        }
        pool.decided(outcome);
    }

    @Override
    public int attempts() {
        return attempts;
    }
}
