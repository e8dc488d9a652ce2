package io.heddle.benchmarks.compare;

/// What we want a percentile of Heddle's single operations to stay below, whatever others do.
///
/// @param percent above 0, at most 100; 100 is the slowest of all
/// @param limitMillis below this
record Bound(double percent, double limitMillis) {

    static Bound of(double percent, double limitMillis) {
        return new Bound(percent, limitMillis);
    }

    /// Reads the percentile from all operations.
    ///
    /// @param sortedNanos ascending, at least one
    double millis(long[] sortedNanos) {
        return Statistics.percentile(sortedNanos, percent) / Round.NANOS_PER_MILLI;
    }

    boolean isMetBy(double millis) {
        return millis < limitMillis;
    }

    String text() {
        return "%s < %s ms".formatted(name(), Table.number(limitMillis));
    }

    private String name() {
        if (percent == 100) {
            return "slowest";
        }
        return percent == Math.rint(percent) ? "p" + (int) percent : "p" + percent;
    }
}
