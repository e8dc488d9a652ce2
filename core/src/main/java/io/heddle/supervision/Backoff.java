package io.heddle.supervision;

import io.heddle.spi.Durations;
import java.time.Duration;

/// How long the next start of a child that fails again and again is put off. Erlang/OTP has none: it restarts at once
/// until the supervisor gives up.
///
/// @param first before the second restart in a row; the first one comes at once
/// @param longest the time doubles from one restart to the next, up to this
/// @param healthyAfter who has been up for so long begins anew
record Backoff(Duration first, Duration longest, Duration healthyAfter) {

    static final Backoff DEFAULT =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofSeconds(10));

    /// More doublings than anybody needs.
    private static final int MOST_DOUBLINGS = 30;

    Backoff {
        Durations.requirePositive("first", first);
        Durations.requirePositive("longest", longest);
        Durations.requirePositive("healthyAfter", healthyAfter);
        if (longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "the longest time is not shorter than the first one: first=%s longest=%s"
                            .formatted(first, longest));
        }
    }

    /// Tells how long to wait.
    ///
    /// @param inARow how many restarts there were without a healthy time since
    Duration before(int inARow) {
        if (inARow == 0) {
            return Duration.ZERO;
        }
        Duration time = first;
        for (int i = 1; i < Math.min(inARow, MOST_DOUBLINGS); i++) {
            if (time.compareTo(longest) >= 0) {
                return longest;
            }
            time = time.multipliedBy(2);
        }
        return time.compareTo(longest) < 0 ? time : longest;
    }
}
