package io.heddle.spi;

import io.heddle.Kind;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A thread that Heddle did not start, seen as a strand. It has no outcome as long as it lives.
final class ThreadView extends TaskCompletion<@Nullable Void> implements Strand<@Nullable Void> {

    private final Thread thread;

    ThreadView(Thread thread) {
        super(thread.getName());
        this.thread = thread;
    }

    @Override
    public Kind kind() {
        return thread.isVirtual() ? Kind.COROUTINE : Kind.THREAD;
    }

    @Override
    public void start() {
        throw new IllegalStateException("a running thread cannot be started: thread=" + name());
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
        return ThreadStatus.of(thread);
    }

    @Override
    public int attempts() {
        return 1;
    }

    @Override
    protected void cancelled(boolean mayInterrupt) {
        if (mayInterrupt) {
            thread.interrupt();
        }
    }

    @Override
    public @Nullable Void get() throws InterruptedException, ExecutionException {
        if (!isDone()) {
            join();
        }
        return super.get();
    }

    @Override
    public @Nullable Void get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        boolean ended = isDone() || join(Duration.ofNanos(unit.toNanos(timeout)));
        return super.get(ended ? timeout : 0, unit);
    }

    @Override
    public void join() throws InterruptedException {
        thread.join();
        succeed(null);
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        if (!thread.join(limit)) {
            return false;
        }
        succeed(null);
        return true;
    }
}
