package io.heddle.monitor;

import java.util.Optional;

/// Knows about processes on systems without `/proc`; found through [java.util.ServiceLoader]. Users ask
/// [ProcessInfo#of(long)].
public interface ProcessSource {

    /// Tells whether this source knows anything on the running system. Asked once; if it does not, others are asked,
    /// and at last the JDK.
    ///
    /// @return true, unless a source says otherwise
    default boolean knowsThisSystem() {
        return true;
    }

    /// Looks at a process.
    ///
    /// Whatever the system does not say, or not to this user, is empty; nothing is guessed.
    ///
    /// @param pid the process, greater than 0
    /// @return what is known, all of it of one process; empty if there is no such process
    Optional<ProcessInfo> of(long pid);
}
