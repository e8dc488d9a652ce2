package io.heddle.internal.engine.process;

import io.heddle.PoolUnavailableException;
import io.heddle.WorkerDiedException;
import org.jspecify.annotations.Nullable;

/// Counts workers of a pool that could not be started, one after the other, and decides when it is no use
/// to try again. Guarded by the pool's lock.
final class StartFailures {

    private static final int MOST = 3;

    private final String pool;
    private int count;
    private @Nullable Throwable first;
    private @Nullable PoolUnavailableException verdict;

    StartFailures(String pool) {
        this.pool = pool;
    }

    /// A worker was started after all.
    void forget() {
        count = 0;
        first = null;
    }

    void add(Throwable cause) {
        count++;
        if (first == null) {
            first = cause;
        }
        if (count >= MOST && verdict == null) {
            verdict =
                    new PoolUnavailableException(
                            "workers cannot be started: pool=%s failures=%d; the first: %s"
                                    .formatted(pool, count, textOf(first)),
                            first);
        }
    }

    /// Tells why no worker can be started, once that is clear.
    @Nullable PoolUnavailableException verdict() {
        return verdict;
    }

    private static String textOf(Throwable failure) {
        return failure instanceof WorkerDiedException died
                ? String.valueOf(died.getMessage())
                : failure.toString();
    }
}
