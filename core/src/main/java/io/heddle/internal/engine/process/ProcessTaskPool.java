package io.heddle.internal.engine.process;

import io.heddle.HeddleException;
import io.heddle.Kind;
import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.PoolUnavailableException;
import io.heddle.TaskOptions;
import io.heddle.TaskSerializationException;
import io.heddle.WorkerDiedException;
import io.heddle.WorkerDiedException.Death;
import io.heddle.internal.engine.Numbered;
import io.heddle.internal.engine.PoolLifecycle;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.AbstractTaskPool;
import io.heddle.spi.CapturedContext;
import io.heddle.spi.Clock;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.Deadline;
import io.heddle.spi.Durations;
import io.heddle.spi.KeepAlive;
import io.heddle.spi.PoolSpec;
import io.heddle.spi.TaskCompletion;
import io.heddle.spi.Work;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
/// [Enforcement] ends what must not go on.
final class ProcessTaskPool extends AbstractTaskPool implements AutoCloseable, Staffing.Hiring {

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

    /// Guarded by [#lock].
    private final StartFailures failures;

    /// Guarded by [#lock].
    private final Staffing staffing;

    private final Enforcement enforcement;
    private final Initializer initializer;
    private final Tally tally = new Tally();

    /// How many workers were ever started, for their names. Guarded by [#lock].
    private int workerNumber;

    /// Whether the clock will look for prefetched tasks that idle workers could run. Guarded by
    /// [#lock].
    private boolean balancing;

    /// How many workers were replaced because they died. Guarded by [#lock].
    private long restarts;

    /// The size of the pool, for whoever asks without the lock. Written under [#lock].
    private volatile int parallelism;

