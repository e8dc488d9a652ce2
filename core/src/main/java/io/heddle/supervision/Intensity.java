package io.heddle.supervision;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Counts the restarts of the last while. Only the decision thread touches it.
final class Intensity {

    private final int most;
    private final Duration period;
    private final long periodNanos;

    /// At most one more than allowed, oldest first.
    private final ArrayDeque<Restart> recent = new ArrayDeque<>();

    /// @param atNanos when
    /// @param cause why
    private record Restart(long atNanos, Throwable cause) {}

    Intensity(int most, Duration period) {
        this.most = most;
        this.period = period;
        this.periodNanos = TimeUnit.NANOSECONDS.convert(period);
    }

    /// Counts a restart.
    ///
    /// @return whether it is allowed
    boolean allows(long nowNanos, Throwable cause) {
        while (!recent.isEmpty() && nowNanos - recent.getFirst().atNanos > periodNanos) {
            recent.removeFirst();
        }
        recent.addLast(new Restart(nowNanos, cause));
        return recent.size() <= most;
    }

    /// Gives why there were the restarts before the last one, oldest first.
    List<Throwable> before() {
        List<Throwable> causes = new ArrayList<>(recent.stream().map(Restart::cause).toList());
        causes.removeLast();
        return causes;
    }

    int most() {
        return most;
    }

    Duration period() {
        return period;
    }
}
