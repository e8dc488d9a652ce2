package io.heddle.stress;

/// What a storm comes to.
public interface Outcome {

    /// Gives the last line of the program; others read it, so its form does not change.
    ///
    /// @return numbers and what they count
    String line();

    /// Tells whether there is nothing to complain about.
    ///
    /// @return whether all numbers of faults are zero
    boolean isClean();
}
