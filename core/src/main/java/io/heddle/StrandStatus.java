package io.heddle;

/// What a strand is doing, in the words of operating-system text books.
///
/// For a process strand these are the states of its process; for threads and coroutines they are
/// derived from [Thread.State].
public enum StrandStatus {
    /// Built but not started.
    NEW,
    /// Started, waiting for a processor; also while its process or thread is being set up.
    READY,
    /// On a processor.
    RUNNING,
    /// Waiting for something: time, a lock, input.
    WAITING,
    /// Stopped by a signal, until it is continued.
    STOPPED,
    /// Ended, but its parent has not yet taken note.
    ZOMBIE,
    /// Ended.
    ENDED
}
