package io.heddle.spi;

import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// What came of a [Chunk].
///
/// @param results the results of the items before the first failure
/// @param nanos how long the items took together
/// @param failure why the next item has no result, or `null` if all have one
record ChunkResult(@Nullable Object[] results, long nanos, @Nullable Throwable failure)
        implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /// What travels instead, so that a failure whose type cannot travel still arrives as a
    /// stand-in.
    private record Travelling(Object results, long nanos, @Nullable FailureEnvelope failure)
            implements Serializable {

        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private Object readResolve() {
            return new ChunkResult(
                    Column.unpack(results), nanos, failure == null ? null : failure.openWithin());
        }
    }

    @Serial
    private Object writeReplace() {
        return new Travelling(
                Column.pack(results),
                nanos,
                failure == null ? null : FailureEnvelope.seal(failure));
    }
}
