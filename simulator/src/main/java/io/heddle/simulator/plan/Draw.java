package io.heddle.simulator.plan;

import java.time.Duration;

/// A [Chance] in the form in which it is drawn from millions of times.
@FunctionalInterface
interface Draw {

    /// Draws one.
    ///
    /// @param unit by chance from 0 to 1, without 1
    /// @return nanoseconds
    long from(double unit);

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
        };
    }
}
