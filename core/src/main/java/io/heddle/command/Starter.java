package io.heddle.command;

import io.heddle.spi.Parking;
import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Starts processes for threads that must not block: the start of one takes about a millisecond, in which a virtual
/// thread would keep its carrier.
final class Starter {

    private static final int THREADS = 2;
    private static final Thread.Builder.OfPlatform NAMED =
            ServiceThreads.named("heddle-starts-commands");
    private static final Executor POOL = makePool();

    private Starter() {}

    /// Does something here, or in another thread for a virtual one. An interrupt waits until it is done, so that no
    /// process is forgotten.
    ///
    /// @param alone whether it may take any time, as with a device, so that nobody else is to wait behind it
    static <T> T start(boolean alone, Callable<T> part) throws Exception {
        if (!Thread.currentThread().isVirtual()) {
            return part.call();
        }
        CompletableFuture<T> done = new CompletableFuture<>();
        Executor where = alone ? NAMED::start : POOL;
        where.execute(() -> {
            try {
                done.complete(part.call());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        return Parking.around(() -> await(done));
    }

    private static <T> T await(CompletableFuture<T> done) throws Exception {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return done.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw unwrapped(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// The cause was made in another thread; who calls is to find himself in the stack.
    private static Exception unwrapped(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause instanceof IOException io
                ? new IOException(io.getMessage(), io)
                : new IOException("a process could not be started", cause);
    }

    private static Executor makePool() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        NAMED.factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
