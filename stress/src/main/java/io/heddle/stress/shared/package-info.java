/// A kill storm over shared objects: processes that use all of them at once are killed and stopped at random,
/// and what they note about it must fit together at the end. Never published.
///
/// Open [io.heddle.stress.shared.SharedStorm] first. An [io.heddle.stress.shared.Act] is what is done with one
/// kind of shared object; [io.heddle.stress.shared.Player] does all of them in a child,
/// [io.heddle.stress.shared.Company] keeps the children, [io.heddle.stress.shared.Striker] kills them and
/// [io.heddle.stress.shared.Watch] sees who hangs. What they note lies in a file that all have mapped, the
/// [io.heddle.stress.shared.Stage]: nothing of Heddle is in it.
///
/// - Words used in this room: *act*, what is done with one kind of shared object; *seat*, one thread of one
///   process that plays one act; *licence*, the right to take something over from a process.
/// - How to run it and how to read it: `docs/reference/storm.md`.
@NullMarked
package io.heddle.stress.shared;

import org.jspecify.annotations.NullMarked;
