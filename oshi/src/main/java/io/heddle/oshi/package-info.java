/// Asks OSHI about processes, for `ProcessInfo` on systems without `/proc`.
///
/// Open [io.heddle.oshi.OshiSource]. There is nothing to call: with this module among the modules or on the class path,
/// `io.heddle.monitor` finds it.
///
/// This room looks into `io.heddle` and `io.heddle.monitor`. Decision: `docs/adr/0054-processes-are-looked-at.md`.
package io.heddle.oshi;
