package io.heddle.benchmarks.compare;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what nobody announces.
final class Waiting {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private Waiting() {}

    /// Waits, looking several times a millisecond.
    ///
    /// @param what for the message
    /// @throws IllegalStateException if it is not so within a minute
    static void until(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new IllegalStateException("not so within a minute: " + what);
            }
            LockSupport.parkNanos(200_000);
        }
    }
}
