package io.heddle.internal.memory;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// What a lock is called among all processes.
///
/// @param high one half of the id of its region; for a lock of one process alone, the process
/// @param low the other half; for a lock of one process alone, 0
/// @param at its offset there, or its number
public record LockName(long high, long low, long at) {

    /// Half an id that no region has, since those are random in both halves.
    private static final long NO_REGION = 0;

    private static final long PROCESS = ThreadLocalRandom.current().nextLong();
    private static final AtomicLong NUMBERS = new AtomicLong();

    /// Names a lock that no other process can have.
    ///
    /// @return a name that no other lock has
    public static LockName ofThisProcess() {
        return new LockName(PROCESS, NO_REGION, NUMBERS.incrementAndGet());
    }

    @Override
    public String toString() {
        if (low == NO_REGION) {
            return "#" + at;
        }
        return "%08x+%x".formatted(high >>> Integer.SIZE, at);
    }
}
