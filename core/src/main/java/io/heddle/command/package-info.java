/// Programs that are not ours: run, fed, listened to, ended with all that they have started.
///
/// Open [io.heddle.command.Command] first: what is to be run; it is immutable. `run()` waits for a
/// [io.heddle.command.CommandResult], `start()` gives a [io.heddle.command.RunningCommand], which is a
/// [io.heddle.TaskFuture] like that of any task.
///
/// - Behind a running one: `CommandFuture` is what users hold; `Execution` is its life and decides how it ended,
///   `Conclusion` is that end for who waits; `Launch` starts its `Processes`, `NamedPipes` waits for others before,
///   if a `SpecialFile` is among its files, and `StartDiagnosis` says why that failed; `OutputReader` is the one thread that reads what all commands say,
///   `OutputPump` its stand-in where there is no `/proc`; `Receiver` is where that goes; `InputFeed` writes.
/// - `TreeEnd` ends the tree of one command, `Hunter` those of all; `Living` does so when the program ends.
/// - This room looks into `internal.os` and the ground floor. Nothing here starts a JVM of ours.
/// - Words used in this room: *tree*, *intake*, *hunt* — see `docs/glossary.md`.
/// - Decisions: `docs/adr/0051-commands-stay-in-the-session.md`,
///   `docs/adr/0052-one-thread-reads-all-commands.md`, `docs/adr/0058-a-start-that-waits-can-be-left.md`.
package io.heddle.command;
