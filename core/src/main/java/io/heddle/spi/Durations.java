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

    /// Refuses a time that is too short or too long to be counted.
    ///
    /// @param name what it is for, as the user calls it
    /// @param time the time
    /// @param least the shortest that is taken
    /// @param most the longest that is taken
    /// @return the time
    /// @throws IllegalArgumentException if it is shorter or longer
    public static Duration requireWithin(
            String name, Duration time, Duration least, Duration most) {
        Objects.requireNonNull(time, name);
        if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "a time must be from %s to %s: %s=%s"
                            .formatted(text(least), text(most), name, text(time)));
        }
        return time;
    }
}
