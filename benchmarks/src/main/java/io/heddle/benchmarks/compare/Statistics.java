package io.heddle.benchmarks.compare;

import java.util.Arrays;

/// The few numbers that stand for many.
final class Statistics {

    private Statistics() {}

    /// The middle value, or the mean of the two in the middle.
    ///
    /// @throws IllegalArgumentException if there is none
    static double median(double... values) {
        requireSome(values.length);
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// The whole width, from the smallest to the largest, as a part of the median: 0.1 says that all
    /// values lie within a tenth of it. It hides no outlier.
    ///
    /// @throws IllegalArgumentException if there are no values
    static double spread(double... values) {
        double median = median(values);
        double most = Arrays.stream(values).max().orElseThrow();
        double least = Arrays.stream(values).min().orElseThrow();
        return most == least ? 0 : (most - least) / Math.abs(median);
    }

    /// How many times the second is in the first.
    static double ratio(double ours, double theirs) {
        return ours / theirs;
    }

    /// The smallest value that at least so many percent of all values do not exceed (nearest rank).
    ///
    /// @param sorted ascending
    /// @param percent above 0, at most 100
    static long percentile(long[] sorted, double percent) {
        requireSome(sorted.length);
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException(
                    "a percentile is above 0 and at most 100: percent=" + percent);
        }
        // a little less, so that 99.9 percent of 1000 is the 999th in spite of binary fractions
        int rank = (int) Math.ceil(percent / 100 * sorted.length - 1e-9);
        return sorted[Math.max(rank, 1) - 1];
    }

    private static void requireSome(int count) {
        if (count == 0) {
            throw new IllegalArgumentException("statistics need at least one value: values=0");
        }
    }
}
