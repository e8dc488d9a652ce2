package io.heddle.internal.engine.process;

import io.heddle.internal.wire.StatusPage;
import java.util.LinkedHashSet;
import java.util.Set;

/// What a worker is about: the one thing that its two threads share.
///
/// The thread that runs tasks says when one begins and ends; the control thread takes a task back or
/// interrupts it. The lock makes each of these happen wholly before or wholly after the other, so that an
/// interrupt never reaches the next task, and a task that was taken back never begins.
final class WorkerDesk {

    /// The parent never has more tasks with one worker than this.
    private static final int MOST_RECALLED = 1_024;

    private final Thread taskThread;
    private final StatusPage page;

    /// Tasks that were taken back before they were received. Guarded by this.
    private final Set<Long> recalled = new LinkedHashSet<>();

    /// The task that runs, 0 if none. Guarded by this.
    private long current;

    WorkerDesk(Thread taskThread, StatusPage page) {
        this.taskThread = taskThread;
        this.page = page;
    }

    /// Begins a task, unless it was taken back.
    ///
    /// @return whether it may run
    synchronized boolean begin(long id) {
        if (recalled.remove(id)) {
            return false;
        }
        current = id;
        page.started(id);
        return true;
    }

    /// Ends the task; from here on no interrupt is meant for it.
    synchronized void end() {
        current = 0;
        Thread.interrupted();
    }

    synchronized long current() {
        return current;
    }

    /// Takes a task back, or interrupts it if it runs and that is wanted.
    ///
    /// @return whether it will not run
    synchronized boolean cancel(long id, boolean interrupt) {
        if (current == id) {
            if (interrupt) {
                taskThread.interrupt();
            }
            return false;
        }
        if (recalled.size() == MOST_RECALLED) {
            recalled.remove(recalled.iterator().next());
        }
        return recalled.add(id);
    }
}
