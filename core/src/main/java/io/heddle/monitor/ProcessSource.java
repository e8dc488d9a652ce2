package io.heddle.monitor;

import java.util.Optional;

/// Knows about processes on systems without `/proc`; found through [java.util.ServiceLoader]. Users ask
/// [ProcessInfo#of(long)].
public interface ProcessSource {

    /// Looks at a process.
    ///
    /// Whatever the system does not say, or not to this user, is empty; nothing is guessed.
    ///
    /// @param pid the process, greater than 0
    /// @return what is known, all of it of one process; empty if there is no such process
    Optional<ProcessInfo> of(long pid);
}
