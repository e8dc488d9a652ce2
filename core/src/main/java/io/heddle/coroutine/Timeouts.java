package io.heddle.coroutine;

import io.heddle.Action;
import io.heddle.Task;
import io.heddle.spi.Durations;
import io.heddle.spi.Enclosure;
import io.heddle.spi.Parking;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Gives a piece of work in the calling thread a time limit.
///
/// The work runs in the calling thread, with its locks and its context. When the time is up the thread is
/// interrupted, and [TimeoutException] is thrown as soon as the work has come to its end. Work that ignores the
/// interrupt, a computation without a pause for example, is *not* stopped: the call returns late, though it still
/// throws. Only a process can be ended from outside: give such work to a [io.heddle.TaskPool] of processes with
/// [io.heddle.TaskOptions#timeout(Duration)].
///
/// ## Cancellation
/// *Lossy*: a result that comes after the time is up is dropped, since work that was interrupted may return
/// anything. An interrupt that comes from elsewhere reaches the work as without a limit; if the work ignores it and
/// the time is up as well, it is lost, since two interrupts of a thread are one. Limits nest: the
/// one that is up first interrupts, and each throws its own exception.
public final class Timeouts {

    private Timeouts() {}

    /// Runs work with a time limit, on the clock of the scope, outside of one on that of the system.
    ///
    /// @param <T> the type of the result
    /// @param limit how long it may take
    /// @param task the work
    /// @return its result
    /// @throws TimeoutException if the time was up before its end; what the work threw then is the cause
    /// @throws IllegalArgumentException if the limit is zero or negative
    /// @throws Exception what the work throws in time
    public static <T extends @Nullable Object> T call(Duration limit, Task<T> task)
            throws Exception {
        Durations.requirePositive("limit", limit);
        Objects.requireNonNull(task, "task");
        Limited limited = new Limited(limit);
        T result;
        try {
            result = task.call();
        } catch (Throwable failure) {
            if (limited.end()) {
                throw limited.tooLate(failure);
            }
            throw failure;
        }
        if (limited.end()) {
            throw limited.tooLate(null);
        }
        return result;
    }

    /// Runs work with a time limit; as [#call(Duration, Task)].
    ///
    /// @param limit how long it may take
    /// @param action the work
    /// @throws TimeoutException if the time was up before its end; what the work threw then is the cause
    /// @throws IllegalArgumentException if the limit is zero or negative
    /// @throws Exception what the work throws in time
    public static void run(Duration limit, Action action) throws Exception {
        Objects.requireNonNull(action, "action");
        Timeouts.<@Nullable Void>call(
                limit,
                () -> {
                    action.act();
                    return null;
                });
    }

    /// One limit, from its beginning to the end of the work.
    private static final class Limited extends Enclosure {

        private final Duration limit;
        private final Thread thread = Thread.currentThread();
        private final Parking.@Nullable Turn turn = Parking.mine();
        private final TimeSource.Alarm alarm;

        // guarded by this
        private boolean up;
        private boolean over;

        Limited(Duration limit) {
            this.limit = limit;
            enter();
            Until until = Until.in(limit);
            this.alarm = until.time().at(until.atNanos(), this::interrupt);
        }

        /// Never interrupts what comes after the work.
        private synchronized void interrupt() {
            if (over) {
                return;
            }
            up = true;
            if (turn != null) {
                turn.interrupt();
            } else {
                thread.interrupt();
            }
        }

        /// Ends the limit: after this no interrupt comes from it.
        ///
        /// @return whether the time was up before
        boolean end() {
            alarm.cancel();
            boolean wasUp;
            synchronized (this) {
                over = true;
                wasUp = up;
            }
            if (wasUp) {
                takeInterrupt();
            }
            exit();
            return wasUp;
        }

        @Override
        protected synchronized boolean isStopping() {
            return up;
        }

        TimeoutException tooLate(@Nullable Throwable thrown) {
            TimeoutException late =
                    new TimeoutException("not finished in time: limit=" + Durations.text(limit));
            if (thrown != null) {
                late.initCause(thrown);
            }
            return late;
        }
    }
}
