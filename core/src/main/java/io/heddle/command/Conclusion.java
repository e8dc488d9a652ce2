package io.heddle.command;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What a command comes to, and the threads that wait for it.
final class Conclusion {

    private final CompletableFuture<Ending> ending = new CompletableFuture<>();

    /// Called once.
    void come(Ending how) {
        ending.complete(how);
    }

    boolean hasCome() {
        return ending.isDone();
    }

    Ending await() throws InterruptedException {
        try {
            return ending.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e); // it is always completed normally
        }
    }

    /// Waits no longer than a limit.
    ///
    /// @return how it ended; `null` if it has not yet
    @Nullable Ending await(Duration limit) throws InterruptedException {
        try {
            return ending.get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e); // it is always completed normally
        } catch (TimeoutException e) {
            return null;
        }
    }

    /// Waits in spite of interrupts, which are left for what comes next. For a tree that is being ended, since that
    /// does not take long.
    Ending awaitUninterrupted() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
