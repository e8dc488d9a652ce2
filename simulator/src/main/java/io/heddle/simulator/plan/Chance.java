package io.heddle.simulator.plan;

import io.heddle.simulator.TimeText;
import java.time.Duration;
import java.util.List;

/// How long something takes, when that is not always the same.
public sealed interface Chance {

    /// Tells the mean.
    ///
    /// @return nanoseconds
    double meanNanos();

    /// Always the same.
    ///
    /// @param time zero to a day
    /// @return the distribution
    static Chance always(Duration time) {
        return new Uniform(time, time);
    }

    /// Without a memory: many short ones, few long ones, as gaps between calls from many callers are.
    ///
    /// @param mean more than zero, at most a day
    /// @return the distribution
    static Chance exponential(Duration mean) {
        return new Exponential(mean);
    }

    /// Anything between two times is as likely.
    ///
    /// @param least zero or more
    /// @param most at most a day, not less than `least`
    /// @return the distribution
    static Chance between(Duration least, Duration most) {
        return new Uniform(least, most);
    }

    /// One of those that were measured, each as likely.
    ///
    /// @param times at least one, zero to a day each
    /// @return the distribution
    static Chance oneOf(List<Duration> times) {
        return new Measured(times);
    }

    /// What was recorded, in its order, and from the beginning again after the last one.
    ///
    /// @param times at least one, zero to a day each
    /// @return the sequence
    static Chance inOrder(List<Duration> times) {
        return new InOrder(times);
    }

    /// Reads a distribution.
    ///
    /// @param text `20ms` for always the same, `exp:20ms`, or `uniform:5ms-40ms`
    /// @return the distribution
    /// @throws IllegalArgumentException if it is none of these
    static Chance parse(String text) {
        if (text.startsWith("exp:")) {
            return exponential(TimeText.parse(text.substring("exp:".length())));
        }
        if (!text.startsWith("uniform:")) {
            return always(TimeText.parse(text));
        }
        String range = text.substring("uniform:".length());
        int dash = range.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException(
                    "a range has two ends: text='%s'; write uniform:5ms-40ms".formatted(text));
        }
        return between(
                TimeText.parse(range.substring(0, dash)),
                TimeText.parse(range.substring(dash + 1)));
    }

    /// See [Chance#exponential].
    ///
    /// @param mean the mean
    record Exponential(Duration mean) implements Chance {

        /// Checks the mean.
        ///
        /// @throws IllegalArgumentException if it is zero, negative or more than a day
        public Exponential {
            check(mean);
            if (mean.isZero()) {
                throw new IllegalArgumentException("a mean time is more than zero: mean=0");
            }
        }

        @Override
        public double meanNanos() {
            return mean.toNanos();
        }
    }

    /// See [Chance#between].
    ///
    /// @param least the shortest
    /// @param most the longest
    record Uniform(Duration least, Duration most) implements Chance {

        /// Checks the times.
        ///
        /// @throws IllegalArgumentException if one is negative or more than a day, or there is nothing between
        public Uniform {
            check(least);
            check(most);
            if (most.compareTo(least) < 0) {
                throw new IllegalArgumentException(
                        "the longest time is not less than the shortest: least=%s most=%s"
                                .formatted(TimeText.of(least), TimeText.of(most)));
            }
        }

        @Override
        public double meanNanos() {
            return (least.toNanos() + most.toNanos()) / 2.0;
        }
    }

    /// See [Chance#oneOf].
    ///
    /// @param times what was measured
    record Measured(List<Duration> times) implements Chance {

        /// Checks and copies.
        ///
        /// @throws IllegalArgumentException if there is no time, or one is negative or more than a day
        public Measured {
            times = List.copyOf(times);
            times.forEach(Chance::check);
            if (times.isEmpty()) {
                throw new IllegalArgumentException("no time was measured: times=0");
            }
        }

        @Override
        public double meanNanos() {
            return times.stream().mapToLong(Duration::toNanos).average().orElse(0);
        }

        /// Says how many there are, and their mean.
        @Override
        public String toString() {
            return "Measured[times=%d, mean=%s]".formatted(times.size(), mean(this));
        }
    }

    /// See [Chance#inOrder].
    ///
    /// @param times what was recorded
    record InOrder(List<Duration> times) implements Chance {

        /// Checks and copies.
        ///
        /// @throws IllegalArgumentException if there is no time, or one is negative or more than a day
        public InOrder {
            times = List.copyOf(times);
            times.forEach(Chance::check);
            if (times.isEmpty()) {
                throw new IllegalArgumentException("no time was recorded: times=0");
            }
        }

        @Override
        public double meanNanos() {
            return times.stream().mapToLong(Duration::toNanos).average().orElse(0);
        }

        /// Says how many there are, and their mean.
        @Override
        public String toString() {
            return "InOrder[times=%d, mean=%s]".formatted(times.size(), mean(this));
        }
    }

    private static String mean(Chance chance) {
        return TimeText.of(Duration.ofNanos(Math.round(chance.meanNanos())));
    }

    private static void check(Duration time) {
        if (time.isNegative() || time.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("a simulated time is zero to a day: time=" + time);
        }
    }
}
