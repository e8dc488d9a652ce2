package io.heddle.coroutine;

/// Waits at one channel without giving up the processor, as long as that pays: whoever comes from another processor
/// is met in a tenth of the time that it takes to be woken.
///
/// If nobody came in time, the next waits at this channel are without, and then one tries again. What is remembered
/// is only a guess, so races do not matter.
final class Spinning {

    /// Some microseconds.
    private static final int SPINS = 1_000;

    /// How many waits in vain one makes up for that was not.
    private static final int CREDIT = 16;

    /// How many waits are without after one in vain.
    private static final int WITHOUT = 64;

    private static final boolean HELPS = Runtime.getRuntime().availableProcessors() > 1;

    private int credit;

    /// Waits a little, or not at all.
    void await(Encounter encounter) {
        int known = credit;
        if (!HELPS || known < 0) {
            credit = known + 1;
            return;
        }
        for (int i = 0; i < SPINS; i++) {
            if (!encounter.isWaiting()) {
                credit = CREDIT;
                return;
            }
            Thread.onSpinWait();
        }
        credit = known > 0 ? known - 1 : -WITHOUT;
    }
}
