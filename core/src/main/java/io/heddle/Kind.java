package io.heddle;

/// The way in which a pool or a strand runs its work.
public enum Kind {
    /// In the thread that submits: the answer is there when `submit` returns. For tests and for
    /// finding out whether concurrency is to blame.
    INLINE,
    /// In a platform thread of this process.
    THREAD,
    /// In a virtual thread of this process: cheap by the hundred thousand.
    COROUTINE,
    /// In a child process with a heap of its own: nothing that the work does reaches anybody else.
    PROCESS
}
