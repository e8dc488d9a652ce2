package io.heddle.internal.memory;

import java.io.IOException;

/// Numbered locks, of which the system gives a process's back when the process has run its last instruction,
/// and not before.
interface LifeLocks {

    /// Takes a lock if nobody has it.
    boolean tryTake(int place);

    /// Gives a lock back that this process has.
    void giveBack(int place) throws IOException;

    /// Tells whether nobody has a lock; if that cannot be told, it is not so.
    boolean isFree(int place);
}
