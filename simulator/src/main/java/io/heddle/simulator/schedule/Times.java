package io.heddle.simulator.schedule;

import io.heddle.simulator.TimeText;
import java.time.Duration;

/// Arithmetic on nanoseconds that never runs over in silence.
final class Times {

    /// Later than anything.
    static final long NEVER = Long.MAX_VALUE;

    /// A simulation that gets so far ends; what it adds to the time in a step fits on top.
    static final long LATEST = Long.MAX_VALUE / 4;

    /// No time in a description may be longer: so sums of a hundred thousand of them fit.
    private static final Duration LONGEST = Duration.ofDays(1);

    private Times() {}

    static long nanos(Duration time, String what) {
        if (time.compareTo(LONGEST) > 0 || time.compareTo(LONGEST.negated()) < 0) {
            throw new IllegalArgumentException(
                    "a simulated time is at most a day: %s=%s".formatted(what, time));
        }
        return time.toNanos();
    }

    /// Reads a time that must be more than zero.
    static long positive(Duration time, String what) {
        long nanos = nanos(time, what);
        if (nanos <= 0) {
            throw new IllegalArgumentException(
                    "this takes more than no time: %s=%s".formatted(what, TimeText.of(nanos)));
        }
        return nanos;
    }

    static long sum(long a, long b) {
        try {
            return Math.addExact(a, b);
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException(
                    "the times of the jobs add up to more than 292 years: give them in a smaller"
                            + " unit");
        }
    }
}
