package io.heddle.cluster.internal.shared;

import io.heddle.spi.ServiceThreads;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Renews what this process holds for as long as it lives, three times within each lease.
final class Leases implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private final ScheduledThreadPoolExecutor clock;

    Leases(String cluster) {
        clock =
                new ScheduledThreadPoolExecutor(
                        1, ServiceThreads.named("heddle-leases-" + cluster).factory());
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        clock.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    /// Something that is held as long as it is renewed.
    static final class Lease {

        private final long nanos;
        private final Supplier<CompletionStage<Boolean>> renewal;
        private volatile long sinceNanos;
        private volatile boolean lost;
        private final AtomicBoolean asking = new AtomicBoolean();
        private @Nullable ScheduledFuture<?> renewing; // written before it is published

        private Lease(
                Duration length, long sinceNanos, Supplier<CompletionStage<Boolean>> renewal) {
            this.nanos = length.toNanos();
            this.sinceNanos = sinceNanos;
            this.renewal = renewal;
        }

        private void renew() {
            if (lost || !asking.compareAndSet(false, true)) {
                return; // the server is away, and is being asked
            }
            long begun = System.nanoTime();
            try {
                renewal.get()
                        .whenComplete((held, failure) -> {
                            if (failure == null && held) {
                                sinceNanos = begun;
                            } else if (failure == null) {
                                lost = true;
                            } // else the server is away: it is asked again next time
                            asking.set(false);
                        });
            } catch (Throwable e) { // or it would never be renewed again
                asking.set(false);
                LOG.log(System.Logger.Level.ERROR, "a lease of the cluster was not renewed", e);
            }
        }

        /// Whether others may hold it meanwhile: the server says so, or has not been heard for the length of the lease.
        boolean isLost() {
            return lost || System.nanoTime() - sinceNanos > nanos;
        }

        void end() {
            ScheduledFuture<?> running = renewing;
            if (running != null) {
                running.cancel(false);
            }
        }
    }

    /// Begins to renew.
    ///
    /// @param sinceNanos when what is held was asked for, by [System#nanoTime()]
    /// @param renewal says whether it was still held, and is for the length of the lease again
    Lease hold(Duration length, long sinceNanos, Supplier<CompletionStage<Boolean>> renewal) {
        Lease lease = new Lease(length, sinceNanos, renewal);
        long period = Math.max(1, length.toNanos() / 3);
        try {
            lease.renewing =
                    clock.scheduleWithFixedDelay(
                            lease::renew, period, period, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(
                    "the cluster was left by this process; what was taken just now is free when its lease has run out",
                    e);
        }
        return lease;
    }

    /// Renews nothing any more.
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
