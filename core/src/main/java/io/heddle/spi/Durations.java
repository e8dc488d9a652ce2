package io.heddle.spi;

import java.time.Duration;
import java.util.Locale;

/// How times read in messages.
public final class Durations {

    private Durations() {}

    /// Writes a time as people do.
    ///
    /// @param time any time
    /// @return for example `5s`, `2.003s` or `1h30m`
    public static String text(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
