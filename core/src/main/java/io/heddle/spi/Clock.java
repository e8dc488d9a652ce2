package io.heddle.spi;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// Runs short actions at deadlines, for all pools of this process, in one daemon thread.
///
/// Use it for limits: fail a future, interrupt a thread, hand something over. Whatever may block or
/// call code of users belongs elsewhere, because everybody's limits wait behind it.
///
/// Setting and cancelling an alarm takes time logarithmic in the number of alarms, and a cancelled
/// one leaves nothing behind.
///
/// ## Source
///
/// The heap is that of [ScheduledThreadPoolExecutor].
public final class Clock {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private static final ScheduledThreadPoolExecutor TIMER = makeTimer();

    private Clock() {}

    /// An action that waits for its time.
    @FunctionalInterface
    public interface Alarm {

        /// Sees to it that the action does not begin any more. Does nothing if it has begun.
        void cancel();
    }

    /// Runs an action as soon as a deadline has passed.
    ///
    /// @param deadline when; if there is none, the action never runs
    /// @param action short and never blocking; what it throws is logged
    /// @return how to call it off
    public static Alarm schedule(Deadline deadline, Runnable action) {
        if (deadline.never()) {
            return () -> {};
        }
        Future<?> waiting =
                TIMER.schedule(
                        () -> runSafely(action), deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        return () -> waiting.cancel(false);
    }

    private static void runSafely(Runnable action) {
        try {
            action.run();
        } catch (Throwable failure) {
            LOG.log(System.Logger.Level.ERROR, "an action of the clock failed", failure);
        }
    }

    private static ScheduledThreadPoolExecutor makeTimer() {
        ThreadFactory threads = ServiceThreads.named("heddle-clock").factory();
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
