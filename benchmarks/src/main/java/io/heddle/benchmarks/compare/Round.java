package io.heddle.benchmarks.compare;

/// What one contestant did in one round.
///
/// @param value in the unit of the case
/// @param nanos how long each operation took, where operations were timed one by one; otherwise empty
record Round(double value, long[] nanos) {

    static final double NANOS_PER_MICRO = 1e3;
    static final double NANOS_PER_MILLI = 1e6;
    static final double NANOS_PER_SECOND = 1e9;

    static Round of(double value) {
        return new Round(value, new long[0]);
    }
}
