/// `heddle quickstart`: reads the files of a directory in four ways, kills a worker while it works,
/// and shows that no result is lost.
///
/// Open `QuickstartCommand` first, then `Tour`, which is the whole story in order. What happens to
/// one file is in `FactsTask`; how a run goes is in `Runner`; the deliberate kill is in
/// `WorkerKill`. What people get to see is made by `ReportText`, `JsonReport` and `TimelinePage`.
///
/// Words used in this room: a *way* is a kind of pool with a number of workers; a *run* is the whole
/// job done in one way; *content* is what is known about a file; a *stint* is who worked on it and
/// when; a *lane* is the line of the timeline that shows one worker.
package io.heddle.console.quickstart;
