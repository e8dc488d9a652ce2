package io.heddle.simulator.plan;

import java.time.Duration;

/// A [Chance] in the form in which it is drawn from millions of times. Each one counts for itself where a chance has an
/// order.
@FunctionalInterface
interface Draw {

    /// Draws one.
    ///
    /// @param unit by chance from 0 to 1, without 1
    /// @return nanoseconds
    long from(double unit);

    /// One after the other.
    final class Sequence implements Draw {
        private final long[] times;
        private int next;

        private Sequence(long[] times) {
            this.times = times;
        }

        @Override
        public long from(double unit) {
            long time = times[next];
            next = next + 1 == times.length ? 0 : next + 1;
            return time;
        }
    }

    static Draw of(Chance chance) {
        return switch (chance) {
            case Chance.Exponential exponential -> {
                double mean = exponential.meanNanos();
                yield unit -> Math.round(-StrictMath.log(1 - unit) * mean);
            }
            case Chance.Uniform uniform -> {
                long least = uniform.least().toNanos();
                double width = uniform.most().toNanos() - least;
                yield unit -> least + Math.round(unit * width);
            }
            case Chance.Measured measured -> {
                long[] times = measured.times().stream().mapToLong(Duration::toNanos).toArray();
                yield unit -> times[(int) (unit * times.length)];
            }
            case Chance.InOrder inOrder ->
                    new Sequence(inOrder.times().stream().mapToLong(Duration::toNanos).toArray());
        };
    }
}
