package io.heddle.spi;

import java.util.Objects;

/// How a pool keeps its workers.
///
/// @param spares how many more than it needs are kept warm
/// @param recycling when they are replaced
/// @param starts how they are started
public record WorkerRules(int spares, Recycling recycling, Starts starts) {

    /// No spares, no recycling, the usual start.
    public static final WorkerRules DEFAULT = new WorkerRules(0, Recycling.NEVER, Starts.DEFAULT);

    /// Checks.
    public WorkerRules {
        Objects.requireNonNull(recycling, "recycling");
        Objects.requireNonNull(starts, "starts");
        if (spares < 0) {
            throw new IllegalArgumentException(
                    "the number of spares cannot be negative: spares=" + spares);
        }
    }
}
