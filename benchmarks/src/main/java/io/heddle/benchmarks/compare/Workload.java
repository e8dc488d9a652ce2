package io.heddle.benchmarks.compare;

/// How much work a round is.
///
/// @param quick whether it is a try-out, a tenth of the real work, whose numbers nobody may publish
record Workload(boolean quick) {

    /// Short work gives a tenth, but the size of a payload is never changed.
    int of(int operations) {
        return quick ? Math.max(operations / 10, 1) : operations;
    }
}
