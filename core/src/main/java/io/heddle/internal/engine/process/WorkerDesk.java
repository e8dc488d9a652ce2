package io.heddle.internal.engine.process;

import io.heddle.internal.wire.StatusPage;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// What a worker is about: the one thing that its two threads share.
///
/// The thread that runs tasks says when one begins and ends; the control thread takes a task back or
/// interrupts it. The lock makes each of these happen wholly before or wholly after the other, so that an
/// interrupt never reaches the next task, and a task that was taken back never begins.
final class WorkerDesk {

    /// The parent never takes so many tasks back while they lie in the connection: [PoolWorker]. Others in
    /// the set are those that ended before they were asked for, the oldest first.
    static final int MOST_RECALLED = 1_024;

    private final Thread taskThread;
    private final StatusPage page;

    /// Tasks that were taken back before they were received. Guarded by this.
    private final Set<Long> recalled = new LinkedHashSet<>();

    /// The task that began last, 0 if none has. Guarded by this.
    private long last;

    /// Whether [#last] still runs. Guarded by this.
    private boolean running;

    /// Whether nothing may begin any more. Guarded by this.
    private boolean closed;

    WorkerDesk(Thread taskThread, StatusPage page) {
        this.taskThread = taskThread;
        this.page = page;
    }

    /// What becomes of a task that was received.
    enum Beginning {
        /// It runs now.
        RUNS,
        /// It was taken back, or the process is ending.
        NONE,
        /// The parent does not let it begin, or lets nothing begin any more, but may believe that it has.
        FORBIDDEN
    }

    /// Begins a task, unless it was taken back or the process is ending.
    synchronized Beginning begin(long id) {
        if (closed || recalled.remove(id)) {
            return Beginning.NONE;
        }
        if (!page.started(id)) {
            return Beginning.FORBIDDEN;
        }
        last = id;
        running = true;
        return Beginning.RUNS;
    }

    /// Gives whom to tell when an item of the task begins.
    ///
    /// @param timed whether items have a time limit
    LongConsumer itemWatch(boolean timed) {
        return timed ? page::timedItem : page::item;
    }

    /// Ends the task; from here on no interrupt is meant for it.
    synchronized void end() {
        running = false;
        Thread.interrupted();
    }

    /// Lets nothing begin any more: what begins while the process ends would fail without guilt.
    synchronized void close() {
        closed = true;
    }

    /// Takes a task back, or interrupts it if it runs and that is wanted. One that has ended but whose
    /// answer may not be on its way yet is not taken back: it would run twice.
    ///
    /// @param answer told whether the task will not run, before any other task can begin, so that the
    ///     parent hears of it before it gets the answer of a later task
    synchronized void cancel(long id, boolean interrupt, Consumer<Boolean> answer) {
        if (last == id) {
            if (running && interrupt) {
                taskThread.interrupt();
            }
            answer.accept(false);
            return;
        }
        if (recalled.size() == MOST_RECALLED) {
            recalled.remove(recalled.iterator().next());
        }
        answer.accept(recalled.add(id));
    }
}
