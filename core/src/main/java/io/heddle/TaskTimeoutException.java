package io.heddle;

import io.heddle.spi.Durations;
import java.io.Serial;
import java.time.Duration;

/// A time limit has passed.
///
/// The future fails at the limit; if the task was running, ending its work goes on behind it.
public final class TaskTimeoutException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    /// Which limit it was.
    public enum Limit {
        /// The time a task may run, from the moment it starts.
        RUN,
        /// The time a task may wait to be started.
        QUEUE,
        /// The time a caller was willing to wait; the task itself goes on.
        WAIT
    }

    private final Limit which;
    private final Duration limit;
    private final Duration elapsed;

    /// Makes the exception.
    ///
    /// @param message what was not finished in time, with its values
    /// @param which which limit has passed
    /// @param limit its length
    /// @param elapsed how much time has really passed
    public TaskTimeoutException(String message, Limit which, Duration limit, Duration elapsed) {
        super(message);
        this.which = which;
        this.limit = limit;
        this.elapsed = elapsed;
    }

    /// Makes the exception of a task that was not started in time.
    ///
    /// @param task its name
    /// @param pool the name of its pool
    /// @param limit how long it was to wait
    /// @param elapsed how long it has waited
    /// @return the exception
    public static TaskTimeoutException inQueue(
            String task, String pool, Duration limit, Duration elapsed) {
        String message =
                "task not started in time: task=%s pool=%s queueTimeout=%s waited=%s; it will never start; more workers or a longer limit would help"
                        .formatted(task, pool, Durations.text(limit), Durations.text(elapsed));
        return new TaskTimeoutException(message, Limit.QUEUE, limit, elapsed);
    }

    /// Tells which limit has passed.
    ///
    /// @return the limit's kind
    public Limit which() {
        return which;
    }

    /// Tells how long the limit was.
    ///
    /// @return the length
    public Duration limit() {
        return limit;
    }

    /// Tells how much time had really passed.
    ///
    /// @return the time from the beginning of what was limited
    public Duration elapsed() {
        return elapsed;
    }
}
