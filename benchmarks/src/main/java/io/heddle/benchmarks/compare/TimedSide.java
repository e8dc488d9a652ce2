package io.heddle.benchmarks.compare;

import java.util.Arrays;

/// A side that times each of its operations by itself: what has to be put up before it is not timed.
abstract class TimedSide implements Contestant.Side {

    private final int operations;

    /// @param operations how many a round has
    TimedSide(int operations) {
        this.operations = operations;
    }

    /// Does one operation and tells how many nanoseconds counted.
    abstract long operation() throws Exception;

    @Override
    public Round round() throws Exception {
        long[] nanos = new long[operations];
        for (int i = 0; i < operations; i++) {
            nanos[i] = operation();
        }
        return new Round(
                Statistics.median(Arrays.stream(nanos).asDoubleStream().toArray())
                        / Round.NANOS_PER_MILLI,
                nanos);
    }
}
