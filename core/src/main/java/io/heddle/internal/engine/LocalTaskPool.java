package io.heddle.internal.engine;

import io.heddle.Kind;
import io.heddle.PoolSnapshot;
import io.heddle.PoolUnavailableException;
import io.heddle.TaskOptions;
import io.heddle.internal.recording.Recorder;
import io.heddle.spi.AbstractTaskPool;
import io.heddle.spi.Enclosure;
import io.heddle.spi.KeepAlive;
import io.heddle.spi.PoolSpec;
import io.heddle.spi.TaskCompletion;
import io.heddle.spi.Work;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A pool whose tasks run in this process: the queue, the lifecycle and the numbers. A subclass
/// says who runs a task.
///
/// One lock guards everything but the numbers. Bodies, callbacks and interrupts run without it, and
/// a task's own monitor is never waited for while holding it.
///
/// ## Lifecycle
///
/// That of [PoolLifecycle]. The pool is terminated when it was shut down, nothing is queued
/// and no body runs any more, a *detached* one included.
///
/// ## Cancellation
///
/// *Clean* for a queued task, which leaves the queue at once. A running one is interrupted; what
/// ignores that is *detached*, and occupies its worker until it ends. A detached task does not keep
/// the program alive.
public abstract class LocalTaskPool extends AbstractTaskPool {

    /// What to do when there is nothing to do.
    protected static final Runnable NOTHING = () -> {};

    private final PoolSpec spec;
    private final String name;

    /// Guards the fields that say so.
    protected final ReentrantLock lock = new ReentrantLock();

    /// Tasks that wait. Guarded by [#lock].
    protected final WaitingLine<LocalTask<?>> queue = new WaitingLine<>(LocalTask::priority);

    /// Tasks that were handed to a thread which has not reported their end. Guarded by [#lock].
    protected final LinkedHashSet<LocalTask<?>> running = new LinkedHashSet<>();

    private final PoolLifecycle lifecycle;

    /// How many tasks may run at once. Written under [#lock], read by everybody.
    private volatile int limit;

    private final Tally tally = new Tally();

    /// To whom belongs what the tasks start.
    private final Enclosure.@Nullable Owner owner = Enclosure.currentOwner();

    /// Makes an open pool.
    ///
    /// @param spec what it is like
    /// @param names gives it a name if the spec has none
    protected LocalTaskPool(PoolSpec spec, Numbered names) {
        this.spec = spec;
        this.name = names.unless(spec.name());
        this.lifecycle = new PoolLifecycle(name, lock);
        this.limit = spec.workers();
    }

    // ---- for subclasses ----------------------------------------------------------------------

    /// Puts a new task into [#queue] or [#running]. Called under [#lock].
    ///
    /// @param task the task
    /// @return what the submitting thread is to do for it without the lock
    protected abstract Runnable admit(LocalTask<?> task);

    /// Lets the next task run after one has ended and left [#running], or after the pool has grown.
    /// Called under [#lock].
    ///
    /// @return what the calling thread is to do without the lock
    protected Runnable advance() {
        return NOTHING;
    }

    /// Tells threads that wait for tasks that no more will come than are queued. Called under
    /// [#lock].
    protected void closing() {}

    /// Lists the workers. Called under [#lock].
    ///
    /// @return the workers, empty if the pool keeps none
    protected List<PoolSnapshot.Worker> workers() {
        return List.of();
    }

    /// Runs a task that is in [#running], in the calling thread, and reports its end.
    ///
    /// @param task the task
    protected final void run(LocalTask<?> task) {
        try {
            Enclosure.within(kind() == Kind.INLINE ? null : owner, task::run);
        } finally {
            ended(task);
        }
    }

    /// Takes back a task that is in [#running] because no thread could be started for it.
    ///
    /// @param task the task, which fails
    /// @param cause why there is no thread
    protected final void notStarted(LocalTask<?> task, Throwable cause) {
        task.refuse(
                new PoolUnavailableException(
                        "a pool could not start a thread: pool=%s task=%s"
                                .formatted(name, task.name()),
                        cause));
        ended(task);
    }

    private void ended(LocalTask<?> task) {
        Runnable next;
        lock.lock();
        try {
            running.remove(task);
            next = advance();
            terminateIfOver();
        } finally {
            lock.unlock();
        }
        next.run();
    }

    /// Tells whether tasks are refused.
    @Override
    public final boolean isShutdown() {
        return !lifecycle.isOpen();
    }

    @Override
    public final boolean isTerminated() {
        return lifecycle.isTerminated();
    }

