package io.heddle.spi;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/// How times read in messages, and which are refused.
public final class Durations {

    private Durations() {}

    /// Writes a time as people do.
    ///
    /// @param time any time
    /// @return for example `5s`, `2.003s` or `1h30m`
    public static String text(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    /// Refuses a time that cannot be a limit or a period.
    ///
    /// @param name what it is for, as the user calls it
    /// @param limit the time
    /// @return the time
    /// @throws IllegalArgumentException if it is zero or negative
    public static Duration requirePositive(String name, Duration limit) {
        Objects.requireNonNull(limit, name);
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException(
                    "a time must be positive: %s=%s".formatted(name, limit));
        }
        return limit;
    }
}
