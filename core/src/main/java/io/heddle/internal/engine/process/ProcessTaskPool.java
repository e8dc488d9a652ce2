package io.heddle.internal.engine.process;

import io.heddle.Kind;
import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.PoolUnavailableException;
import io.heddle.TaskOptions;
import io.heddle.TaskSerializationException;
import io.heddle.WorkerDiedException;
import io.heddle.WorkerDiedException.Death;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.AbstractTaskPool;
import io.heddle.spi.Clock;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.Deadline;
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
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A pool of child processes that loses nothing but the task that kills its worker.
///
/// ## Who has a task
/// The parent has every task at every moment: in [TaskQueue], or with a worker, which has acknowledged it
/// only by its answer. When a worker dies, the task that its status page names as started last and that
/// was not answered has failed; the others it had go back to the head of the queue.
///
/// ## Who does what
/// The submitting thread serializes the task and hands it to a worker with room; there is no thread
/// between. The attendant of a worker takes its answer, gives it more, and completes the future. The
/// watcher of a worker reports its death and starts the next one. All of them meet in [#lock], which is
/// never held while a future is completed, a socket is written, or code of a user runs.
///
/// ## States
/// RUNNING → SHUTDOWN (takes no more tasks) → TERMINATED (no task and no worker is left);
/// [#shutdownNow()] enters SHUTDOWN with an empty queue.
final class ProcessTaskPool extends AbstractTaskPool implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Codec CODEC = Codec.jdk();
    private static final long LEAST_HEAP_BYTES = 64L << 20;

    /// How often a worker may ask for more time before it is ended with all that it has.
    private static final int MOST_PATIENCE = 2;

    /// A task that does not fit into the memory of a worker ends it before it is started; one such death
    /// may have been another task's fault.
    private static final int MOST_DEATHS_AT_HAND_OVER = 2;

    private static final Duration ENDING_GRACE = Duration.ofSeconds(2);
    private static final Duration BALANCE_PERIOD = Duration.ofMillis(1);

    private enum State {
        RUNNING,
        SHUTDOWN,
        TERMINATED
    }

    private final PoolSpec spec;
    private final String name;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition terminated = lock.newCondition();

    /// Guarded by [#lock].
    private final TaskQueue queue = new TaskQueue();

    /// Guarded by [#lock].
    private final Crew crew = new Crew();

    /// Guarded by [#lock].
    private final StartFailures startFailures;

    /// Changed under [#lock], read by anybody.
    private volatile State state = State.RUNNING;

    /// Guarded by [#lock].
    private int workerNumber;

    /// Whether the clock will look for prefetched tasks that idle workers could run. Guarded by
    /// [#lock].
    private boolean balancing;

    /// How many workers were replaced because they died. Guarded by [#lock].
    private long restarts;

    private final Tally tally = new Tally();

    ProcessTaskPool(PoolSpec spec) {
        this.spec = spec;
        this.name = spec.name().isEmpty() ? "processes-" + NUMBERS.incrementAndGet() : spec.name();
        this.startFailures = new StartFailures(name);
        lock.lock();
        try {
            for (int i = 0; i < spec.workers(); i++) {
                startWorker();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected int parallelism() {
        return spec.workers();
    }

    // ---- taking tasks ------------------------------------------------------------------------

    @Override
    protected <T extends @Nullable Object> TaskCompletion<T> launch(
            TaskOptions options, Work<T> work) {
        if (state != State.RUNNING) {
            throw rejection(options.name());
        }
        Optional<Duration> limit = options.timeout().or(spec::taskTimeout);
        PoolTask<T> task = new PoolTask<>(this, options.name(), work, limit);
        KeepAlive.begin();
        try {
            task.setBody(CODEC.encode(work.body()));
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
        if (!(body instanceof Serializable)) {
            return new TaskSerializationException(
                    "the task cannot travel to another process: task=%s %s is not serializable; hand a lambda over by Task.of(…) or Action.of(…)"
                            .formatted(task, body.getClass().getName()),
                    body.getClass().getName(),
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
        PoolWorker taker = null;
        PoolUnavailableException refusal;
        lock.lock();
        try {
            if (state != State.RUNNING) {
                task.endPlace();
                task.abandonAtShutdown();
                throw rejection(task.name());
            }
            refusal = startFailures.verdict();
            if (refusal == null) {
                taker = queue.isEmpty() ? crew.pollWithRoom() : null;
                if (taker == null) {
                    queue.addLast(task);
                } else {
                    assign(task, taker);
                }
            }
        } finally {
            lock.unlock();
        }
        if (refusal != null) {
            task.failBecause(refusal);
        } else if (taker != null) {
            taker.child().flushTasks();
        }
    }

    private RejectedExecutionException rejection(String task) {
        return new RejectedExecutionException(
                "the pool takes no more tasks: pool=%s state=%s task=%s"
                        .formatted(name, state, task.isEmpty() ? "unnamed" : task));
    }

    private void assign(PoolTask<?> task, PoolWorker worker) {
        worker.assign(task);
        task.limit().ifPresent(limit -> watchLimit(task, limit));
    }

    // ---- what workers say --------------------------------------------------------------------

    void ready(PoolWorker worker, Child child) {
        lock.lock();
        try {
            worker.setChild(child); // the thread that starts it may not have come to that yet
            if (worker.state() == WorkerState.ENDING) {
                return;
            }
            startFailures.forget();
            worker.setState(WorkerState.IDLE);
            giveWork(worker);
        } finally {
            lock.unlock();
        }
    }

    void received(PoolWorker worker, Frame frame) {
        switch (frame.type()) {
            case RESULT, FAILED -> answered(worker, frame);
            case RECALLED -> recalled(worker, frame);
            default -> worker.child().kill(); // a worker that talks rubbish is not to be trusted
        }
    }

    private void answered(PoolWorker worker, Frame frame) {
        PoolTask<?> task;
        lock.lock();
        try {
            task = worker.finish(frame.id(), frame.number());
            giveWork(worker);
        } finally {
            lock.unlock();
        }
        if (task == null) {
            worker.child().kill(); // an answer to what nobody asked
        } else {
            task.complete(frame);
        }
    }

    private void recalled(PoolWorker worker, Frame frame) {
        PoolWorker taker = null;
        lock.lock();
        try {
            PoolTask<?> task = frame.flag() ? worker.giveBack(frame.id()) : null;
            if (task != null && task.isDone()) {
                task.endPlace();
            } else if (task != null) {
                queue.putBack(task);
                taker = crew.pollLessLoadedThan(worker);
                giveWork(taker);
            }
            if (worker.outstanding().isEmpty()) {
                giveWork(worker);
            }
        } finally {
            lock.unlock();
        }
        if (taker != null) {
            taker.child().flushTasks();
        }
    }

    /// Gives a worker as much as it may have; one that has nothing then is idle, or ends if the pool
    /// does.
    private void giveWork(@Nullable PoolWorker worker) {
        if (worker == null || worker.state() == WorkerState.ENDING) {
            return;
        }
        while (worker.mayTakeMore()) {
            PoolTask<?> next = queue.poll();
            if (next == null) {
                break;
            }
            assign(next, worker);
        }
        if (!worker.outstanding().isEmpty()) {
            return;
        }
        if (state != State.RUNNING) {
            endPolitely(worker);
            return;
        }
        crew.setIdle(worker);
        balanceSoon();
    }

    private void endPolitely(PoolWorker worker) {
        crew.setEnding(worker);
        Child child = worker.child();
        child.sendControl(Frame.of(Frame.Type.END, false, 0, 0));
        Escalation.killAfter(child, ENDING_GRACE);
    }

    // ---- prefetched tasks for idle workers -----------------------------------------------------

    private void balanceSoon() {
        if (!balancing && crew.mostLoaded() != null) {
            balancing = true;
            Clock.schedule(Deadline.in(BALANCE_PERIOD), this::balance);
        }
    }

    /// Takes back half of what the most loaded worker has not begun, if somebody is idle.
    private void balance() {
        lock.lock();
        try {
            balancing = false;
            PoolWorker from = crew.anyIdle() ? crew.mostLoaded() : null;
            if (from == null) {
                return;
            }
            recallLast(from, from.load() / 2);
            balanceSoon();
        } finally {
            lock.unlock();
        }
    }

    /// Asks for the last tasks of a worker back, for each once: a worker that is stopped will not answer.
    private static void recallLast(PoolWorker from, int count) {
        var last = from.outstanding().descendingIterator();
        for (int i = 0; i < count; i++) {
            PoolTask<?> task = last.next();
            if (task.askBack()) {
                from.child().sendControl(Frame.of(Frame.Type.CANCEL, false, task.id(), 0));
            }
        }
    }

    // ---- limits and cancellation ---------------------------------------------------------------

    private void watchLimit(PoolTask<?> task, Duration in) {
        task.setAlarm(Clock.schedule(Deadline.in(in), () -> checkLimit(task)));
    }

    /// A task has its time from the moment it starts, which its worker's page tells.
    private void checkLimit(PoolTask<?> task) {
        PoolWorker worker;
        Duration ran;
        Duration limit = task.limit().orElseThrow();
        lock.lock();
        try {
            worker = task.worker();
            if (worker == null) {
                return;
            }
            boolean started = worker.lastStarted() == task.id();
            ran =
                    started
                            ? Duration.ofNanos(
                                    System.nanoTime() - worker.child().page().lastStartedAtNanos())
                            : Duration.ZERO;
            if (ran.compareTo(limit) < 0) {
                watchLimit(task, limit.minus(ran));
                return;
            }
        } finally {
            lock.unlock();
        }
        Child child = worker.child();
        String where = "worker=%s pid=%d".formatted(worker.name(), child.pid());
        task.markStarted();
        if (task.failAtLimit(ran, where)) {
            endWork(task, worker);
        }
    }

    /// Stops a task whose future was cancelled.
    void stop(PoolTask<?> task, boolean mayInterrupt) {
        PoolWorker worker;
        lock.lock();
        try {
            if (task.place() == PoolTask.Place.QUEUED) {
                queue.withdraw(task);
                terminateIfOver();
                return;
            }
            worker = task.worker();
            if (worker == null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (mayInterrupt) {
            endWork(task, worker);
        } else {
            worker.child().sendControl(Frame.of(Frame.Type.CANCEL, false, task.id(), 0));
        }
    }

    /// Ends the work of one task. What its worker was given beside it is taken back, and nothing is given
    /// until the task has ended: none of that must run when the worker is ended.
    private void endWork(PoolTask<?> task, PoolWorker worker) {
        lock.lock();
        try {
            if (task.worker() == worker && worker.lastStarted() == task.id()) {
                worker.reserveFor(task);
                recallLast(worker, worker.load() - 1);
            }
        } finally {
            lock.unlock();
        }
        Escalation.begin(
                worker.child(), task.id(), () -> mustEndWorker(task, worker, MOST_PATIENCE));
    }

    /// Asked when an interrupt did not help; if the worker must end, it is given nothing more.
    ///
    /// A worker that does not answer, since it is stopped or has no processor, may still have other tasks;
    /// it gets a little more time to give them back.
    private boolean mustEndWorker(PoolTask<?> task, PoolWorker worker, int patience) {
        lock.lock();
        try {
            if (task.worker() != worker) {
                return false;
            }
            boolean started = worker.lastStarted() == task.id();
            if (started && (worker.load() == 1 || patience == 0)) {
                worker.setState(WorkerState.ENDING);
                return true;
            }
            if (started) {
                worker.reserveFor(task);
                recallLast(worker, worker.load() - 1);
            }
        } finally {
            lock.unlock();
        }
        Escalation.begin(
                worker.child(),
                task.id(),
                () -> mustEndWorker(task, worker, Math.max(patience - 1, 0)));
        return false;
    }

    boolean hasStarted(PoolTask<?> task) {
        lock.lock();
        try {
            PoolWorker worker = task.worker();
            return worker != null && worker.lastStarted() == task.id();
        } finally {
            lock.unlock();
        }
    }

    String nameOfTask(PoolWorker worker, long task) {
        lock.lock();
        try {
            return worker.rememberedName(task);
        } finally {
            lock.unlock();
        }
    }

    // ---- birth and death of workers ---------------------------------------------------------

    /// Starts a worker behind the caller's back. Called with the lock.
    private void startWorker() {
        PoolWorker worker = new PoolWorker(this, name + "-" + ++workerNumber);
        crew.add(worker);
        Thread.ofPlatform()
                .daemon()
                .name("heddle-" + worker.name() + "-start")
                .start(() -> startChild(worker));
    }

    private void startChild(PoolWorker worker) {
        try {
            if (isNeeded(worker)) {
                long heap = Runtime.getRuntime().maxMemory() / spec.workers();
                Child.Spec child =
                        new Child.Spec(
                                worker.name(),
                                spec.child(),
                                Math.max(heap, LEAST_HEAP_BYTES),
                                false,
                                true);
                started(worker, Child.start(child, worker));
            }
        } catch (IOException | RuntimeException | Error e) {
            notStarted(worker, e);
        }
        failQueuedIfUnavailable();
    }

    private boolean isNeeded(PoolWorker worker) {
        lock.lock();
        try {
            boolean needed = state == State.RUNNING || !queue.isEmpty();
            if (!needed) {
                crew.remove(worker);
                terminateIfOver();
            }
            return needed;
        } finally {
            lock.unlock();
        }
    }

    private void started(PoolWorker worker, Child child) {
        lock.lock();
        try {
            worker.setChild(child);
            if (worker.state() == WorkerState.ENDING) {
                child.kill(); // the pool was shut down meanwhile
            }
        } finally {
            lock.unlock();
        }
    }

    /// The futures of what it ran fail before it is counted out, so that a pool whose last worker died is
    /// not terminated while one of its futures is open.
    void died(PoolWorker worker, Child child, Death death, boolean wasReady) {
        List<PoolTask<?>> guilty;
        List<PoolWorker> takers;
        boolean wasEnding;
        lock.lock();
        try {
            worker.setChild(child); // it may have died before its starting thread came to that
            wasEnding = worker.state() == WorkerState.ENDING;
            crew.setEnding(worker);
            guilty = takeOver(worker, death);
            takers = giveWorkToIdle();
        } finally {
            lock.unlock();
        }
        takers.forEach(taker -> taker.child().flushTasks());
        for (PoolTask<?> task : guilty) {
            task.markStarted();
            task.failBecause(new WorkerDiedException(message(worker, death, task), death));
        }
        countOut(worker, death, wasReady, wasEnding);
        failQueuedIfUnavailable();
    }

    private void countOut(PoolWorker worker, Death death, boolean wasReady, boolean wasEnding) {
        lock.lock();
        try {
            crew.remove(worker);
            if (wasReady && state == State.RUNNING) {
                restarts++;
            } else if (!wasReady && !wasEnding) {
                startFailures.add(new WorkerDiedException(message(worker, death, null), death));
            }
            replaceOrTerminate();
        } finally {
            lock.unlock();
        }
    }

    /// Takes what a dead worker had: what it had not started goes back to the queue.
    ///
    /// @return the task that it was running; before it those that it had finished, if their answers were
    ///     lost. Most often there is one, or none
    private List<PoolTask<?>> takeOver(PoolWorker worker, Death death) {
        long started = worker.lastStarted();
        List<PoolTask<?>> guilty = new ArrayList<>();
        boolean wasStarted = false;
        while (!worker.outstanding().isEmpty()) {
            PoolTask<?> task = worker.outstanding().removeLast();
            wasStarted |= task.id() == started;
            boolean tooLarge =
                    worker.load() == 0
                            && death.kind() == WorkerDiedException.Kind.OUT_OF_MEMORY
                            && task.countDeathAtHandOver() == MOST_DEATHS_AT_HAND_OVER;
            if (wasStarted || tooLarge) {
                guilty.addFirst(task);
                task.endPlace();
            } else if (task.isDone()) {
                task.endPlace();
            } else {
                queue.putBack(task);
            }
        }
        return guilty;
    }

    private List<PoolWorker> giveWorkToIdle() {
        List<PoolWorker> takers = new ArrayList<>();
        while (!queue.isEmpty() && crew.anyIdle()) {
            PoolWorker taker = Objects.requireNonNull(crew.pollIdle());
            takers.add(taker);
            giveWork(taker);
        }
        return takers;
    }

    private String message(PoolWorker worker, Death death, @Nullable PoolTask<?> task) {
        String what =
                task == null
                        ? "worker died while it was started:"
                        : "worker died while running a task: task=" + task.name();
        String lines =
                death.lastErrorLines().isEmpty()
                        ? ""
                        : "; its last words: " + String.join(" | ", death.lastErrorLines());
        String hint = death.hint().isEmpty() ? "" : "; " + death.hint();
        return "%s pool=%s worker=%s %s%s%s"
                .formatted(what, name, worker.name(), death, hint, lines);
    }

    private void notStarted(PoolWorker worker, Throwable cause) {
        lock.lock();
        try {
            crew.remove(worker);
            startFailures.add(cause);
            replaceOrTerminate();
        } finally {
            lock.unlock();
        }
    }

    private void replaceOrTerminate() {
        boolean needed = state == State.RUNNING || !queue.isEmpty();
        if (needed && startFailures.verdict() == null && crew.size() < spec.workers()) {
            startWorker();
        } else {
            terminateIfOver();
        }
    }

    private void failQueuedIfUnavailable() {
        List<PoolTask<?>> waiting = new ArrayList<>();
        PoolUnavailableException why;
        lock.lock();
        try {
            why = startFailures.verdict();
            for (PoolTask<?> task = why == null ? null : queue.poll();
                    task != null;
                    task = queue.poll()) {
                task.endPlace();
                waiting.add(task);
            }
        } finally {
            lock.unlock();
        }
        if (why != null) {
            PoolUnavailableException cause = why;
            waiting.forEach(task -> task.failBecause(cause));
        }
        lock.lock();
        try {
            terminateIfOver(); // not before the futures are decided
        } finally {
            lock.unlock();
        }
    }

    // ---- the end of the pool ----------------------------------------------------------------

    @Override
    public void shutdown() {
        lock.lock();
        try {
            if (state == State.RUNNING) {
                state = State.SHUTDOWN;
            }
            endWorkersWithoutWork();
            terminateIfOver();
        } finally {
            lock.unlock();
        }
    }

    private void endWorkersWithoutWork() {
        for (PoolWorker worker : crew.all()) {
            if (worker.state() == WorkerState.IDLE) {
                endPolitely(worker);
            } else if (worker.state() == WorkerState.STARTING && queue.isEmpty()) {
                endUnborn(worker);
            }
        }
    }

    private static void endUnborn(PoolWorker worker) {
        worker.setState(WorkerState.ENDING);
        Child child = worker.childOrNull();
        if (child != null) {
            child.kill();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<PoolTask<?>> waiting = new ArrayList<>();
        List<PoolTask<?>> running = new ArrayList<>();
        List<Runnable> unstarted = new ArrayList<>();
        lock.lock();
        try {
            if (state == State.RUNNING) {
                state = State.SHUTDOWN;
            }
            for (PoolTask<?> task = queue.poll(); task != null; task = queue.poll()) {
                unstarted.add(task.unstarted());
                task.endPlace();
                waiting.add(task);
            }
            crew.all().forEach(worker -> running.addAll(worker.outstanding()));
        } finally {
            lock.unlock();
        }
        waiting.forEach(PoolTask::abandonAtShutdown);
        shutdown();
        running.forEach(task -> task.cancel(true));
        return unstarted;
    }

    /// Called with the lock, whenever a worker or the last task has gone.
    private void terminateIfOver() {
        if (state == State.SHUTDOWN && crew.isEmpty() && queue.isEmpty()) {
            state = State.TERMINATED;
            terminated.signalAll();
            KeepAlive.settle();
        }
    }

    @Override
    public boolean isShutdown() {
        return state != State.RUNNING;
    }

    @Override
    public boolean isTerminated() {
        return state == State.TERMINATED;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            while (state != State.TERMINATED) {
                if (left <= 0) {
                    return false;
                }
                left = terminated.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void decided(Future.State outcome) {
        tally.count(outcome);
        KeepAlive.end();
    }

    @Override
    public PoolSnapshot snapshot() {
        lock.lock();
        try {
            List<PoolSnapshot.Worker> workers = crew.snapshot();
            long memory = workers.stream().mapToLong(PoolSnapshot.Worker::memoryBytes).sum();
            return new PoolSnapshot(
                    name,
                    Kind.PROCESS,
                    workers,
                    queue.size(),
                    crew.load(),
                    tally.done(),
                    tally.failed(),
                    tally.cancelled(),
                    restarts,
                    memory,
                    isShutdown());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "ProcessTaskPool[%s, workers=%d, %s]".formatted(name, spec.workers(), state);
    }
}
