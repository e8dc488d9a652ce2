package io.heddle.internal.memory;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Tries again what fails only while another process is between two of its steps, which takes less than a
/// microsecond unless that process is held up.
public final class Insistence {

    private static final int SPINS = 100;
    private static final int YIELDS = 100;
    private static final long PAUSE_NANOS = 100_000;

    /// Longer than anybody is between two steps, unless it is stopped.
    static final long GRACE_NANOS = 100_000_000;

    private Insistence() {}

    /// Tries until it succeeds.
    ///
    /// @param attempt tries once
    public static void until(BooleanSupplier attempt) {
        for (int i = 0; !attempt.getAsBoolean(); i++) {
            pause(i);
        }
    }

    /// Tries until it succeeds, the time is up, or an interrupt ends the wait. In any case it tries for as long
    /// as nobody is held up for without a reason.
    ///
    /// @param attempt tries once
    /// @param limit how long
    /// @return whether it succeeded; an interrupt is left to the caller
    static boolean within(BooleanSupplier attempt, Limit limit) {
        long begin = System.nanoTime();
        for (int i = 0; !attempt.getAsBoolean(); i++) {
            if (i >= SPINS && isOver(limit, begin)) {
                return false;
            }
            pause(i);
        }
        return true;
    }

    private static boolean isOver(Limit limit, long begin) {
        if (limit.isInterruptible() && Thread.currentThread().isInterrupted()) {
            return true;
        }
        return limit.leftNanos() <= 0 && System.nanoTime() - begin > GRACE_NANOS;
    }

    @SuppressWarnings("ThreadPriorityCheck") // whoever holds us up may need this very processor
    private static void pause(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else if (tries < SPINS + YIELDS) {
            Thread.yield();
        } else {
            sleep();
        }
    }

    /// Sleeps a little although the thread may be interrupted.
    private static void sleep() {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(PAUSE_NANOS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
