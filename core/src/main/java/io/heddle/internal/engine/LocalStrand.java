package io.heddle.internal.engine;

import io.heddle.Kind;
import io.heddle.StrandStatus;
import io.heddle.Task;
import io.heddle.internal.recording.Recorder;
import io.heddle.spi.CurrentStrand;
import io.heddle.spi.Deadline;
import io.heddle.spi.Enclosure;
import io.heddle.spi.Parking;
import io.heddle.spi.StrandCompletion;
import io.heddle.spi.StrandDependent;
import io.heddle.spi.ThreadStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A strand that is a thread of this process, platform or virtual.
///
/// The outcome may be there before the thread has ended: at once when the strand was cancelled, a
/// moment earlier otherwise. [#get()] waits for the outcome, [#join()] for the end of the thread.
///
/// ## Cancellation
///
/// *Clean* before the task has begun: it never will. A running strand is interrupted; what ignores
/// that is *detached*.
///
/// @param <T> the type of the result
public final class LocalStrand<T extends @Nullable Object> extends StrandCompletion<T>
        implements StrandDependent {

    /// Those whose threads were started and have not ended.
    private static final Set<LocalStrand<?>> ACTIVE = ConcurrentHashMap.newKeySet();

    private final Task<T> task;
    private final Thread thread;
    private final Duration delay;

    /// Guarded by this; a cancellation that finds it true has a thread to interrupt.
    private boolean started;

    /// Whether the task has begun, or never will; one of them at most. Guarded by this.
    private boolean begun;

    private boolean forbidden;

    /// To whom belongs what the task starts. Set before the thread is started.
    private Enclosure.@Nullable Owner owner;

    /// Makes a strand that was not started.
    ///
    /// @param builder makes its thread
    /// @param name its name
    /// @param delay how long after its start the task begins; zero or less for at once
    /// @param task what it runs
    public LocalStrand(Thread.Builder builder, String name, Duration delay, Task<T> task) {
        super(name);
        this.task = Objects.requireNonNull(task, "task");
        this.delay = delay;
        this.thread = builder.name(name).unstarted(this::run);
    }

    /// Gives the strands whose threads were started and have not ended.
    ///
    /// @param kind of those
    /// @return the strands, in any order
    public static List<LocalStrand<?>> active(Kind kind) {
        return ACTIVE.stream().filter(strand -> strand.kind() == kind).toList();
    }

    private void run() {
        try {
            awaitItsTime();
            if (begin()) {
                CurrentStrand.set(this);
                Enclosure.within(owner, this::runTask);
            }
        } catch (Throwable notRun) {
            if (!fail(notRun)) {
                throw notRun;
            }
        } finally {
            ACTIVE.remove(this);
        }
    }

    /// Ends early if the strand is cancelled meanwhile.
    private void awaitItsTime() {
        if (!delay.isPositive()) {
            return;
        }
        Deadline deadline = Deadline.in(delay);
        while (!deadline.hasPassed() && !isDone()) {
            LockSupport.parkNanos(this, TimeUnit.NANOSECONDS.convert(deadline.left()));
        }
    }

    private synchronized boolean begin() {
        begun = !forbidden;
        return begun;
    }

    private void runTask() {
        if (Recorder.ON) {
            Recorder.begin(0, name());
        }
        T result;
        try {
            result = task.call();
        } catch (Throwable failure) {
            if (Recorder.ON) {
                Recorder.end(true);
            }
            fail(failure);
            return;
        }
        if (Recorder.ON) {
            Recorder.end(false);
        }
        succeed(result);
    }

    /// Whoever sees it cancelled before it began never sees it begin.
    @Override
    protected synchronized void decided(State outcome) {
        forbidden = !begun;
    }

    @Override
    public void start() {
        startThread();
        Enclosure.adopt(this);
    }

    private synchronized void startThread() {
        if (isDone()) {
            throw new IllegalStateException(
                    "a strand that was cancelled or has ended cannot be started: strand=%s state=%s"
                            .formatted(name(), state()));
        }
        if (started) {
            throw new IllegalStateException(
                    "a strand cannot be started twice: strand=%s status=%s"
                            .formatted(name(), status()));
        }
        owner = Enclosure.currentOwner();
        ACTIVE.add(this);
        try {
            if (!thread.isVirtual()) { // the walk costs more than starting a coroutine does
                noteStart();
            }
            thread.start();
            started = true;
        } finally {
            if (!started) {
                ACTIVE.remove(this); // there is no thread left for it
            }
        }
    }

    @Override
    protected synchronized void cancelled(boolean mayInterrupt) {
        if (mayInterrupt && started) {
            thread.interrupt();
        } else if (!begun) {
            LockSupport.unpark(thread); // it waits for its time, which will not come
        }
    }

    @Override
    public void join() throws InterruptedException {
        requireStarted();
        awaitEnd();
        heard();
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        Parking.around(() -> {
            thread.join();
            return true;
        });
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        requireStarted();
        boolean ended = Parking.around(() -> thread.join(limit));
        if (ended) {
            heard();
        }
        return ended;
    }

    private void requireStarted() {
        if (!wasStarted()) {
            throw new IllegalStateException(
                    "a strand that was not started has no end to wait for: strand=%s status=%s; start it first"
                            .formatted(name(), status()));
        }
    }

    private synchronized boolean wasStarted() {
        return started;
    }

    @Override
    public Kind kind() {
        return thread.isVirtual() ? Kind.COROUTINE : Kind.THREAD;
    }

    @Override
    public boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public boolean isDaemon() {
        return thread.isDaemon();
    }

    @Override
    public StrandStatus status() {
        if (!wasStarted()) {
            return isDone() ? StrandStatus.ENDED : StrandStatus.NEW;
        }
        return ThreadStatus.of(thread);
    }

    @Override
    public synchronized int attempts() {
        return begun ? 1 : 0;
    }
}
