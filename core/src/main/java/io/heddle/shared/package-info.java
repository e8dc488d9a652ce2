/// Locks, semaphores, counters, queues and memory that several processes use at once.
///
/// Open [io.heddle.shared.SharedSemaphore] first. Everything here is captured by lambdas and travels as a
/// reference: the child works on the same thing. Each class behaves like the one of `java.util.concurrent`
/// that it is named after, and goes on working when a process that uses it is killed at any instruction.
/// Nothing here starts a process.
///
/// [io.heddle.shared.HeddleLock] is the exception: a lock of one process, which is here because deadlocks go
/// through locks of both sorts.
///
/// Where no lambda goes from one process to the other, an object can have a name: see
/// [io.heddle.shared.SharedNames].
///
/// An object exists as long as a process has it: whoever sends it keeps it until that process ends, or has
/// closed it, where it has a `close()`; others as long as they refer to it. When the last one ends, however it ends, the
/// system frees it; nothing stays behind in any folder. Linux only.
///
/// - Objects: all that begin with `Shared`, and `Pipe`. Behind a pipe are `Connection`, `PipeLayout`, `Conduit`,
///   `PipeMessage`; behind a queue `Exchange`, `Elements`, `Traversal`. `Kind` knows them all.
/// - Deadlocks: `Deadlocks` tells of a `Deadlock` or a `LockInversion`; `LockWatch`, `LockOrder` and
///   `JvmDeadlocks` find them.
/// - Words used in this room: *participant*, *leader*, *bell*, *slab*, *cell*, *round*, *annex* — see
///   `docs/glossary.md`.
/// - How it works is one floor down, in `io.heddle.internal.memory`; this room looks there.
package io.heddle.shared;
