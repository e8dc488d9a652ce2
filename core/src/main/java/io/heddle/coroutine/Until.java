package io.heddle.coroutine;

import io.heddle.spi.Parking;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Up to when a thread waits, on the clock of the scope it is in.
///
/// @param time the clock
/// @param atNanos when the time is up, on the scale of the clock
/// @param never whether it never is
record Until(TimeSource time, long atNanos, boolean never) {

    static final Until FOREVER = new Until(TimeSource.system(), 0, true);

    /// Longer than any program runs.
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

    static Until in(Duration limit) {
        return in(limit, Here.time());
    }

    static Until in(Duration limit, TimeSource time) {
        Objects.requireNonNull(limit, "limit");
        long nanos = TimeUnit.NANOSECONDS.convert(limit);
        return new Until(time, time.nanos() + Math.clamp(nanos, 0, LONGEST_NANOS), false);
    }

    long leftNanos() {
        return never ? Long.MAX_VALUE : atNanos - time.nanos();
    }

    boolean hasPassed() {
        return leftNanos() <= 0;
    }

    /// Parks until unparked, interrupted, or the time is up.
    ///
    /// @return false if the time was up before
    boolean park(Object blocker) {
        if (never) {
            Parking.park(blocker);
            return true;
        }
        long left = leftNanos();
        if (left <= 0) {
            return false;
        }
        if (time == TimeSource.system() || time instanceof Turns) {
            Parking.parkNanos(blocker, left);
        } else {
            parkBy(time, blocker);
        }
        return true;
    }

    private void parkBy(TimeSource clock, Object blocker) {
        Thread thread = Thread.currentThread();
        TimeSource.Alarm alarm = clock.at(atNanos, () -> Parking.unpark(thread));
        try {
            Parking.park(blocker);
        } finally {
            alarm.cancel();
        }
    }
}
