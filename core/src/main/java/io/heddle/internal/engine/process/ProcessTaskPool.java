package io.heddle.internal.engine.process;

import io.heddle.Kind;
import io.heddle.PoolSnapshot;
import io.heddle.PoolUnavailableException;
import io.heddle.TaskOptions;
import io.heddle.TaskSerializationException;
import io.heddle.internal.engine.Numbered;
import io.heddle.internal.engine.PoolLifecycle;
import io.heddle.internal.engine.Tally;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.AbstractTaskPool;
import io.heddle.spi.CannotTravel;
import io.heddle.spi.Clock;
import io.heddle.spi.Codec;
import io.heddle.spi.Deadline;
import io.heddle.spi.KeepAlive;
import io.heddle.spi.PoolSpec;
import io.heddle.spi.TaskCompletion;
import io.heddle.spi.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// A pool of child processes that loses nothing but the task that kills its worker.
///
/// ## Who has a task
/// The parent has every task at every moment: waiting, or with a worker, which has acknowledged it only by
/// its answer. When a worker dies, the task that its status page names as started last and that was not
/// answered has failed; the others it had wait again, before all others.
///
/// ## Who does what
/// The submitting thread serializes the task and hands it to a worker with room; there is no thread
/// between. The attendant of a worker takes its answer, gives it more, and completes the future. The
/// watcher of a worker reports its death. All of them meet in [#lock], which is never held while a future
/// is completed, a task is sent, or code of a user runs.
///
/// [Dispatch] knows which worker runs which task, [Staffing] how many workers there are to be,
/// [WorkerLives] starts them and sees them die, [Enforcement] ends what must not go on.
final class ProcessTaskPool extends AbstractTaskPool {

    private static final Numbered NAMES = new Numbered("processes-");
    private static final Duration BALANCE_PERIOD = Duration.ofMillis(1);

    private final PoolSpec spec;
    private final Codec codec;
    private final String name;

    /// Guarded by [#lock].
    private final Crew crew = new Crew();

    /// Guarded by [#lock].
    private final Dispatch dispatch = new Dispatch(crew);

    private final PoolLock lock = new PoolLock(dispatch, this::signalBacklog);
    private final Condition backlogShrinks = lock.raw().newCondition();
    private final PoolLifecycle lifecycle;

    private final WorkerLives lives;

    /// As [WorkerLives#staffing()].
    private final Staffing staffing;

    /// As [WorkerLives#failures()].
    private final StartFailures failures;

    private final Enforcement enforcement;
    private final Lookout lookout;

    /// How many answers have come whose tasks are not decided yet.
    private final AtomicInteger deciding = new AtomicInteger();

    /// Tasks that may be run again, while it is decided whether they are. Guarded by [#lock].
    private final Set<PoolTask<?>> undecided = new HashSet<>();

    private final Tally tally = new Tally();

    /// Whether the clock will look for prefetched tasks that idle workers could run. Guarded by
    /// [#lock].
    private boolean balancing;

    /// The size of the pool, for whoever asks without the lock. Written under [#lock].
    private volatile int parallelism;

    ProcessTaskPool(PoolSpec spec) {
        this.spec = spec;
        this.codec = Codec.jdk(spec.child().rules());
        this.name = NAMES.unless(spec.name());
        this.parallelism = spec.workers();
        this.lifecycle = new PoolLifecycle(name, lock.raw());
        this.lives = new WorkerLives(this, spec, lock, crew, dispatch);
        this.staffing = lives.staffing();
        this.failures = lives.failures();
        this.enforcement =
                new Enforcement(lock, crew, dispatch, spec.tasks().grace(), staffing::adjust);
        this.lookout = new Lookout(lock, crew, dispatch, lives);
        lives.begin();
        Recycler.watch(this, spec.staff().recycling());
    }

    String name() {
        return name;
    }

    @Override
    protected int parallelism() {
        return parallelism;
    }

    Codec codec() {
        return codec;
    }

    // ---- taking tasks ------------------------------------------------------------------------

    @Override
    protected <T extends @Nullable Object> TaskCompletion<T> launch(
            TaskOptions options, Work<T> work) {
        lifecycle.requireOpen(options.name());
        PoolTask<T> task = new PoolTask<>(this, options, spec.tasks(), work);
        KeepAlive.begin();
        try {
            task.setBody(codec, work.body());
        } catch (IOException | OutOfMemoryError e) {
            TaskSerializationException failure = CannotTravel.task(task.name(), work.body(), e);
            task.failBecause(failure);
            if (work.inherited()) {
                throw new RejectedExecutionException(failure.getMessage(), failure);
            }
            return task;
        }
        admit(task);
        return task;
    }

