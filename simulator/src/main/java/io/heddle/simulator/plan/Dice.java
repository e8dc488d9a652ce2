package io.heddle.simulator.plan;

/// Chance from a seed, the same on every machine and in every version of Java. Used by one thread.
///
/// Source: the generator is SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
/// OOPSLA 2014).
final class Dice {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /// Those of the same seed and another stream have nothing to do with each other.
    Dice(long seed, long stream) {
        state = mixed(seed) ^ mixed(stream * GAMMA + 1);
    }

    /// At least 0, less than 1.
    double next() {
        state += GAMMA;
        return (mixed(state) >>> 11) * 0x1.0p-53;
    }

    private static long mixed(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
