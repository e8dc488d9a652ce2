package io.heddle.shared;

import java.util.List;
import java.util.stream.Collectors;

/// Locks that are taken in one order at one place and in another at others, so that threads may wait for each
/// other some day. Nothing need have gone wrong yet.
///
/// @param steps from lock to lock, each where it was first seen; the last one takes the lock that the first one
///   held
public record LockInversion(List<Step> steps) {

    /// One lock taken while another was held.
    ///
    /// @param thread who did so first
    /// @param held the name of the lock that it held
    /// @param taken the name of the lock that it took
    /// @param takenAt where
    public record Step(String thread, String held, String taken, String takenAt) {

        @Override
        public String toString() {
            return "thread \"%s\" took lock %s at %s while it held lock %s"
                    .formatted(thread, taken, takenAt, held);
        }
    }

    /// Makes a report.
    public LockInversion {
        steps = List.copyOf(steps);
    }

    @Override
    public String toString() {
        return steps.stream()
                .map(Step::toString)
                .collect(
                        Collectors.joining(
                                "; ",
                                "locks are taken in different orders: ",
                                "; take them in the same order everywhere"));
    }
}
