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

    private final long nanos;

    /// How many waits in a row were short. One long one begins anew: where others want the processor, looking
    /// keeps it from the very process that is waited for.
    private int shortWaits;

    private long begin;

    /// @param nanos how long to look; 0 never does
    Patience(long nanos) {
        this.nanos = nanos;
    }

    void begin() {
        begin = System.nanoTime();
    }

    boolean lasts() {
        if (shortWaits < ENOUGH) {
            return false;
        }
        Thread.onSpinWait();
        return System.nanoTime() - begin < nanos;
    }

    void end() {
        boolean isShort = System.nanoTime() - begin < nanos;
        shortWaits = isShort ? Math.min(shortWaits + 1, ENOUGH) : 0;
    }
}
