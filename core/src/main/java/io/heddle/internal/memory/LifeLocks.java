package io.heddle.internal.memory;

import io.heddle.internal.os.OpenFileLocks;
import java.io.IOException;
import java.util.Optional;

/// Numbered locks, of which the system gives a process's back when the process has run its last instruction,
/// and not before.
interface LifeLocks {

    /// The name of a system property: `true` if locks are to be those that need no native access, even where
    /// there is some.
    String PORTABLE = "heddle.shared.portable";

    /// Where locks are in a file: behind its end, where nobody writes.
    long BEHIND_EVERYTHING = 1L << 40;

    /// Finds those of a region that this process has opened once and never closes. Processes that have
    /// different ones see each other.
    static LifeLocks of(Region region) {
        Optional<OpenFileLocks> own =
                Boolean.getBoolean(PORTABLE)
                        ? Optional.empty()
                        : OpenFileLocks.open(region.path(), BEHIND_EVERYTHING - 1);
        return own.<LifeLocks>map(OwnByteLocks::new)
                .orElseGet(() -> new ByteLocks(region.channel()));
    }

    /// Takes a lock if nobody has it.
    boolean tryTake(int place);

    /// Gives a lock back that this process has.
    void giveBack(int place) throws IOException;

    /// Tells whether nobody has a lock; if that cannot be told, it is not so.
    boolean isFree(int place);
}
