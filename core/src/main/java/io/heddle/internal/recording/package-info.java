/// What happened when: a process that is asked to writes down what its strands, tasks and children do.
///
/// Open [io.heddle.internal.recording.Recorder] first: those who run something tell it so, and it costs them a look at
/// a constant if nobody asked. `Journal` is the file, one for each process; `Sampler` looks every few milliseconds what
/// threads are doing, and `WaitReason` names it.
///
/// This room looks into `io.heddle.spi` only, so that everybody else may look into this one. Who reads the files is not
/// here: module `console`, package `timeline`.
///
/// - Words used in this room: *recording*, *lane*; see `docs/glossary.md`.
/// - Decision: `docs/adr/0066-a-recording-is-a-file-for-each-process.md`.
package io.heddle.internal.recording;
