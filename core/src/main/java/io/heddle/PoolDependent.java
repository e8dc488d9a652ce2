package io.heddle;

import io.heddle.spi.Dependent;
import io.heddle.spi.Parking;
import java.util.concurrent.TimeUnit;

/// A pool that ends with the scope in which it was opened.
///
/// @param pool the pool
record PoolDependent(TaskPool pool) implements Dependent {

    @Override
    public void stop() {
        var _ = pool.shutdownNow();
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        var _ =
                Parking.<Boolean, InterruptedException>around(
                        () -> pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
    }

    @Override
    public boolean isOver() {
        return pool.isTerminated();
    }

    @Override
    public boolean isAwaited() {
        return false; // it ends when it is closed
    }

    @Override
    public String name() {
        return pool.snapshot().name();
    }
}
