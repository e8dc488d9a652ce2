package io.heddle.internal.wire;

/// Decides whether a reader looks again and again for a while before it goes to sleep: being woken takes
/// longer than many a task. It does so only as long as what it waits for mostly comes that soon, and so costs
/// an idle process nothing.
///
/// Used by one thread: [#begin()], [#lasts()] as often as it answers true, [#end()] when the wait is over,
/// in whatever way.
final class Patience {

    /// After so many short waits in a row the next one is expected to be short too.
    private static final int ENOUGH = 64;

    /// What is needed at most, after many looks in vain.
    private static final int MOST_NEEDED = 1 << 16;

    private final long nanos;

    /// How many waits in a row were short. One long one begins anew: where others want the processor, looking
    /// keeps it from the very process that is waited for.
    private int shortWaits;

    /// How many short waits it takes. Each look in vain doubles it, each that was not takes one off: where both
    /// sides have come to share one processor, all waits are short but those that look.
    private int needed = ENOUGH;

    private long begin;

    /// @param nanos how long to look; 0 never does
    Patience(long nanos) {
        this.nanos = nanos;
    }

    void begin() {
        begin = System.nanoTime();
    }

    boolean lasts() {
        if (shortWaits < needed) {
            return false;
        }
        Thread.onSpinWait();
        return System.nanoTime() - begin < nanos;
    }

    void end() {
        boolean isShort = System.nanoTime() - begin < nanos;
        boolean looked = shortWaits >= needed;
        if (looked) {
            needed = isShort ? Math.max(needed - 1, ENOUGH) : Math.min(2 * needed, MOST_NEEDED);
        }
        shortWaits = isShort ? Math.min(shortWaits + 1, MOST_NEEDED) : 0;
    }
}
