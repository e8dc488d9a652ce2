package io.heddle.internal.memory;

import java.util.ArrayList;
import java.util.List;

/// The locks of this process alone that a thread holds: those that no other process can have.
///
/// Who waits for a lock of any sort takes this list along, so that a deadlock can go through both sorts.
public final class HeldLocks {

    private static final ThreadLocal<List<Watched>> HELD = ThreadLocal.withInitial(ArrayList::new);

    private HeldLocks() {}

    /// Gives those that the calling thread holds.
    ///
    /// @return the locks, in the order in which they were taken; changes as the thread goes on
    public static List<Watched> ofThisThread() {
        return HELD.get();
    }

    /// Notes that the calling thread has taken one.
    ///
    /// @param lock the lock
    public static void add(Watched lock) {
        HELD.get().add(lock);
    }

    /// Notes that the calling thread gives one back.
    ///
    /// @param lock the lock
    public static void remove(Watched lock) {
        List<Watched> held = HELD.get();
        for (int i = held.size() - 1; i >= 0; i--) {
            if (held.get(i) == lock) { // mostly the last one
                held.remove(i);
                return;
            }
        }
    }
}
