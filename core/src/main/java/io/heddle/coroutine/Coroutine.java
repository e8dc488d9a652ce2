package io.heddle.coroutine;

import io.heddle.Kind;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.Task;
import io.heddle.internal.recording.Recorder;
import io.heddle.spi.CurrentStrand;
import io.heddle.spi.Enclosure;
import io.heddle.spi.Parking;
import io.heddle.spi.Roster;
import io.heddle.spi.TaskCompletion;
import io.heddle.spi.ThreadStatus;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A strand that a scope has spawned: a virtual thread, and in a cooperative scope its turn.
///
/// There may be a million of them, so it makes no name and no second object unless somebody asks.
///
/// @param <T> the type of the result
final class Coroutine<T extends @Nullable Object> extends TaskCompletion<T>
        implements Strand<T>, Enclosure.Resident, Runnable {

    /// Threads without a name: to make a million of them costs more than a coroutine.
    private static final ThreadFactory THREADS = Thread.ofVirtual().factory();

    private static final Consumer<Thread> UNPARK = Parking::unpark;

    private final CoroutineScope scope;
    private final Task<T> task;
    private final Thread thread;

    /// Only in a cooperative scope.
    private @Nullable Participant turn;

    /// Of one scope, from 1. Written before others can see it.
    private int number;

    /// Where it stands in the scope; left, once, by its thread or by whoever finds that it never begins.
    private Roster.@Nullable Entry<Coroutine<?>> place;

    /// Made when somebody asks first. Touched only by the thread of the coroutine, as the next one.
    private @Nullable Home home;

    private @Nullable Enclosure innermost;

    /// Whether the thread has done all that it does. Written by it.
    private volatile boolean over;

    /// Who waits for that; made by the first of them, under the monitor.
    private volatile @Nullable Roster<Thread> joiners;

    /// Whether somebody has got its failure. Set by anybody.
    private volatile boolean heard;

    /// Whether somebody has interrupted the thread by cancelling this.
    private volatile boolean stopping;

    Coroutine(CoroutineScope scope, String name, Task<T> task) {
        super(name, false);
        this.scope = scope;
        this.task = task;
        this.thread = THREADS.newThread(this);
        if (isNamed()) {
            thread.setName(name);
        }
    }

    @Override
    public Thread thread() {
        return thread;
    }

    void shareTurn(Participant participant) {
        turn = participant;
    }

    /// Lets the scope know it; to be called once, before it begins or never does.
    ///
    /// @param reserved its place
    void take(Roster.Entry<Coroutine<?>> reserved) {
        place = reserved;
        number = (int) reserved.number();
        reserved.fill(this);
    }

    /// Begins; to be called once.
    ///
    /// @throws OutOfMemoryError if there is no thread; then it is as if it had never been spawned
    void begin() {
        thread.start();
    }

    /// Says that it was spawned too late, or that there is no thread for it.
    void neverBegins() {
        try {
            stop();
        } finally {
            leave();
        }
    }

    @Override
    public void run() {
        Participant mine = turn;
        try {
            if (mine != null) {
                mine.begin();
            }
            if (!isDone()) {
                CurrentStrand.runAs(this, this::runTask);
            }
        } catch (Throwable notRun) {
            failWith(notRun);
        } finally {
            end(mine);
        }
    }

    @SuppressWarnings("NullAway") // the result is null only where T allows it
    private void runTask() {
        T result = null;
        Throwable failure = null;
        if (Recorder.ON) {
            Recorder.begin(0, name());
        }
        try {
            result = task.call();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        if (Recorder.ON) {
            Recorder.end(failure != null);
        }
        if (innermost != home && home != null) {
            RuntimeException misuse = Here.closeThoseWithin(home);
            failure = failure == null ? misuse : failure;
        }
        if (failure == null) {
            succeed(result);
        } else {
            failWith(failure);
        }
    }

    private void failWith(Throwable failure) {
        if (fail(failure)) {
            scope.life().failed(this, failure);
        } else {
            scope.life().failedOnTheWayOut(this, failure);
        }
    }

    private void end(@Nullable Participant mine) {
        try {
            leave();
        } finally {
            if (mine != null) {
                mine.end();
            }
        }
    }

    private void leave() {
        over = true; // SYNC coroutine-over
        if (place != null) {
            place.leave();
            place = null; // whoever keeps the strand keeps none of those beside it
        }
        Roster<Thread> waiting = joiners;
        try {
            if (waiting != null) {
                waiting.forEach(UNPARK);
            }
        } finally {
            scope.life().left();
        }
    }

    /// What the coroutine itself is within.
    private final class Home extends Enclosure {
        @Override
        protected boolean isStopping() {
            return stopping;
        }

        @Override
        protected Owner owner() {
            return scope;
        }
    }

    // ---- Resident ------------------------------------------------------------------------------

    @Override
    public @Nullable Enclosure innermost() {
        if (home == null) {
            home = new Home();
            innermost = home;
        }
        return innermost;
    }

    @Override
    public void innermost(@Nullable Enclosure enclosure) {
        innermost = enclosure;
    }

    // ---- TaskCompletion
    // --------------------------------------------------------------------------

    @Override
    protected void cancelled(boolean mayInterrupt) {
        if (!mayInterrupt) {
            return;
        }
        stopping = true;
        Participant mine = turn;
        if (mine == null) {
            thread.interrupt();
        } else {
            mine.interrupt();
        }
    }

    boolean isHeard() {
        return heard;
    }

    /// Ends it, also if it was cancelled before in a way that lets it go on.
    void stop() {
        var _ = cancel(true);
    }

    // ---- Strand
    // ----------------------------------------------------------------------------------

    @Override
    public String name() {
        return isNamed() ? super.name() : "coroutine-" + number;
    }

    @Override
    public Kind kind() {
        return Kind.COROUTINE;
    }

    @Override
    public void start() {
        throw new IllegalStateException(
                "a coroutine of a scope is started once, by the scope: coroutine=" + name());
    }

    @Override
    public boolean isAlive() {
        return !over;
    }

    @Override
    public boolean isDaemon() {
        return true;
    }

    @Override
    public StrandStatus status() {
        return over ? StrandStatus.ENDED : ThreadStatus.of(thread);
    }

    @Override
    public int attempts() {
        return thread.getState() == Thread.State.NEW ? 0 : 1;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        try {
            return super.get();
        } catch (ExecutionException e) {
            heard = true;
            throw e;
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return super.get(timeout, unit);
        } catch (ExecutionException e) {
            heard = true;
            throw e;
        }
    }

    @Override
    public Throwable exceptionNow() {
        Throwable failure = super.exceptionNow();
        heard = true;
        return failure;
    }

    @Override
    public void join() throws InterruptedException {
        var _ = awaitEnd(Until.FOREVER);
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        return awaitEnd(Until.in(limit));
    }

    private boolean awaitEnd(Until until) throws InterruptedException {
        if (over) {
            return true;
        }
        Roster.Entry<Thread> place = joiners().add(Thread.currentThread());
        try {
            while (!over) { // SYNC coroutine-over
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!until.park(this)) {
                    return over;
                }
            }
            return true;
        } finally {
            place.leave();
        }
    }

    private synchronized Roster<Thread> joiners() {
        Roster<Thread> waiting = joiners;
        if (waiting == null) {
            waiting = new Roster<>();
            joiners = waiting;
        }
        return waiting;
    }
}
