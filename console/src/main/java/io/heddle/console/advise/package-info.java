/// `heddle advise`: measures a sample and says whether more of it should run in threads, processes or coroutines, and how
/// many.
///
/// Open `AdviseCommand` first. `ClassSample` runs a class of the user in a process of its own, where
/// [io.heddle.monitor.Advice] measures it; `ProgramSample` runs a program. Either gives a `Finding`, which `FindingText`
/// prints.
package io.heddle.console.advise;