    private void admit(PoolTask<?> task) {
        enforcement.watchQueue(task);
        PoolUnavailableException refusal;
        try {
            refusal =
                    lock.change(() -> {
                        awaitRoom(task);
                        lifecycle.requireOpen(task.name());
                        return admitNow(task);
                    });
        } catch (RejectedExecutionException e) {
            lock.change(task::endPlace);
            task.abandonAtShutdown();
            throw e;
        }
        if (refusal != null) {
            task.failBecause(refusal);
        }
    }

    private @Nullable PoolUnavailableException admitNow(PoolTask<?> task) {
        PoolUnavailableException refusal = failures.freshVerdict();
        if (refusal != null) {
            task.endPlace();
            return refusal;
        }
        if (task.isUnwanted()) {
            dispatch.drop(task); // its time to wait has passed already
            return null;
        }
        if (dispatch.place(task)) {
            staffing.taskGiven();
        } else {
            staffing.taskWaits();
            balanceSoon();
        }
        return null;
    }

    /// Waits while as many tasks wait as may.
    private void awaitRoom(PoolTask<?> task) {
        while (isBacklogFull()
                && lifecycle.isOpen()
                && failures.verdict() == null
                && !task.isDone()) {
            try {
                backlogShrinks.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RejectedExecutionException(
                        "interrupted while waiting to submit: pool=%s backlog=%d task=%s"
                                .formatted(name, spec.tasks().backlog(), task.name()),
                        e);
            }
        }
    }

    /// What a worker has ahead still waits to be started.
    private boolean isBacklogFull() {
        return isBacklogLimited() && dispatch.backlog() >= spec.tasks().backlog();
    }

    private boolean isBacklogLimited() {
        return spec.tasks().backlog() != Integer.MAX_VALUE;
    }

    private void signalBacklog() {
        if (isBacklogLimited()) {
            backlogShrinks.signalAll();
        }
    }

    /// Called with the lock whenever a worker is given a task.
    void assigned(PoolTask<?> task) {
        enforcement.watchRun(task);
        lookout.taskGiven();
    }

    // ---- what workers say --------------------------------------------------------------------

    void received(PoolWorker worker, Frame frame) {
        switch (frame.type()) {
            case RESULT, FAILED -> {
                if (lives.isOfInitializer(frame)) {
                    lives.initialized(worker, frame);
                } else {
                    answered(worker, frame);
                }
            }
            case RECALLED -> lock.change(() -> recalled(worker, frame));
            case ALIVE -> lock.change(worker::heard);
            default -> worker.child().kill("it sent what no worker sends: " + frame.type());
        }
    }

    private void answered(PoolWorker worker, Frame frame) {
        deciding.incrementAndGet();
        try {
            PoolTask<?> task = lock.change(() -> takeAnswer(worker, frame));
            if (task == null) {
                worker.child().kill("it answered what nobody asked: id=" + frame.id());
            } else {
                worker.child()
                        .flushUnlessMore(); // what comes now may take long: it is the user's code
                decide(task, frame);
            }
        } finally {
            if (deciding.decrementAndGet() == 0 && !isOpen()) {
                lock.change(this::terminateIfOver);
            }
        }
    }

    private @Nullable PoolTask<?> takeAnswer(PoolWorker worker, Frame frame) {
        worker.heard();
        PoolTask<?> task = worker.finish(frame.id(), frame.number());
        if (task != null && task.isRetryable()) {
            undecided.add(task);
        }
        continueWith(worker);
        dispatch.isSent(worker); // by its attendant, which may have more
        return task;
    }

    private void decide(PoolTask<?> task, Frame answer) {
        boolean again = false;
        try {
            again = task.complete(answer);
        } finally {
            boolean runAgain = again;
            if (task.isRetryable()) {
                lock.change(() -> {
                    undecided.remove(task);
                    if (runAgain) {
                        runAgain(task);
                    } else {
                        task.endPlace();
                    }
                });
                if (runAgain) {
                    lives.failQueuedIfUnavailable();
                }
            }
        }
    }

    private void recalled(PoolWorker worker, Frame frame) {
        worker.heard();
        if (frame.flag() && frame.id() == worker.lastStarted()) {
            worker.child().kill(); // what has begun is never given back
            return;
        }
        dispatch.recalled(worker, frame.id(), frame.flag());
        if (worker.load() == 0) {
            continueWith(worker);
        }
    }

    private void continueWith(PoolWorker worker) {
        dispatch.giveWork(worker);
        staffing.review(worker);
        balanceSoon();
    }

    private void runAgain(PoolTask<?> task) {
        if (task.isUnwanted()) {
            dispatch.drop(task);
            return;
        }
        task.beginAgain();
        dispatch.putBack(task);
        staffing.taskWaits();
        staffing.adjust();
    }

