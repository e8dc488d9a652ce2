package io.heddle.internal.engine.process;

import io.heddle.Signal;
import io.heddle.internal.os.ProcessTree;
import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// All children of this process that have not ended, and their end when this process ends.
final class ChildRegistry {

    /// Whether there ever was a child, and so a listener.
    private static volatile boolean used;

    /// Whether this process ends.
    private static volatile boolean closed;

    /// Opened when this process ends, for those that wait whether it does.
    private static final CountDownLatch ENDING = new CountDownLatch(1);

    /// A terminal sends them to a program and to its children at the same moment.
    private static final Set<Integer> OF_A_TERMINAL =
            Set.of(-Signal.INT.number(), -Signal.HUP.number());

    /// How much later than a child this process may notice what was sent to both.
    private static final long TOGETHER_MILLIS = 500;

    /// How long whoever waits for a child during the end of the program is not told of its death.
    private static final long LAST_MOMENTS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final Set<Child> LIVING = ConcurrentHashMap.newKeySet();

    private ChildRegistry() {}

    /// Sees to it that what is about to be made for a child is gone when this process has ended. Comes
    /// before anything is made.
    ///
    /// @throws IOException if this process is ending, and it is too late for that
    static synchronized void prepare() throws IOException {
        if (used) {
            return;
        }
        try {
            Runtime.getRuntime()
                    .addShutdownHook(
                            ServiceThreads.named("heddle-ends-children")
                                    .unstarted(ChildRegistry::endAll));
        } catch (IllegalStateException e) {
            throw new IOException(ChildLauncher.ENDING, e);
        }
        used = true;
    }

    static void add(Child child) {
        LIVING.add(child);
        if (closed) {
            child.kill(); // it may have missed the end of all others
        }
    }

    /// Holds up the report of a death while this program ends, as it does after Ctrl-C: its threads would only have
    /// something to say about it that nobody wants to read. Not for ever, since somebody's shutdown hook may be waiting
    /// for what the child had to do.
    ///
    /// @param exitCode how the child ended; `-N` for signal *N*
    /// @param ours whether this process has sent it that signal, so that no terminal has sent it to both
    static void holdReportIfEnding(int exitCode, boolean ours) {
        try {
            boolean ending =
                    closed
                            || (!ours
                                    && OF_A_TERMINAL.contains(exitCode)
                                    && ENDING.await(TOGETHER_MILLIS, TimeUnit.MILLISECONDS));
            if (ending) {
                awaitLastMoments();
            }
        } catch (InterruptedException e) {
            return; // then at once
        }
    }

    private static void awaitLastMoments() {
        long begin = System.nanoTime();
        long left = LAST_MOMENTS_NANOS;
        while (left > 0) {
            LockSupport.parkNanos(ChildRegistry.class, left);
            left = LAST_MOMENTS_NANOS - (System.nanoTime() - begin);
        }
    }

    static void remove(Child child) {
        LIVING.remove(child);
    }

    /// Ends all children and sees to it that none is started any more. Runs when the program ends, by
    /// itself or by a signal that can be caught; when it is killed, the children notice and end
    /// themselves.
    static void endAll() {
        if (!used) {
            return;
        }
        closed = true;
        ENDING.countDown();
        ChildLauncher.close();
        Listener.closeAll(); // first, since it takes no time and what follows may
        Set<Child> last = Set.copyOf(LIVING);
        last.forEach(Child::kill);
        last.forEach(child -> ProcessTree.endDescendants(child.tree(), child.pid()));
    }
}
