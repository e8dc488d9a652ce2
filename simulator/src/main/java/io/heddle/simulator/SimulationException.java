package io.heddle.simulator;

/// A simulated run cannot go on: what is simulated does something that cannot be, or has no end.
///
/// Arguments that make no sense are an [IllegalArgumentException] before the run begins.
public class SimulationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Makes one.
    ///
    /// @param message what failed, with its values, and what to look at next
    public SimulationException(String message) {
        super(message);
    }
}
