package io.heddle.internal.memory;

import io.heddle.spi.CallSite;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// A lock of which [WaitWatch] sees whether who waits for it is part of a deadlock.
public interface Watched {

    /// Names it.
    ///
    /// @return its name, the same in all processes
    LockName name();

    /// Tells which thread of this process holds it. While a thread waits, what is said of this thread does
    /// not change.
    ///
    /// @return the thread; `null` if none does
    @Nullable Thread holder();

    /// Tells where its holder took it.
    ///
    /// @return `null` if that is not known
    @Nullable CallSite takenAt();

    /// Tells in which shared memory others look for who waits for it.
    ///
    /// @return `null` if no other process can have it
    @Nullable Participant participant();

    /// All locks that somebody who waits for this one may hold, besides those of [HeldLocks].
    ///
    /// @return the locks
    Collection<? extends Watched> neighbours();

    /// Tells of a deadlock that one of this process's threads, who waits for this lock, is part of. Must not
    /// wait and must not fail.
    ///
    /// @param cycle the deadlock
    void report(WaitCycle cycle);

    /// Makes what is thrown by a wait that is ended because of a deadlock.
    ///
    /// @param cycle the deadlock
    /// @return the exception
    RuntimeException failure(WaitCycle cycle);
}
