package io.heddle.internal.engine.process;

import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.Grace;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Ends what must not go on: tasks over their limits, and those whose future was cancelled.
///
/// The future is decided at once, by whoever asks; ending the work goes on behind it, step by step, on the
/// clock.
final class Enforcement {

    private final PoolLock lock;
    private final Crew crew;
    private final Dispatch dispatch;
    private final Grace grace;
    private final Runnable workerIsLost;

    /// @param workerIsLost told with the lock that a worker is being ended
    Enforcement(PoolLock lock, Crew crew, Dispatch dispatch, Grace grace, Runnable workerIsLost) {
        this.lock = lock;
        this.crew = crew;
        this.dispatch = dispatch;
        this.grace = grace;
        this.workerIsLost = workerIsLost;
    }

    /// What a worker is about at one moment, of one task.
    ///
    /// @param worker who has the task
    /// @param ran how long the task, or its item, has run
    /// @param item the number of the item, negative if there is none
    private record Sight(PoolWorker worker, Duration ran, long item) {}

    // ---- limits --------------------------------------------------------------------------------

    /// Watches the running time of a task that a worker was given.
    void watchRun(PoolTask<?> task) {
        task.limit().ifPresent(limit -> watchRun(task, limit));
    }

    private void watchRun(PoolTask<?> task, Duration in) {
        task.setAlarm(Clock.schedule(Deadline.in(in), () -> checkRun(task)));
    }

    /// A task has its time from the moment it starts, which its worker's page tells.
    private void checkRun(PoolTask<?> task) {
        Duration limit = task.limit().orElseThrow();
        Sight sight = lock.look(() -> lookAndWatchOn(task, limit));
        if (sight != null && task.failAtLimit(sight.ran, where(sight))) {
            endWork(task);
        }
    }

    /// @return what is seen if the time is over
    private @Nullable Sight lookAndWatchOn(PoolTask<?> task, Duration limit) {
        Sight sight = look(task);
        if (sight != null && sight.ran.compareTo(limit) < 0) {
            watchRun(task, limit.minus(sight.ran));
            return null;
        }
        return sight;
    }

    private static @Nullable Sight look(PoolTask<?> task) {
        PoolWorker worker = task.worker();
        if (worker == null) {
            return null;
        }
        if (!worker.isNamed(task)) {
            return new Sight(worker, Duration.ZERO, -1);
        }
        var page = worker.child().page();
        Duration ran = Duration.ofNanos(System.nanoTime() - page.lastStartedAtNanos());
        return new Sight(worker, ran, page.lastItem());
    }

    private static String where(Sight sight) {
        return "%sworker=%s pid=%d"
                .formatted(
                        sight.item < 0 ? "" : "item=" + sight.item + " ",
                        sight.worker.name(),
                        sight.worker.child().pid());
    }

    /// Watches how long a task waits to be started.
    void watchQueue(PoolTask<?> task) {
        task.queueLimit()
                .ifPresent(limit ->
                        task.setQueueAlarm(
                                Clock.schedule(Deadline.in(limit), () -> checkQueue(task))));
    }

    private void checkQueue(PoolTask<?> task) {
        if (lock.look(() -> isOverdue(task))) {
            task.failInQueue(); // whatever has it is told by the pool
        }
    }

    /// Tells whether a task that has waited for as long as it may has not begun. Then it never does.
    private static boolean isOverdue(PoolTask<?> task) {
        boolean overdue = task.hasNeverRun() && forbid(task);
        if (!overdue) {
            task.setOverdue();
        }
        return overdue;
    }

    /// Looks again, at once, at a task that waits although its time to wait is over.
    void waitsTooLong(PoolTask<?> task) {
        Clock.schedule(Deadline.in(Duration.ZERO), () -> checkQueue(task));
    }

    /// Sees to it that a task never begins, or never again, if it does not run. Called with the lock.
    ///
    /// @return whether it never will
    static boolean forbid(PoolTask<?> task) {
        PoolWorker worker = task.worker();
        if (worker == null) {
            task.forbid();
            return true;
        }
        return worker.forbid(task);
    }

    // ---- ending the work of a task --------------------------------------------------------------

    /// Ends the work of one task. What its worker was given beside it is taken back, and nothing is given
    /// until the task has ended: none of that must run when the worker is ended. A task that has not begun
    /// is only taken back.
    void endWork(PoolTask<?> task) {
        PoolWorker worker =
                lock.change(() -> {
                    PoolWorker its = callBack(task, true);
                    if (its != null) {
                        keepOnlyThe(task, its);
                    }
                    return its;
                });
        if (worker != null) {
            Escalation.begin(
                    worker.child(), task.handOver(), grace, () -> mustEndWorker(task, worker));
        }
    }

    private static void keepOnlyThe(PoolTask<?> task, PoolWorker worker) {
        worker.reserveFor(task);
        Dispatch.recallLast(worker, worker.load() - 1);
    }

    /// Takes a task back that has not begun; one that has begun goes on.
    void callBack(PoolTask<?> task) {
        lock.change(() -> {
            var _ = callBack(task, false);
        });
    }

    /// Takes a task back that has not begun. Called with the lock.
    ///
    /// @param interrupt whether it is to be interrupted if its worker's page lies and it runs
    /// @return the worker in which it has begun, `null` if it has in none
    private static @Nullable PoolWorker callBack(PoolTask<?> task, boolean interrupt) {
        PoolWorker worker = task.worker();
        if (worker == null || !worker.forbid(task)) {
            return worker;
        }
        worker.child().sendControl(Frame.of(Frame.Type.CANCEL, interrupt, task.handOver(), 0));
        return null;
    }

    /// Asked when an interrupt did not help.
    private boolean mustEndWorker(PoolTask<?> task, PoolWorker worker) {
        return lock.change(() -> judge(task, worker));
    }

    /// Decides whether a worker must end; then it begins nothing more, and is replaced.
    private boolean judge(PoolTask<?> task, PoolWorker worker) {
        if (task.worker() != worker || !worker.isNamed(task)) {
            return false;
        }
        dispatch.revoke(worker);
        if (worker.state() != WorkerState.ENDING) {
            crew.setEnding(worker);
            workerIsLost.run();
        }
        return true;
    }
}
