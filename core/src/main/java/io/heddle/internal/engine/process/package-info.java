/// Runs work in child processes, each a JVM of its own.
///
/// Open [io.heddle.internal.engine.process.ProcessTaskPool] first: who runs what. Below it,
/// [io.heddle.internal.engine.process.Child] is one child process seen from its parent, from start to
/// death; [io.heddle.internal.engine.process.ChildLauncher] is the only place that starts one.
/// [io.heddle.internal.engine.process.WorkerMain] is where the child itself begins; the classes whose
/// names begin with `Worker` run there, the others in the parent.
///
/// This room looks into `internal.wire`, `internal.os` and the ground floor. No other engine is known
/// here, and none knows this one.
///
/// - Words used in this room: *child*, *worker*, *outstanding*, *prefetch*, *recall* — see
///   `docs/glossary.md`.
package io.heddle.internal.engine.process;
