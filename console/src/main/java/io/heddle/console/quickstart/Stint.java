package io.heddle.console.quickstart;

import java.io.Serializable;
import java.time.Instant;

/// Who worked on a file, and when.
///
/// The times are read from the clock of the machine, which all its processes share.
///
/// @param pid the process
/// @param thread the thread in it; empty for a virtual thread without a name
/// @param begin when the work began
/// @param end when it was done
record Stint(long pid, String thread, Instant begin, Instant end) implements Serializable {

    /// Gives the stint of the calling thread, which ends now.
    ///
    /// @param begin when it began
    static Stint since(Instant begin) {
        return new Stint(
                ProcessHandle.current().pid(),
                Thread.currentThread().getName(),
                begin,
                Instant.now());
    }
}
