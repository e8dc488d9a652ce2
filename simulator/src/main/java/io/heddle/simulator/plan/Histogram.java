package io.heddle.simulator.plan;

/// Counts times in bounded memory: exactly below 256 ns, above in buckets less than one percent wide.
///
/// Used by one thread.
final class Histogram {

    private static final int EXACT = 256;
    private static final int SUB_BITS = 7;
    private static final int SUBS = 1 << SUB_BITS;

    private final long[] counts = new long[EXACT + (Long.SIZE - SUB_BITS) * SUBS];
    private long count;
    private double sum;
    private long longest;

    void add(long nanos) {
        counts[bucket(nanos)]++;
        count++;
        sum += nanos;
        longest = Math.max(longest, nanos);
    }

    private static int bucket(long nanos) {
        if (nanos < EXACT) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - SUB_BITS;
        return EXACT + (shift - 1) * SUBS + (int) (nanos >>> shift) - SUBS;
    }

    /// The middle of a bucket.
    private static long value(int bucket) {
        if (bucket < EXACT) {
            return bucket;
        }
        int shift = (bucket - EXACT) / SUBS + 1;
        int sub = (bucket - EXACT) % SUBS + SUBS;
        return ((long) sub << shift) + (1L << shift >> 1);
    }

    /// Gives the time that a part of all does not exceed; right to half a percent.
    long quantile(double part) {
        long rank = Math.max(1, (long) Math.ceil(part * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(value(i), longest);
            }
        }
        return longest;
    }

    double mean() {
        return count == 0 ? 0 : sum / count;
    }

    long longest() {
        return longest;
    }
}
