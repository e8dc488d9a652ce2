package io.heddle.simulator.schedule;

/// What a job is doing. Before it has come it is not there at all and has no state.
public enum JobState {
    /// It could run and has no core.
    READY,
    /// It has a core.
    RUNNING,
    /// It waits for something other than a core, or for the ends of its children.
    WAITING,
    /// It has ended and its parent has not collected it yet.
    ZOMBIE,
    /// It has ended and nobody has to collect it any more.
    ENDED
}
