package io.heddle.internal.memory;

import io.heddle.spi.Parking;
import java.time.Duration;

/// How long somebody waits, and whether an interrupt ends it.
public final class Limit {

    /// The end of time, as far as a long goes.
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private static final Limit NEVER = new Limit(0, false, true);
    private static final Limit UNINTERRUPTIBLE = new Limit(0, false, false);

    private final long deadline;
    private final boolean timed;
    private final boolean interruptible;

    private Limit(long deadline, boolean timed, boolean interruptible) {
        this.deadline = deadline;
        this.timed = timed;
        this.interruptible = interruptible;
    }

    /// Waits for ever, or until interrupted.
    ///
    /// @return the limit
    public static Limit never() {
        return NEVER;
    }

    /// Waits for ever, and notes an interrupt for later.
    ///
    /// @return the limit
    public static Limit uninterruptible() {
        return UNINTERRUPTIBLE;
    }

    /// Waits for some time, or until interrupted.
    ///
    /// @param time how long from now on; zero or less means not at all
    /// @return the limit
    public static Limit in(Duration time) {
        if (time.isNegative()) {
            return inNanos(0); // some durations have more nanoseconds than a long can count
        }
        return inNanos((time.compareTo(LONGEST) > 0 ? LONGEST : time).toNanos());
    }

    /// Waits for some time, or until interrupted.
    ///
    /// @param nanos how long from now on; zero or less means not at all
    /// @return the limit
    public static Limit inNanos(long nanos) {
        return new Limit(System.nanoTime() + Math.max(nanos, 0), true, true);
    }

    /// Tells whether an interrupt ends the wait.
    ///
    /// @return whether it does
    public boolean isInterruptible() {
        return interruptible;
    }

    /// Tells whether the wait ends by itself.
    ///
    /// @return whether it does
    public boolean isTimed() {
        return timed;
    }

    /// Tells how much is left.
    ///
    /// @return nanoseconds, zero or less if the time is up; very many if it never is
    public long leftNanos() {
        return timed ? deadline - System.nanoTime() : Long.MAX_VALUE;
    }

    /// Ends the wait of a thread that was interrupted.
    ///
    /// @throws InterruptedException if an interrupt ends the wait
    public void checkInterrupt() throws InterruptedException {
        if (interruptible) {
            throw new InterruptedException();
        }
    }

    /// Parks until woken, or for no reason.
    ///
    /// @param blocker what a dump of threads shows
    /// @return false if the time is up
    public boolean park(Object blocker) {
        if (!timed) {
            Parking.park(blocker);
            return true;
        }
        long left = leftNanos();
        if (left <= 0) {
            return false;
        }
        Parking.parkNanos(blocker, left);
        return true;
    }
}
