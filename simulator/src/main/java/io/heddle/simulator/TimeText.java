package io.heddle.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lengths of time as people write them: `10ms`, `2.5s`, `300us`.
///
/// ## Shapes and units
/// A number, with a point if need be, and one of `ns`, `us`, `ms`, `s`, `min`, `h`. Inside the
/// simulator a time is a `long` of nanoseconds, which lasts for 292 years.
public final class TimeText {

    private static final Pattern SHAPE =
            Pattern.compile("(\\d{1,15}(?:\\.\\d{1,15})?)\\s*([a-z\u00b5]+)");

    /// From large to small, for printing.
    private enum Unit {
        HOURS("h", 3_600_000_000_000L),
        MINUTES("min", 60_000_000_000L),
        SECONDS("s", 1_000_000_000L),
        MILLIS("ms", 1_000_000L),
        MICROS("us", 1_000L),
        NANOS("ns", 1L);

        private final String sign;
        private final long nanos;

        Unit(String sign, long nanos) {
            this.sign = sign;
            this.nanos = nanos;
        }
    }

    private TimeText() {}

    /// Reads a length of time.
    ///
    /// @param text such as `10ms`
    /// @return the same, zero or more
    /// @throws IllegalArgumentException if it is none, is not a whole number of nanoseconds, or does
    ///     not fit into a `long`
    public static Duration parse(String text) {
        Matcher matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not a length of time: text='%s'; write a number and a unit, such as 10ms or 2.5s"
                            .formatted(text));
        }
        BigDecimal nanos =
                new BigDecimal(matcher.group(1))
                        .multiply(BigDecimal.valueOf(unit(matcher.group(2), text).nanos));
        try {
            return Duration.ofNanos(nanos.longValueExact());
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException(
                    "a length of time is a whole number of nanoseconds and at most 292 years:"
                            + " text='%s'".formatted(text));
        }
    }

    private static Unit unit(String sign, String text) {
        for (Unit unit : Unit.values()) {
            if (unit.sign.equals(sign) || (unit == Unit.MICROS && sign.equals("\u00b5s"))) {
                return unit;
            }
        }
        throw new IllegalArgumentException(
                "unknown unit of time: text='%s' unit='%s'; there are ns, us, ms, s, min and h"
                        .formatted(text, sign));
    }

    /// Writes a length of time in the largest unit that is not larger than it, with up to three
    /// decimals; so it may be rounded.
    ///
    /// @param nanos the time
    /// @return such as `10ms`
    public static String of(long nanos) {
        if (nanos < 0) {
            return nanos == Long.MIN_VALUE ? "-292years" : "-" + of(-nanos);
        }
        if (nanos == 0) {
            return "0ms";
        }
        Unit unit = Unit.NANOS;
        for (Unit candidate : Unit.values()) {
            if (nanos >= candidate.nanos) {
                unit = candidate;
                break;
            }
        }
        return BigDecimal.valueOf(nanos)
                        .divide(BigDecimal.valueOf(unit.nanos), 3, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + unit.sign;
    }

    /// Writes a length of time as [#of(long)] does.
    ///
    /// @param time of at most 292 years
    /// @return such as `10ms`
    /// @throws ArithmeticException if it is longer
    public static String of(Duration time) {
        return of(time.toNanos());
    }
}
