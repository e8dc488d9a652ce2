package io.heddle.cluster.internal.link;

import io.heddle.spi.ServiceThreads;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.redisson.client.RedisException;

/// Does something again and again in a thread of its own, whether the server is there or not.
public final class Beat implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Runnable action;
    private final long periodMillis;
    private final Thread thread;

    /// Guarded by this.
    private boolean closed;

    /// Guarded by this.
    private boolean wanted;

    /// How many beats of this process have missed the server the last time: that it is away is said once, and that it
    /// is back.
    private static final AtomicInteger MISSING = new AtomicInteger();

    /// Whether the server was missed the last time. Used by the thread alone.
    private boolean missed;

    private Beat(String name, Duration period, Runnable action) {
        this.action = action;
        this.periodMillis = Math.max(1, period.toMillis());
        this.thread = ServiceThreads.named(name).unstarted(this::run);
    }

    /// Begins.
    ///
    /// @param name of the thread
    /// @param period the time between one end and the next begin
    /// @param action may block
    /// @return how to end it
    public static Beat start(String name, Duration period, Runnable action) {
        Beat beat = new Beat(name, period, action);
        beat.thread.start();
        return beat;
    }

    /// Does it soon once more.
    public synchronized void soon() {
        wanted = true;
        notifyAll();
    }

    private void run() {
        while (next()) {
            try {
                action.run();
                found();
            } catch (RedisException e) {
                missed(e);
            } catch (Throwable e) { // whatever it was, the next beat is needed
                LOG.log(System.Logger.Level.ERROR, "a beat of the cluster failed", e);
            }
        }
        if (missed) {
            MISSING.decrementAndGet();
        }
    }

    private void missed(RedisException e) {
        if (!missed && !isClosed()) {
            missed = true;
            if (MISSING.getAndIncrement() == 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the server of the cluster does not answer; it is tried again: {0}",
                        ServerTrouble.reason(e));
            }
        }
    }

    private void found() {
        if (missed) {
            missed = false;
            if (MISSING.decrementAndGet() == 0) {
                LOG.log(System.Logger.Level.INFO, "the server of the cluster answers again");
            }
        }
    }

    private synchronized boolean next() {
        try {
            long end = System.nanoTime() + periodMillis * NANOS_PER_MILLI;
            for (long left = periodMillis;
                    !closed && !wanted && left > 0;
                    left = (end - System.nanoTime()) / NANOS_PER_MILLI) {
                wait(left);
            }
        } catch (InterruptedException e) {
            return !closed; // or somebody whom the action called has left it behind
        }
        wanted = false;
        return !closed;
    }

    /// Tells whether it was ended.
    ///
    /// @return true after [#close()]
    public synchronized boolean isClosed() {
        return closed;
    }

    /// Ends it, and interrupts what it does just now.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
    }
}
