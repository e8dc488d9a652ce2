package io.heddle.internal.engine.process;

import io.heddle.internal.engine.WaitingLine;
import io.heddle.internal.wire.Frame;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which worker runs which task: the line of those that wait, and who gets the next. Guarded by the pool's
/// lock.
///
/// Frames for workers are only put into their outboxes here; whoever has released the lock sends them
/// ([#takeUnsent()]), because that is a system call.
final class Dispatch {

    private final WaitingLine<PoolTask<?>> line = new WaitingLine<>(PoolTask::priority);
    private final Crew crew;

    /// Workers that were given tasks which are not on their way yet.
    private final Set<PoolWorker> unsent = new LinkedHashSet<>();

    Dispatch(Crew crew) {
        this.crew = crew;
    }

    int waiting() {
        return line.size();
    }

    /// Gives a new task to a worker that has room, or lets it wait.
    ///
    /// @return whether somebody has it
    boolean place(PoolTask<?> task) {
        PoolWorker taker = line.isEmpty() ? crew.pollWithRoom() : null;
        if (taker == null) {
            line.addLast(task);
            return false;
        }
        assign(task, taker);
        return true;
    }

    /// Lets a task that a worker had wait again, before the others.
    void putBack(PoolTask<?> task) {
        task.backToQueue();
        line.addFirst(task);
    }

    /// Takes out a task that waits.
    void withdraw(PoolTask<?> task) {
        line.remove(task);
        task.endPlace();
    }

    /// Lists the tasks that wait.
    List<PoolTask<?>> waitingTasks() {
        return line.all();
    }

    /// Takes out all tasks that wait.
    List<PoolTask<?>> withdrawAll() {
        List<PoolTask<?>> all = line.pollAll();
        all.forEach(PoolTask::endPlace);
        return all;
    }

    private void assign(PoolTask<?> task, PoolWorker worker) {
        worker.assign(task);
        unsent.add(worker);
    }

    /// Gives a worker as much as it may have.
    void giveWork(PoolWorker worker) {
        while (worker.mayTakeMore()) {
            PoolTask<?> next = line.poll();
            if (next == null) {
                return;
            }
            assign(next, worker);
        }
    }

    void giveWorkToIdle() {
        while (!line.isEmpty()) {
            PoolWorker taker = crew.pollWithRoom();
            if (taker == null) {
                return;
            }
            giveWork(taker);
        }
    }

    /// Says that somebody else sends what a worker was given.
    void isSent(PoolWorker worker) {
        unsent.remove(worker);
    }

    /// Tells to whom tasks are to be sent.
    List<PoolWorker> takeUnsent() {
        if (unsent.isEmpty()) {
            return List.of();
        }
        List<PoolWorker> workers = new ArrayList<>(unsent);
        unsent.clear();
        return workers;
    }

    // ---- what workers give back ----------------------------------------------------------------

    /// Asks for the last tasks of a worker back, for each once: a worker that is stopped will not answer.
    static void recallLast(PoolWorker from, int count) {
        var last = from.outstanding().descendingIterator();
        for (int i = 0; i < count; i++) {
            PoolTask<?> task = last.next();
            if (task.askBack()) {
                from.child().sendControl(Frame.of(Frame.Type.CANCEL, false, task.id(), 0));
            }
        }
    }

    /// A worker has said what became of a task that it was asked for.
    ///
    /// @param willNotRun whether it has not begun it and never will
    void recalled(PoolWorker worker, long id, boolean willNotRun) {
        PoolTask<?> task = willNotRun ? worker.giveBack(id) : null;
        if (task == null) {
            return;
        }
        waitAgain(task);
        PoolWorker taker = crew.pollLessLoadedThan(worker);
        if (taker != null) {
            giveWork(taker);
        }
    }

    /// Takes from the most loaded worker half of what it has not begun, if somebody is idle.
    ///
    /// @return whether that may be of use again soon
    boolean balance() {
        PoolWorker from = crew.anyIdle() ? crew.mostLoaded() : null;
        if (from == null) {
            return false;
        }
        recallLast(from, from.load() / 2);
        return crew.mostLoaded() != null;
    }

    boolean canBalance() {
        return crew.anyIdle() && crew.mostLoaded() != null;
    }

    /// Sees to it that a worker, whatever its state, begins nothing any more. What it had not begun waits
    /// again; what it has begun it may finish.
    void revoke(PoolWorker worker) {
        unsent.remove(worker);
        worker.freeze();
        int mayHaveBegun = worker.isPageCredible() ? 0 : 1;
        while (worker.load() > mayHaveBegun && worker.hasUnbegun()) {
            waitAgain(worker.outstanding().removeLast());
        }
    }

    private void waitAgain(PoolTask<?> task) {
        if (task.isDone()) {
            task.endPlace();
        } else {
            putBack(task);
        }
    }

    /// Takes what a dead worker had. What it had not started waits again.
    ///
    /// @param outOfMemory whether it died because its memory was used up
    /// @return the task that it was running; before it those that it had finished, if their answers were
    ///     lost. Most often there is one, or none
    List<PoolTask<?>> takeOver(PoolWorker dead, boolean outOfMemory) {
        unsent.remove(dead);
        boolean credible = dead.isPageCredible();
        List<PoolTask<?>> guilty = new ArrayList<>();
        boolean wasStarted = false;
        while (!dead.outstanding().isEmpty()) {
            PoolTask<?> task = dead.outstanding().removeLast();
            boolean oldest = dead.load() == 0;
            wasStarted |= dead.hasStarted(task) || (oldest && !credible);
            if (wasStarted || (oldest && outOfMemory && task.isTooLarge())) {
                guilty.addFirst(task);
            } else {
                waitAgain(task);
            }
        }
        return guilty;
    }
}
