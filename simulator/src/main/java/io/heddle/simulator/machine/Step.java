package io.heddle.simulator.machine;

/// One step of the processor.
///
/// @param cycle the number of the instruction that it belongs to, from 1
/// @param stage which part of the cycle it is
/// @param told what happens, in words
/// @param after what there is in the machine then
public record Step(long cycle, Stage stage, String told, Snapshot after) {

    /// The parts of a cycle, in their order.
    public enum Stage {
        /// The word that the program counter points to is copied into the instruction register.
        FETCH,
        /// The control unit finds out what that word means.
        DECODE,
        /// It is done, by the arithmetic unit if there is something to compute.
        EXECUTE
    }

    /// Writes it in a line.
    ///
    /// @return such as `3 EXECUTE  C = A * B = 6 * 7 = 42`
    @Override
    public String toString() {
        return "%3d %-8s %s".formatted(cycle, stage, told);
    }
}
