/// `heddle tour`: lists, shows and runs the programs of the tour, each of which shows one thing.
///
/// Open `TourCommand` first. The programs themselves, and what they say and check on, are in module
/// `examples`; `ProgramRunner` gives each of them a process, a time limit and a look at what it left behind
/// (ADR 0061), `ProgramRun` is what happens in that process, and `RunPrinter` is what people get to see.
///
/// Words used in this room: a *verdict* says how the run of a program went, if it could be run; the
/// *remains* are what a program leaves behind.
package io.heddle.console.tour;
