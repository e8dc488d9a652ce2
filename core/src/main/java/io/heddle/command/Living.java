package io.heddle.command;

import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// All commands that run and are to end with this program, and their end.
final class Living {

    private static final System.Logger LOG = System.getLogger("io.heddle");
    private static final Duration LONGEST_KILLING = Duration.ofSeconds(3);

    /// A start takes some milliseconds, unless a device lets it wait.
    private static final Duration LONGEST_START = Duration.ofMillis(500);

    private static final Set<Execution> ALL = ConcurrentHashMap.newKeySet();

    /// Read by those that start, written by the end.
    private static final ReadWriteLock STARTING = new ReentrantReadWriteLock();

    /// Whether there ever was a command. Guarded by the class.
    private static boolean used;

    /// Whether this program ends: nothing begins to be started any more.
    private static volatile boolean closed;

    /// Whether the end has taken note of all there are. Guarded by the class.
    private static boolean taken;

    private Living() {}

    /// Sees to it that commands end with this program. Comes before the first is started.
    ///
    /// @return false if this program ends already
    private static synchronized boolean prepare() {
        if (!used && !closed) {
            try {
                Runtime.getRuntime()
                        .addShutdownHook(
                                ServiceThreads.named("heddle-ends-all-commands")
                                        .unstarted(Living::endAll));
                used = true;
            } catch (IllegalStateException e) {
                closed = true;
            }
        }
        return !closed;
    }

    /// Starts something while the end of this program waits for it: whatever is started is known to the end.
    ///
    /// @throws IOException if this program ends already
    static Execution guarded(Callable<Execution> start) throws Exception {
        STARTING.readLock().lock();
        try {
            if (!prepare()) {
                throw new IOException("no command is started any more: this process is ending");
            }
            return start.call();
        } finally {
            STARTING.readLock().unlock();
        }
    }

    static void add(Execution execution) {
        if (comesTooLate(execution)) {
            var _ = execution.hunt(Duration.ZERO); // nobody waits for what it would do after TERM
        }
    }

    private static synchronized boolean comesTooLate(Execution execution) {
        ALL.add(execution);
        return taken;
    }

    static void remove(Execution execution) {
        ALL.remove(execution);
    }

    private static void endAll() {
        closed = true;
        awaitStarts();
        List<Execution> last = takeAll();
        last.forEach(execution -> {
            var _ = execution.hunt(execution.patience());
        });
        for (Execution execution : last) {
            awaitEnd(execution);
        }
    }

    private static synchronized List<Execution> takeAll() {
        taken = true;
        return List.copyOf(ALL);
    }

    /// Whoever begins to start something from now on sees that it is too late; who has begun, and takes too long, is
    /// ended by himself.
    private static void awaitStarts() {
        try {
            if (STARTING.writeLock().tryLock(LONGEST_START.toNanos(), TimeUnit.NANOSECONDS)) {
                STARTING.writeLock().unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd(Execution execution) {
        long patience = TimeUnit.NANOSECONDS.convert(execution.patience()); // of any length
        try {
            var _ =
                    execution
                            .hunt(execution.patience())
                            .get(
                                    Math.max(patience, patience + LONGEST_KILLING.toNanos()),
                                    TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.WARNING, "a command does not end: " + execution, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