    // ---- prefetched tasks for idle workers -----------------------------------------------------

    private void balanceSoon() {
        if (!balancing && dispatch.canBalance()) {
            balancing = true;
            Clock.schedule(Deadline.in(BALANCE_PERIOD), this::balance);
        }
    }

    private void balance() {
        lock.change(() -> {
            balancing = false;
            if (dispatch.balance()) {
                balanceSoon();
            }
        });
    }

    // ---- limits and cancellation ---------------------------------------------------------------

    /// Stops a task whose future was decided before it has ended.
    void stop(PoolTask<?> task, boolean mayInterrupt) {
        lock.change(() -> {
            if (task.place() == PoolTask.Place.QUEUED) {
                dispatch.withdraw(task);
            }
            if (task.worker() == null) {
                staffing.adjust();
                terminateIfOver();
            }
        });
        if (mayInterrupt) {
            enforcement.endWork(task);
        } else {
            enforcement.callBack(task);
        }
    }

    /// Sees to it that a task which is about to be cancelled does not begin any more.
    void forbid(PoolTask<?> task) {
        lock.change(() -> {
            task.setUnwanted();
            var _ = Enforcement.forbid(task);
        });
    }

    /// Called with the lock when a task waits again though its time to wait is over.
    void waitsTooLong(PoolTask<?> task) {
        enforcement.waitsTooLong(task);
    }

    int attemptsOf(PoolTask<?> task) {
        return lock.look(() -> {
            PoolWorker worker = task.worker();
            return task.endedRuns() + (worker != null && worker.hasBegun(task) ? 1 : 0);
        });
    }

    String nameOfTask(PoolWorker worker, long task) {
        return lock.look(() -> worker.rememberedName(task));
    }

    // ---- workers -----------------------------------------------------------------------------

    boolean isOpen() {
        return lifecycle.isOpen();
    }

    List<PoolWorker> activeWorkers() {
        return lock.look(() -> crew.all(PoolWorker::isActive));
    }

    /// Lets workers go for reasons of time or memory.
    void look(List<PoolWorker> large) {
        lock.change(() -> staffing.look(large));
    }

    @Override
    public void resize(int workers) {
        PoolSpec.requireWorkers(workers);
        lock.change(() -> {
            parallelism = workers;
            staffing.resize(workers);
        });
    }

    // ---- the end of the pool ----------------------------------------------------------------

    @Override
    public void shutdown() {
        lock.change(() -> {
            lifecycle.shutdown(); // who waits to submit is told when the lock is left
            staffing.adjust();
            terminateIfOver();
        });
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> unstarted = new ArrayList<>();
        List<PoolTask<?>> running = new ArrayList<>();
        List<PoolTask<?>> waiting =
                lock.change(() -> {
                    lifecycle.shutdown();
                    List<PoolTask<?>> all = dispatch.waitingTasks();
                    all.stream()
                            .filter(PoolTask::hasNeverRun)
                            .forEach(task -> unstarted.add(task.unstarted()));
                    var _ = dispatch.withdrawAll();
                    crew.all().forEach(worker -> running.addAll(worker.outstanding()));
                    running.addAll(undecided);
                    return all;
                });
        waiting.forEach(PoolTask::abandonAtShutdown);
        shutdown();
        running.forEach(task -> task.cancel(true));
        return unstarted;
    }

    /// Called with the lock, whenever a worker or the last task has gone.
    void terminateIfOver() {
        if (crew.isEmpty() && dispatch.isOver() && deciding.get() == 0) {
            lifecycle.nothingLeft();
        }
    }

    @Override
    public boolean isShutdown() {
        return !lifecycle.isOpen();
    }

    @Override
    public boolean isTerminated() {
        return lifecycle.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return lifecycle.awaitTermination(timeout, unit);
    }

    void decided(Future.State outcome) {
        tally.count(outcome);
        KeepAlive.end();
    }

    @Override
    public PoolSnapshot snapshot() {
        return lock.look(this::picture);
    }

    /// What runs is what has begun, as the workers' pages tell; what a worker has beside that is queued.
    private PoolSnapshot picture() {
        long running = crew.begun();
        List<PoolSnapshot.Worker> workers = crew.snapshot();
        long memory = workers.stream().mapToLong(PoolSnapshot.Worker::memoryBytes).sum();
        return new PoolSnapshot(
                name,
                Kind.PROCESS,
                workers,
                dispatch.waiting() + crew.load() - running,
                running,
                tally.done(),
                tally.failed(),
                tally.cancelled(),
                lives.restarts(),
                memory,
                isShutdown());
    }

    @Override
    public String toString() {
        return "ProcessTaskPool[%s, workers=%d, %s]".formatted(name, parallelism, lifecycle);
    }
}