    /// Tells the pool's name.
    ///
    /// @return the name of the spec, or the default
    protected final String name() {
        return name;
    }

    final Kind kind() {
        return spec.kind();
    }

    /// Tells how many tasks may run at once.
    ///
    /// @return at least 1
    protected final int limit() {
        return limit;
    }

    /// A pool without a limit cannot be given one: nobody would know which of its tasks are too many.
    @Override
    public final void resize(int workers) {
        PoolSpec.requireWorkers(workers);
        if (spec.workers() == PoolSpec.UNLIMITED) {
            throw new UnsupportedOperationException(
                    "a pool without workers cannot be resized: pool=%s kind=%s workers=%d"
                            .formatted(name, spec.kind(), workers));
        }
        List<Runnable> starts = new ArrayList<>();
        lock.lock();
        try {
            limit = workers;
            for (Runnable next = advance(); next != NOTHING; next = advance()) {
                starts.add(next);
            }
            resized();
        } finally {
            lock.unlock();
        }
        starts.forEach(Runnable::run);
    }

    /// Tells threads that wait for tasks that there may be too many of them now. Called under
    /// [#lock].
    protected void resized() {}

    // ---- tasks come and go -------------------------------------------------------------------

    @Override
    protected final <T extends @Nullable Object> TaskCompletion<T> launch(
            TaskOptions options, Work<T> work) {
        LocalTask<T> task = new LocalTask<>(this, options, spec.tasks(), work);
        Runnable next;
        lock.lock();
        try {
            lifecycle.requireOpen(options.name());
            KeepAlive.begin();
            if (Recorder.ON) {
                Recorder.submitted(task.id(), task.name(), name);
            }
            task.watchQueue();
            next = admit(task);
        } finally {
            lock.unlock();
        }
        next.run();
        return task;
    }

    /// Called by a task that was cancelled before it ran.
    final void withdrawn(LocalTask<?> task) {
        lock.lock();
        try {
            queue.remove(task);
            terminateIfOver();
        } finally {
            lock.unlock();
        }
    }

    /// Called once by each task when its outcome is decided, and before anybody sees it.
    final void decided(Future.State outcome) {
        try {
            tally.count(outcome);
        } finally {
            KeepAlive.end();
        }
    }

    // ---- the end -----------------------------------------------------------------------------

    @Override
    public final void shutdown() {
        lock.lock();
        try {
            refuseTasks();
            terminateIfOver();
        } finally {
            lock.unlock();
        }
    }

    /// The futures of the tasks in the list are cancelled, so that nobody waits for them in vain.
    @Override
    public final List<Runnable> shutdownNow() {
        List<LocalTask<?>> tasks = new ArrayList<>();
        lock.lock();
        try {
            refuseTasks();
            tasks.addAll(running);
            tasks.addAll(queue.all());
            terminateIfOver();
        } finally {
            lock.unlock();
        }
        List<Runnable> neverStarted = new ArrayList<>();
        tasks.removeIf(task -> withdrawn(task, neverStarted));
        tasks.forEach(LocalTaskPool::stop);
        return neverStarted;
    }

    /// All that wait are withdrawn before any that runs is stopped, because its end would let the
    /// next one start.
    private boolean withdrawn(LocalTask<?> task, List<Runnable> neverStarted) {
        Work<?> work = task.withdraw();
        if (work == null) {
            return false;
        }
        neverStarted.add(work.byHand());
        task.cancel(false);
        withdrawn(task);
        return true;
    }

    private static void stop(LocalTask<?> task) {
        if (!task.cancel(true)) {
            task.interrupt(); // a detached one is told again
        }
    }

    private void refuseTasks() {
        if (lifecycle.shutdown()) {
            closing();
        }
    }

    private void terminateIfOver() {
        if (queue.isEmpty() && running.isEmpty()) {
            lifecycle.nothingLeft();
        }
    }

    @Override
    public final boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return lifecycle.awaitTermination(timeout, unit);
    }

    // ---- the picture -------------------------------------------------------------------------

    @Override
    public final PoolSnapshot snapshot() {
        lock.lock();
        try {
            return new PoolSnapshot(
                    name,
                    spec.kind(),
                    workers(),
                    queue.size(),
                    running.size(),
                    tally.done(),
                    tally.failed(),
                    tally.cancelled(),
                    0,
                    0,
                    isShutdown());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "TaskPool[pool=%s kind=%s state=%s]".formatted(name, spec.kind(), lifecycle);
    }
}