    ProcessTaskPool(PoolSpec spec) {
        this.spec = spec;
        this.codec = Codec.jdk(spec.child().rules());
        this.name = NAMES.unless(spec.name());
        this.parallelism = spec.workers();
        this.lifecycle = new PoolLifecycle(name, lock.raw());
        this.failures = new StartFailures(name, spec.staff().starts());
        this.staffing = new Staffing(crew, dispatch, spec, failures, this);
        this.enforcement = new Enforcement(lock, crew, spec.tasks().grace(), staffing::adjust);
        this.initializer = new Initializer(spec.staff().starts().initializer(), codec);
        Throwable cannotTravel = initializer.failure();
        lock.change(() -> {
            if (cannotTravel != null) {
                failures.giveUp("the initializer cannot travel", cannotTravel);
            }
            staffing.adjust();
        });
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
            task.setBody(codec.encode(work.body()));
        } catch (IOException | OutOfMemoryError e) {
            TaskSerializationException failure = cannotTravel(task.name(), work.body(), e);
            task.failBecause(failure);
            if (work.inherited()) {
                throw new RejectedExecutionException(failure.getMessage(), failure);
            }
            return task;
        }
        admit(task);
        return task;
    }

    private static TaskSerializationException cannotTravel(
            String task, Object body, Throwable cause) {
        Object own = CapturedContext.bodyOf(body);
        if (!(own instanceof Serializable)) {
            return new TaskSerializationException(
                    "the task cannot travel to another process: task=%s %s is not serializable; hand a lambda over by Task.of(…) or Action.of(…)"
                            .formatted(task, own.getClass().getName()),
                    own.getClass().getName(),
                    cause);
        }
        String path = Culprit.find(body).orElse("");
        return new TaskSerializationException(
                "the task cannot travel to another process: task=%s %s; pass what the worker needs to make its own"
                        .formatted(task, path.isEmpty() ? cause.toString() : path),
                path,
                cause);
    }

    private void admit(PoolTask<?> task) {
        enforcement.watchQueue(task);
        PoolUnavailableException refusal =
                lock.change(() -> {
                    try {
                        awaitRoom(task);
                        lifecycle.requireOpen(task.name());
                    } catch (RejectedExecutionException e) {
                        task.endPlace();
                        task.abandonAtShutdown();
                        throw e;
                    }
                    return admitNow(task);
                });
        if (refusal != null) {
            task.failBecause(refusal);
        }
    }

    private @Nullable PoolUnavailableException admitNow(PoolTask<?> task) {
        PoolUnavailableException refusal = failures.freshVerdict();
        if (refusal != null || task.isDone()) {
            task.endPlace(); // in the second case its time to wait has passed already
            return refusal;
        }
        if (dispatch.place(task)) {
            staffing.taskGiven();
        } else {
            staffing.taskWaits();
        }
        return null;
    }

    /// Waits while as many tasks wait as may.
    private void awaitRoom(PoolTask<?> task) {
        while (dispatch.waiting() >= spec.tasks().backlog()
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

    private void signalBacklog() {
        if (spec.tasks().backlog() != Integer.MAX_VALUE) {
            backlogShrinks.signalAll();
        }
    }

    /// Called with the lock whenever a worker is given a task.
    void assigned(PoolTask<?> task) {
        enforcement.watchRun(task);
    }

    // ---- what workers say --------------------------------------------------------------------

    void ready(PoolWorker worker, Child child) {
        Frame first = initializer.frame();
        lock.change(() -> {
            worker.setChild(child); // the thread that starts it may not have come to that yet
            if (worker.state() == WorkerState.ENDING) {
                return;
            }
            if (first == null) {
                staffing.ready(worker);
            } else {
                worker.initialize(first);
            }
        });
        child.flushTasks();
    }

    void received(PoolWorker worker, Frame frame) {
        switch (frame.type()) {
            case RESULT, FAILED -> {
                if (initializer.isAnswer(frame)) {
                    initialized(worker, frame);
                } else {
                    answered(worker, frame);
                }
            }
            case RECALLED -> lock.change(() -> recalled(worker, frame));
            default -> worker.child().kill("it sent what no worker sends: " + frame.type());
        }
    }

    private void initialized(PoolWorker worker, Frame frame) {
        Throwable failure = initializer.failureIn(frame);
        lock.change(() -> {
            if (worker.state() != WorkerState.STARTING) {
                if (worker.isActive()) {
                    worker.child().kill("it ran its initializer twice"); // no worker does that
                }
                return;
            }
            if (failure == null) {
                staffing.ready(worker);
            } else {
                failures.giveUp("the initializer failed in " + worker.name(), failure);
                crew.setEnding(worker);
                worker.child().kill();
            }
        });
        failQueuedIfUnavailable();
    }

    private void answered(PoolWorker worker, Frame frame) {
        PoolTask<?> task =
                lock.change(() -> {
                    PoolTask<?> finished = worker.finish(frame.id(), frame.number());
                    continueWith(worker);
                    dispatch.isSent(worker); // by its attendant, which may have more
                    return finished;
                });
        if (task == null) {
            worker.child().kill("it answered what nobody asked: id=" + frame.id());
        } else if (task.complete(frame)) {
            lock.change(() -> runAgain(task));
        } else if (task.isRetryable()) {
            lock.change(task::endPlace);
        }
    }

    private void recalled(PoolWorker worker, Frame frame) {
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
        if (task.isDone() || failures.verdict() != null) {
            task.endPlace();
            return;
        }
        dispatch.putBack(task);
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
        PoolWorker worker =
                lock.change(() -> {
                    if (task.place() == PoolTask.Place.QUEUED) {
                        dispatch.withdraw(task);
                        staffing.adjust();
                        terminateIfOver();
                    }
                    return task.worker();
                });
        if (worker == null) {
            return;
        }
        if (mayInterrupt) {
            enforcement.endWork(task, worker);
        } else {
            Enforcement.callBack(task, worker);
        }
    }

    boolean hasStarted(PoolTask<?> task) {
        return lock.look(() -> {
            PoolWorker worker = task.worker();
            return worker != null && worker.hasStarted(task);
        });
    }

    int attemptsOf(PoolTask<?> task) {
        return lock.look(() -> task.endedRuns() + (hasStarted(task) ? 1 : 0));
    }

    String nameOfTask(PoolWorker worker, long task) {
        return lock.look(() -> worker.rememberedName(task));
    }

    // ---- birth and death of workers ---------------------------------------------------------

    @Override
    public boolean isOpen() {
        return lifecycle.isOpen();
    }

    @Override
    public void adjustAgain() {
        lock.change(staffing::startMayBeTried);
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

    /// Starts a worker behind the caller's back.
    @Override
    public void startWorker() {
        PoolWorker worker =
                new PoolWorker(
                        this, name + "-" + ++workerNumber, spec.staff().recycling().maxTasks());
        crew.add(worker);
        Runnable start = () -> startChild(worker);
        try {
            Thread.ofPlatform().daemon().name("heddle-" + worker.name() + "-start").start(start);
        } catch (OutOfMemoryError e) { // that is how a JVM says that there is no thread
            Clock.schedule(Deadline.in(Duration.ZERO), () -> notStarted(worker, e));
        }
    }

    private void startChild(PoolWorker worker) {
        if (lock.change(() -> isCalledOff(worker))) {
            return;
        }
        try {
            Child.Spec child =
                    new Child.Spec(
                            worker.name(), spec.child(), Share.among(parallelism), false, true);
            started(worker, Child.start(child, worker));
        } catch (IOException | RuntimeException | Error e) {
            notStarted(worker, e);
        }
    }

    private boolean isCalledOff(PoolWorker worker) {
        boolean calledOff = worker.state() == WorkerState.ENDING;
        if (calledOff) {
            crew.remove(worker);
            terminateIfOver();
        }
        return calledOff;
    }

    private void started(PoolWorker worker, Child child) {
        Duration limit = spec.staff().starts().timeout();
        Clock.Alarm tooLate =
                Clock.schedule(Deadline.in(limit), () -> endIfNotReady(worker, limit));
        lock.change(() -> {
            worker.setChild(child);
            worker.setStartAlarm(tooLate);
            if (worker.state() == WorkerState.ENDING) {
                child.kill(); // it was let go meanwhile
            }
        });
    }

    private void endIfNotReady(PoolWorker worker, Duration limit) {
        lock.change(() -> {
            if (worker.state() == WorkerState.STARTING) {
                startFailed(
                        worker,
                        new HeddleException(
                                "a worker was not ready in time: pool=%s worker=%s pid=%d startTimeout=%s; does its initializer take longer? then set a longer startTimeout"
                                        .formatted(
                                                name,
                                                worker.name(),
                                                worker.child().pid(),
                                                Durations.text(limit))));
                crew.setEnding(worker);
                worker.child().kill();
                staffing.adjust();
            }
        });
        failQueuedIfUnavailable();
    }

    /// The futures of what it ran fail before it is counted out, so that a pool whose last worker died is
    /// not terminated while one of its futures is open.
    void died(PoolWorker worker, Child child, Death death) {
        List<PoolTask<?>> guilty =
                lock.change(() -> {
                    worker.setChild(child); // its starting thread may not have come to that
                    return takeOver(worker, death);
                });
        for (PoolTask<?> task : guilty) {
            task.failBecause(obituary(worker, death, task));
        }
        lock.change(() -> {
            crew.remove(worker);
            terminateIfOver();
        });
        failQueuedIfUnavailable();
    }

    /// Takes what a dead worker had, and sees to it that it is replaced.
    ///
    /// @return the tasks that fail with it
    private List<PoolTask<?>> takeOver(PoolWorker worker, Death death) {
        boolean wasEnding = worker.state() == WorkerState.ENDING;
        boolean wasStarting = worker.state() == WorkerState.STARTING;
        crew.setEnding(worker);
        if (wasStarting) {
            startFailed(worker, Obituary.ofStart(name, worker.name(), death));
        } else if (lifecycle.isOpen() && (!wasEnding || worker.load() > 0)) {
            restarts++;
        }
        List<PoolTask<?>> guilty = new ArrayList<>();
        boolean outOfMemory = death.kind() == WorkerDiedException.Kind.OUT_OF_MEMORY;
        for (PoolTask<?> task : dispatch.takeOver(worker, outOfMemory)) {
            if (task.mayRetryAfterDeath()) {
                dispatch.putBack(task);
            } else {
                task.endPlace();
                guilty.add(task);
            }
        }
        staffing.adjust();
        return guilty;
    }

    private WorkerDiedException obituary(PoolWorker worker, Death death, PoolTask<?> task) {
        String which = task.name() + itemOf(worker, task) + task.verdict();
        return Obituary.ofTask(name, worker.name(), which, task.attempts(), death);
    }

    /// Names the item of a `map` that a dead worker had begun last.
    private static String itemOf(PoolWorker worker, PoolTask<?> task) {
        long item = worker.hasStarted(task) ? worker.child().page().lastItem() : -1;
        return item < 0 ? "" : " item=" + item;
    }

    private void notStarted(PoolWorker worker, Throwable cause) {
        lock.change(() -> {
            crew.remove(worker);
            startFailed(worker, cause);
            staffing.adjust();
        });
        failQueuedIfUnavailable();
    }

    private void startFailed(PoolWorker worker, Throwable cause) {
        failures.add(cause, worker.bornAtNanos(), crew.count(PoolWorker::isActive) > 0);
    }

    private void failQueuedIfUnavailable() {
        List<PoolTask<?>> waiting =
                lock.change(() -> failures.verdict() == null ? List.of() : dispatch.withdrawAll());
        for (PoolTask<?> task : waiting) {
            task.failBecause(Objects.requireNonNull(failures.freshVerdict()));
        }
        lock.change(this::terminateIfOver); // not before the futures are decided
    }

    // ---- the end of the pool ----------------------------------------------------------------

    @Override
    public void shutdown() {
        lock.change(() -> {
            if (lifecycle.shutdown()) {
                backlogShrinks.signalAll();
            }
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
                    all.forEach(task -> unstarted.add(task.unstarted()));
                    var _ = dispatch.withdrawAll();
                    crew.all().forEach(worker -> running.addAll(worker.outstanding()));
                    return all;
                });
        waiting.forEach(PoolTask::abandonAtShutdown);
        shutdown();
        running.forEach(task -> task.cancel(true));
        return unstarted;
    }

    /// Called with the lock, whenever a worker or the last task has gone.
    private void terminateIfOver() {
        if (crew.isEmpty() && dispatch.waiting() == 0) {
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

    private PoolSnapshot picture() {
        List<PoolSnapshot.Worker> workers = crew.snapshot();
        long memory = workers.stream().mapToLong(PoolSnapshot.Worker::memoryBytes).sum();
        return new PoolSnapshot(
                name,
                Kind.PROCESS,
                workers,
                dispatch.waiting(),
                crew.load(),
                tally.done(),
                tally.failed(),
                tally.cancelled(),
                restarts,
                memory,
                isShutdown());
    }

    @Override
    public String toString() {
        return "ProcessTaskPool[%s, workers=%d, %s]".formatted(name, parallelism, lifecycle);
    }
}
