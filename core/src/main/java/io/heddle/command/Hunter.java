package io.heddle.command;

import io.heddle.internal.os.TreeScan;
import io.heddle.spi.ServiceThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Ends the trees of commands, all that are to be ended at the same time with one look at the processes of the
/// system. A thread exists as long as there is something to do.
///
/// A tree is looked at again and again, since nobody is told of the end of a process that is not its own child.
final class Hunter {

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /// Guarded by the class.
    private static List<Hunt> fresh = new ArrayList<>();

    /// Guarded by the class.
    private static @Nullable Thread thread;

    private Hunter() {}

    /// Begins to end a tree, and returns at once.
    static synchronized void begin(Hunt hunt) {
        fresh.add(hunt);
        if (thread == null) {
            thread = ServiceThreads.named("heddle-ends-commands").start(Hunter::work);
        } else {
            LockSupport.unpark(thread);
        }
    }

    /// Lets the hunter look at once, since something has become more urgent.
    static synchronized void wake() {
        LockSupport.unpark(thread);
    }

    private static void work() {
        List<Hunt> all = new ArrayList<>();
        long pause = SHORTEST_PAUSE_NANOS;
        while (true) {
            if (takeFresh(all)) {
                pause = SHORTEST_PAUSE_NANOS;
            }
            if (all.isEmpty() && leave()) {
                return;
            }
            step(all);
            if (!all.isEmpty()) {
                LockSupport.parkNanos(Hunter.class, pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            }
        }
    }

    private static synchronized boolean takeFresh(List<Hunt> all) {
        all.addAll(fresh);
        boolean some = !fresh.isEmpty();
        fresh = new ArrayList<>();
        return some;
    }

    private static synchronized boolean leave() {
        if (fresh.isEmpty()) {
            thread = null;
            return true;
        }
        return false;
    }

    private static void step(List<Hunt> all) {
        try {
            TreeScan scan = TreeScan.now();
            all.removeIf(hunt -> hunt.step(scan));
        } catch (RuntimeException | OutOfMemoryError e) {
            OutputReader.LOG.log(
                    System.Logger.Level.ERROR, "a look at the processes of the system failed", e);
        }
    }
}
