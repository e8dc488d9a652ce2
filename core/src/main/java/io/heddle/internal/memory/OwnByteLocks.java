package io.heddle.internal.memory;

import io.heddle.internal.os.OpenFileLocks;
import java.util.HashSet;
import java.util.Set;

/// Locks on single bytes of a file that nobody else in this process can drop.
final class OwnByteLocks implements LifeLocks {

    private final OpenFileLocks locks;

    /// The bytes that this process holds. Guarded by this.
    private final Set<Integer> own = new HashSet<>();

    OwnByteLocks(OpenFileLocks locks) {
        this.locks = locks;
    }

    @Override
    public synchronized boolean tryTake(int place) {
        if (own.contains(place) || !locks.tryTake(BEHIND_EVERYTHING + place)) {
            return false;
        }
        own.add(place);
        return true;
    }

    @Override
    public synchronized void giveBack(int place) {
        if (own.remove(place)) {
            locks.giveBack(BEHIND_EVERYTHING + place);
        }
    }

    @Override
    public synchronized boolean isFree(int place) {
        return !own.contains(place) && locks.isFree(BEHIND_EVERYTHING + place);
    }
}
