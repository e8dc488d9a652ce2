package io.heddle.internal.engine;

import io.heddle.Kind;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.Task;
import io.heddle.spi.CurrentStrand;
import io.heddle.spi.TaskCompletion;
import io.heddle.spi.ThreadStatus;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A strand that is a thread of this process, platform or virtual.
///
/// The outcome may be there before the thread has ended: at once when the strand was cancelled, a
/// moment earlier otherwise. [#get()] waits for the outcome, [#join()] for the end of the thread.
///
/// ## Cancellation
///
/// *Clean* before the start: there never will be one. A running strand is interrupted; what ignores
/// that is *detached*.
///
/// @param <T> the type of the result
public final class LocalStrand<T extends @Nullable Object> extends TaskCompletion<T>
        implements Strand<T> {

    private final Task<T> task;
    private final Thread thread;

    /// Guarded by this; a cancellation that finds it true has a thread to interrupt.
    private boolean started;

    /// Makes a strand that was not started.
    ///
    /// @param builder makes its thread
    /// @param name its name
    /// @param task what it runs
    public LocalStrand(Thread.Builder builder, String name, Task<T> task) {
        super(name);
        this.task = Objects.requireNonNull(task, "task");
        this.thread = builder.name(name).unstarted(this::run);
    }

    private void run() {
        if (isDone()) {
            return;
        }
        CurrentStrand.set(this);
        T result;
        try {
            result = task.call();
        } catch (Throwable failure) {
            fail(failure);
            return;
        }
        succeed(result);
    }

    @Override
    public synchronized void start() {
        if (isDone()) {
            throw new IllegalStateException(
                    "a strand that was cancelled or has ended cannot be started: strand=%s state=%s"
                            .formatted(name(), state()));
        }
        if (started) {
            throw new IllegalStateException(
                    "a strand cannot be started twice: strand=%s status=%s"
                            .formatted(name(), status()));
        }
        thread.start();
        started = true;
    }

    @Override
    protected synchronized void cancelled(boolean mayInterrupt) {
        if (mayInterrupt && started) {
            thread.interrupt();
        }
    }

    @Override
    public void join() throws InterruptedException {
        requireStarted();
        thread.join();
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        requireStarted();
        return thread.join(limit);
    }

    private void requireStarted() {
        if (!wasStarted()) {
            throw new IllegalStateException(
                    "a strand that was not started has no end to wait for: strand=%s state=%s; start it first"
                            .formatted(name(), state()));
        }
    }

    private synchronized boolean wasStarted() {
        return started;
    }

    @Override
    public Kind kind() {
        return thread.isVirtual() ? Kind.COROUTINE : Kind.THREAD;
    }

    @Override
    public boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public boolean isDaemon() {
        return thread.isDaemon();
    }

    @Override
    public StrandStatus status() {
        if (!wasStarted()) {
            return isDone() ? StrandStatus.ENDED : StrandStatus.NEW;
        }
        return ThreadStatus.of(thread);
    }

    @Override
    public int attempts() {
        return wasStarted() ? 1 : 0;
    }
}
