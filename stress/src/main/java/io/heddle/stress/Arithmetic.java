package io.heddle.stress;

/// Work whose result the customer knows without doing it.
final class Arithmetic {

    private static final long FACTOR = 6364136223846793005L;
    private static final long SUMMAND = 1442695040888963407L;

    private Arithmetic() {}

    /// Steps a linear congruential generator, one step at a time: the work.
    static long walk(long start, int steps) {
        long at = start;
        for (int i = 0; i < steps; i++) {
            at = at * FACTOR + SUMMAND;
        }
        return at;
    }

    /// Gives the same at once: the steps are applied in powers of two.
    static long jump(long start, int steps) {
        long factor = FACTOR;
        long summand = SUMMAND;
        long at = start;
        for (int left = steps; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                at = at * factor + summand;
            }
            summand = summand * factor + summand;
            factor = factor * factor;
        }
        return at;
    }

    /// Makes many bytes.
    static byte[] bytes(long salt, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = at(salt, i);
        }
        return bytes;
    }

    /// Tells whether bytes are those that were made.
    static boolean isMadeOf(long salt, int count, byte[] bytes) {
        if (bytes.length != count) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (bytes[i] != at(salt, i)) {
                return false;
            }
        }
        return true;
    }

    private static byte at(long salt, int index) {
        return (byte) (salt + index * 31L + (index >> 12));
    }
}
