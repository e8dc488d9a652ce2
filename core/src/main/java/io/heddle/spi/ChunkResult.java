package io.heddle.spi;

import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What came of a [Chunk].
///
/// @param first how many inputs of the whole call are before these
/// @param results the results of the items before the first failure
/// @param nanos how long the items took together
/// @param failure why the next item has no result, or `null` if all have one
record ChunkResult(long first, @Nullable Object[] results, long nanos, @Nullable Throwable failure)
        implements Serializable, Itemized.Outcome {

    @Serial private static final long serialVersionUID = 1L;

    /// What travels instead, so that a failure whose type cannot travel still arrives as a
    /// stand-in.
    private record Travelling(
            long first, byte form, Object values, long nanos, @Nullable FailureEnvelope failure)
            implements Serializable {

        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private Object readResolve() throws InvalidObjectException {
            return new ChunkResult(
                    first,
                    new Column(form, values).unpack(),
                    nanos,
                    failure == null ? null : failure.openWithin());
        }
    }

    @Override
    public int done() {
        return results.length;
    }

    @Override
    public ChunkResult after(Itemized.Outcome earlier) {
        ChunkResult before = (ChunkResult) earlier;
        @Nullable Object[] all = Arrays.copyOf(before.results, before.done() + done());
        System.arraycopy(results, 0, all, before.done(), done());
        return new ChunkResult(before.first, all, before.nanos + nanos, failure);
    }

    /// Tells whether a type is what travels instead of such a result.
    static boolean isForm(Class<?> type) {
        return type == Travelling.class;
    }

    @Serial
    private Object writeReplace() {
        Column column = Column.pack(results);
        return new Travelling(
                first,
                column.form(),
                column.values(),
                nanos,
                failure == null ? null : FailureEnvelope.seal(failure));
    }
}
