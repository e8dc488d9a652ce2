package io.heddle.spi;

/// Finds out beforehand whether the stack of the calling thread has room for a few calls: for steps that must not
/// be left half done, since others wait for their end.
public final class Headroom {

    /// Some thousand bytes, compiled or not: more than a dozen small methods take.
    private static final int DEPTH = 24;

    private Headroom() {}

    /// Uses up the room, and gives it back.
    ///
    /// @throws StackOverflowError if there is not enough; nothing has been done then
    public static void require() {
        var _ = descend(DEPTH, 1, 2, 3);
    }

    private static long descend(int depth, long a, long b, long c) {
        return depth == 0 ? a : descend(depth - 1, b, c, a + depth) + b + c;
    }
}
