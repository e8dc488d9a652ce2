package io.heddle.internal.engine.process;

import io.heddle.internal.engine.WaitingLine;
import io.heddle.internal.wire.Frame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which worker runs which task: the line of those that wait, and who gets the next. Guarded by the pool's
/// lock.
///
/// Frames for workers are only put into their outboxes here; whoever has released the lock sends them
/// ([#takeUnsent()]), because that is a system call.
///
/// ## Order
/// What a worker was given ahead still waits, so it must not stand in the way of a higher priority. All
/// that workers have ahead has one priority, [#levelAhead]. When a task of a higher one comes, they are
/// asked for it back, and it stands in line again behind that task. A worker that would begin something of
/// a lower one is held back until the others have answered, for [PoolTask#ASKING_BACK_NANOS] at most.
final class Dispatch {

    private final WaitingLine<PoolTask<?>> line = new WaitingLine<>(PoolTask::priority);
    private final Crew crew;

    /// The priority of what workers have ahead, if any of them has anything ahead.
    private int levelAhead;

    /// Tasks that never run and whose outcome is about to be known.
    private final Set<PoolTask<?>> leaving = new HashSet<>();

    /// Workers that were given tasks which are not on their way yet.
    private final Set<PoolWorker> unsent = new LinkedHashSet<>();

    Dispatch(Crew crew) {
        this.crew = crew;
    }

    /// How many tasks no worker has.
    int waiting() {
        return line.size();
    }

    /// How many tasks wait to be started, in line or ahead with a worker.
    int backlog() {
        return line.size() + crew.ahead();
    }

    /// Gives a new task to a worker that has room, or lets it wait.
    ///
    /// @return whether somebody has it
    boolean place(PoolTask<?> task) {
        makeWayFor(task);
        PoolWorker taker = line.isEmpty() ? crew.findWithRoom() : null;
        if (taker == null || !mayGive(task, taker)) {
            line.addLast(task);
            giveWorkToHeldBack();
        } else {
            assign(task, taker);
        }
        return task.place() == PoolTask.Place.ASSIGNED;
    }

    /// Lets a task that a worker had wait again, before the others.
    void putBack(PoolTask<?> task) {
        task.backToQueue();
        line.addFirst(task);
        makeWayFor(task);
    }

    /// Takes out a task that waits.
    void withdraw(PoolTask<?> task) {
        line.remove(task);
        task.endPlace();
    }

    /// Forgets a task that nobody wants to run.
    void drop(PoolTask<?> task) {
        task.endPlace();
        if (!task.isDone()) {
            leaving.add(task);
        }
    }

    /// Tells whether no task waits for a worker, or for its end without one.
    boolean isOver() {
        leaving.removeIf(PoolTask::isDone);
        return line.isEmpty() && leaving.isEmpty();
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
        crew.setBusy(worker);
        worker.assign(task);
        unsent.add(worker);
    }

    /// Gives a worker as much as it may have.
    ///
    /// @return whether that was anything
    boolean giveWork(PoolWorker worker) {
        boolean given = false;
        PoolTask<?> next = nextInLine();
        while (next != null && worker.mayTakeMore() && mayGive(next, worker)) {
            line.poll();
            assign(next, worker);
            given = true;
            next = nextInLine();
        }
        return given;
    }

    /// Looks at the next task that is wanted. Another one never starts, even if whoever decided it has not
    /// come to take it out.
    private @Nullable PoolTask<?> nextInLine() {
        PoolTask<?> next = line.peek();
        while (next != null && next.isUnwanted()) {
            line.poll();
            drop(next);
            next = line.peek();
        }
        return next;
    }

    void giveWorkToIdle() {
        boolean given = true;
        while (given && !line.isEmpty()) {
            PoolWorker taker = crew.findWithRoom();
            given = taker != null && giveWork(taker);
        }
    }

    // ---- the order of priorities ---------------------------------------------------------------

    /// Tells whether a worker with room may have a task now. If it may, the worker gets it.
    private boolean mayGive(PoolTask<?> task, PoolWorker worker) {
        int level = task.priority();
        if (level != levelAhead && crew.ahead() == 0) {
            levelAhead = level;
        }
        if (level == levelAhead) {
            return true;
        }
        if (worker.load() > 0) {
            return false;
        }
        if (level > levelAhead) {
            return true;
        }
        recallAhead();
        return crew.all(PoolWorker::isExpectedToGiveBack).isEmpty();
    }

    /// Sees to it that nothing of a lower priority is begun before a task that waits.
    private void makeWayFor(PoolTask<?> task) {
        if (task.priority() > levelAhead) {
            recallAhead();
        }
    }

    /// Asks all workers for what they have ahead.
    private void recallAhead() {
        crew.all(worker -> worker.ahead() > 0)
                .forEach(worker -> recallLast(worker, worker.ahead()));
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
                from.child().sendControl(Frame.of(Frame.Type.CANCEL, false, task.handOver(), 0));
            }
        }
    }

    /// A worker has said what became of a task that it was asked for.
    ///
    /// @param willNotRun whether it has not begun it and never will
    void recalled(PoolWorker worker, long id, boolean willNotRun) {
        PoolTask<?> task = willNotRun ? worker.giveBack(id) : null;
        if (task != null) {
            waitAgain(task);
            PoolWorker taker = crew.findLessLoadedThan(worker);
            if (taker != null) {
                giveWork(taker);
            }
        }
        giveWorkToHeldBack();
    }

    /// Gives work to those who were idle because something had to be waited for.
    private void giveWorkToHeldBack() {
        boolean given = true;
        while (given && !line.isEmpty() && crew.anyIdle()) {
            given = giveWork(Objects.requireNonNull(crew.findWithRoom()));
        }
    }

    /// Takes from the most loaded worker half of what it has not begun, if somebody is idle.
    ///
    /// @return whether that may be of use again soon
    boolean balance() {
        giveWorkToHeldBack();
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
        if (task.isUnwanted()) {
            drop(task);
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
            boolean answered = wasStarted; // it was begun before another
            wasStarted |= dead.isNamed(task) || (oldest && !credible);
            if (answered
                    || (wasStarted && !task.isForbidden())
                    || (oldest && outOfMemory && task.isTooLarge())) {
                guilty.addFirst(task);
            } else {
                waitAgain(task);
            }
        }
        return guilty;
    }
}
