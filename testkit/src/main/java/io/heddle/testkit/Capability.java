package io.heddle.testkit;

/// What a pool must be able to do so that some behaviour can be seen at all.
public enum Capability {
    /// Tasks run beside the thread that submits them.
    BESIDE,
    /// Tasks wait while all workers are busy.
    QUEUE,
    /// A task that ignores the interrupt cannot be stopped and becomes *detached*.
    DETACH,
    /// The pool keeps workers and shows them in its snapshot.
    WORKERS
}
