package io.heddle.internal.engine.process;

import io.heddle.HeddleException;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.WorkerDiedException;
import io.heddle.WorkerDiedException.Death;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.Durations;
import io.heddle.spi.PoolSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;

/// Brings the workers of a pool to life, and takes over what they leave when they die.
///
/// How many there are to be is for [Staffing] to say. What a dead worker had begun fails or, if it may be
/// retried, waits again with all the rest, before all others.
final class WorkerLives implements Staffing.Hiring {

    /// More starts at once than there are processors take no less time.
    private static final Semaphore STARTS =
            new Semaphore(Runtime.getRuntime().availableProcessors());

    private final ProcessTaskPool pool;
    private final PoolSpec spec;
    private final PoolLock lock;
    private final Crew crew;
    private final Dispatch dispatch;
    private final Initializer initializer;

    /// Guarded by the lock.
    private final StartFailures failures;

    /// Guarded by the lock.
    private final Staffing staffing;

    /// How many workers were ever started, for their names. Guarded by the lock.
    private int workerNumber;

    /// How many workers were replaced because they died. Guarded by the lock.
    private long restarts;

    WorkerLives(ProcessTaskPool pool, PoolSpec spec, PoolLock lock, Crew crew, Dispatch dispatch) {
        this.pool = pool;
        this.spec = spec;
        this.lock = lock;
        this.crew = crew;
        this.dispatch = dispatch;
        this.initializer = new Initializer(spec.staff().starts().initializer(), pool.codec());
        this.failures = new StartFailures(pool.name(), spec.staff().starts());
        this.staffing = new Staffing(crew, dispatch, spec, failures, this);
    }

    /// Starts the first workers.
    void begin() {
        Throwable cannotTravel = initializer.failure();
        lock.change(() -> {
            if (cannotTravel != null) {
                failures.giveUp("the initializer cannot travel", cannotTravel);
            }
            staffing.adjust();
        });
    }

    /// Guarded by the lock.
    Staffing staffing() {
        return staffing;
    }

    /// Guarded by the lock.
    StartFailures failures() {
        return failures;
    }

    /// Tells how many workers were replaced because they died. Guarded by the lock.
    long restarts() {
        return restarts;
    }

    // ---- birth -------------------------------------------------------------------------------

    @Override
    public boolean isOpen() {
        return pool.isOpen();
    }

    @Override
    public void adjustAgain() {
        lock.change(staffing::startMayBeTried);
    }

    /// Starts a worker behind the caller's back.
    @Override
    public void startWorker() {
        PoolWorker worker =
                new PoolWorker(
                        pool,
                        this,
                        pool.name() + "-" + ++workerNumber,
                        spec.staff().recycling().maxTasks());
        crew.add(worker);
        Runnable start = () -> startChild(worker);
        try {
            Thread.ofPlatform().daemon().name("heddle-" + worker.name() + "-start").start(start);
        } catch (OutOfMemoryError e) { // that is how a JVM says that there is no thread
            Clock.schedule(Deadline.in(Duration.ZERO), () -> notStarted(worker, e));
        }
    }

    /// Waits for its turn first: a pool that is resized up and down all the time calls most of its starts off
    /// before that.
    private void startChild(PoolWorker worker) {
        STARTS.acquireUninterruptibly();
        try {
            if (!lock.change(() -> isCalledOff(worker))) {
                startChildNow(worker);
            }
        } finally {
            STARTS.release();
        }
    }

    private void startChildNow(PoolWorker worker) {
        try {
            Child.Spec child =
                    new Child.Spec(
                            worker.name(),
                            spec.child(),
                            Share.among(pool.parallelism()),
                            false,
                            true);
            started(worker, Child.start(child, worker));
        } catch (IOException | RuntimeException | Error e) {
            notStarted(worker, e);
        }
    }

    private boolean isCalledOff(PoolWorker worker) {
        boolean calledOff = worker.state() == WorkerState.ENDING;
        if (calledOff) {
            crew.remove(worker);
            pool.terminateIfOver();
        }
        return calledOff;
    }

    private void started(PoolWorker worker, Child child) {
        Duration limit = spec.staff().starts().timeout();
        lock.change(() -> {
            worker.setChild(child);
            worker.setStartAlarm(
                    Clock.schedule(Deadline.in(limit), () -> endIfNotReady(worker, limit)));
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
                                                pool.name(),
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

    private void notStarted(PoolWorker worker, Throwable cause) {
        lock.change(() -> {
            crew.remove(worker);
            startFailed(worker, cause);
            staffing.adjust();
        });
        failQueuedIfUnavailable();
    }

    /// One that was started before anything failed may still become ready.
    private boolean mayWork(PoolWorker worker) {
        return worker.isActive()
                || (worker.state() == WorkerState.STARTING
                        && failures.isBefore(worker.bornAtNanos()));
    }

    private void startFailed(PoolWorker worker, Throwable cause) {
        boolean othersMayWork = crew.count(other -> other != worker && mayWork(other)) > 0;
        failures.add(cause, worker.bornAtNanos(), othersMayWork);
    }

    /// The child of a worker can be given tasks.
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

    /// Tells whether an answer is that of the initializer.
    boolean isOfInitializer(Frame answer) {
        return initializer.isAnswer(answer);
    }

    /// The worker has ended its initializer.
    void initialized(PoolWorker worker, Frame frame) {
        Throwable failure = initializer.failureIn(frame);
        lock.change(() -> {
            if (worker.state() != WorkerState.STARTING) {
                if (worker.state() != WorkerState.ENDING) {
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

    // ---- death -------------------------------------------------------------------------------

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
            pool.terminateIfOver();
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
            startFailed(worker, obituaryOfStart(worker, death));
        } else if (pool.isOpen() && (!wasEnding || worker.load() > 0)) {
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

    private WorkerDiedException obituaryOfStart(PoolWorker worker, Death death) {
        return worker.lastStarted() == Initializer.ID
                ? Obituary.ofInitializer(pool.name(), worker.name(), death)
                : Obituary.ofStart(pool.name(), worker.name(), death);
    }

    private WorkerDiedException obituary(PoolWorker worker, Death death, PoolTask<?> task) {
        String which = task.name() + itemOf(worker, task) + task.verdict();
        return Obituary.ofTask(pool.name(), worker.name(), which, task.attempts(), death);
    }

    /// Names the item of a `map` that a dead worker had begun last.
    private static String itemOf(PoolWorker worker, PoolTask<?> task) {
        long item = worker.isNamed(task) ? worker.child().page().lastItem() : -1;
        return item < 0 ? "" : " item=" + item;
    }

    /// Fails what waits for a worker that will never come. Called without the lock, by whoever lets a task
    /// wait again.
    void failQueuedIfUnavailable() {
        List<PoolTask<?>> waiting =
                lock.change(() -> failures.verdict() == null ? List.of() : dispatch.withdrawAll());
        for (PoolTask<?> task : waiting) {
            task.failBecause(Objects.requireNonNull(failures.freshVerdict()));
        }
        lock.change(pool::terminateIfOver); // not before the futures are decided
    }
}
