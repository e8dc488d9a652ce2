/// `heddle tour`: lists, shows and runs the programs of the tour, each of which shows one thing.
///
/// Open `TourCommand` first. The programs themselves, and what they say and check on, are in module
/// `examples`; `Playhouse` gives each of them a process, a time limit and a look at what it left behind
/// (ADR 0061), `Performance` is what happens in that process, and `Playbill` is what people get to see.
///
/// Words used in this room: a *performance* is one run of a program; a *verdict* says how it went; the
/// *remains* are what a program leaves behind.
package io.heddle.console.tour;
