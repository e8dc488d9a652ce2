package io.heddle.spi;

/// A strand whose work can be ended in steps, with as much time for each as whoever ends it likes.
public interface Graceful {

    /// Begins to end it: an interrupt of its task, then TERM, then KILL of the tree. Returns soon.
    ///
    /// The outcome is what the task makes of it; the strand does not count as cancelled.
    ///
    /// @param grace how long each step is given
    void end(Grace grace);
}
