package io.heddle.internal.memory;

import io.heddle.Action;
import io.heddle.testkit.Eventually;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A thread of a test that acts when it is told to.
final class Party implements AutoCloseable {

    private volatile Thread thread;
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(work -> thread = Thread.ofPlatform().unstarted(work));
    private volatile Future<?> last;
    private volatile boolean begun;

    /// Lets it act until it is done or waits.
    void act(Action action) {
        begun = false;
        last =
                executor.submit(() -> {
                    begun = true;
                    action.act();
                    return null;
                });
        awaitActedOrWaiting();
    }

    /// Never parks: a ring may have given this thread a permit, which would be used up.
    @SuppressWarnings("ThreadPriorityCheck") // the other one needs this very processor
    private void awaitActedOrWaiting() {
        long begin = System.nanoTime();
        while (!last.isDone() && !isWaiting()) {
            Thread.yield();
            if (System.nanoTime() - begin > Eventually.LIMIT.toNanos()) {
                throw new AssertionError("the party neither acts nor waits: " + thread.getState());
            }
        }
    }

    /// Tells whether it waits within what it was told to do.
    boolean isWaiting() {
        Thread.State state = thread.getState();
        return begun
                && !last.isDone()
                && (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING);
    }

    /// Tells whether it has done what it was told last, or has died.
    boolean isDone() {
        return last.isDone();
    }

    /// Tells whether it has done what it was told last, if it gets some time.
    boolean isDoneWithin(Duration limit) {
        try {
            last.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Tells why it could not do what it was told last; `null` if it could, or is not done.
    @Nullable Throwable failure() {
        return last.state() == Future.State.FAILED ? last.exceptionNow() : null;
    }

    /// Waits until it has done what it was told last.
    ///
    /// @throws AssertionError if it hangs
    void finish(String what) {
        try {
            last.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("somebody waits for ever: " + what, e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof WatchedSite.Killed)) {
                throw new AssertionError(what, e.getCause());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Interrupts what it was told to do.
    void interrupt() {
        thread.interrupt();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
