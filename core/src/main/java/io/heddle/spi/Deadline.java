package io.heddle.spi;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A point on the monotonic clock up to which somebody is willing to wait.
///
/// @param atNanos the point, on the scale of [System#nanoTime()]
/// @param never whether there is no such point
public record Deadline(long atNanos, boolean never) {

    /// No limit at all.
    public static final Deadline NEVER = new Deadline(0, true);

    /// Longer than any program runs, and short enough to be added to any [System#nanoTime()].
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

    /// Makes a deadline some time from now.
    ///
    /// @param limit how long; zero or less is now
    /// @return the deadline
    public static Deadline in(Duration limit) {
        long nanos = TimeUnit.NANOSECONDS.convert(limit);
        return new Deadline(System.nanoTime() + Math.clamp(nanos, 0, LONGEST_NANOS), false);
    }

    /// Makes a deadline some time from now.
    ///
    /// @param limit how long; zero or less is now
    /// @param unit the unit of `limit`
    /// @return the deadline
    public static Deadline in(long limit, TimeUnit unit) {
        return in(Duration.ofNanos(unit.toNanos(limit)));
    }

    /// Tells how much time is left.
    ///
    /// @return the time, zero or negative if none is; about 146 years if there is no limit
    public Duration left() {
        return Duration.ofNanos(never ? LONGEST_NANOS : atNanos - System.nanoTime());
    }

    /// Tells whether no time is left.
    ///
    /// @return true from the deadline on
    public boolean hasPassed() {
        return !never && atNanos - System.nanoTime() <= 0;
    }
}
