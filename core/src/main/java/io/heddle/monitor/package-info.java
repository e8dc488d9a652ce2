/// Looks at processes of any kind, from outside.
///
/// Open [io.heddle.monitor.ProcessInfo] first: one process, a tree of them as
/// [io.heddle.monitor.ProcessTreeInfo], and a stream of [io.heddle.monitor.ProcessChange].
///
/// On Linux `ProcSource` reads `/proc`. Elsewhere [io.heddle.monitor.ProcessSource] is asked for, which the module
/// `io.heddle.oshi` has, and without one `HandleSource` tells what the JDK knows. `ProcessWatch` is behind the stream;
/// `ChildEnds` tells it what the system tells of children.
///
/// Two more look at this process: [io.heddle.monitor.Recording] says how a program writes down what it does, for a
/// timeline, and [io.heddle.monitor.Advice] which kind of pool suits a task, by the [io.heddle.monitor.Effort] of a sample.
///
/// This room looks into `io.heddle`, `io.heddle.spi`, `io.heddle.internal.os` and `io.heddle.internal.recording`.
///
/// - Words used in this room: *tree*, *session*, *zombie* — see `docs/glossary.md`.
/// - Decision: `docs/adr/0054-processes-are-looked-at.md`.
package io.heddle.monitor;
