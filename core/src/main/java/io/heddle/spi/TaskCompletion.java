package io.heddle.spi;

import io.heddle.TaskFuture;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The future that every engine hands out: an outcome that is set once, and those who wait for it.
///
/// An engine makes a subclass, completes it by [#succeed], [#fail] or [#abandon], and says in
/// [#cancelled] how its work is stopped. Whoever sets the outcome first wins; the others are told
/// so by the `boolean` that these methods return.
///
/// The outcome lives in a private [CompletableFuture] of which only the waiting is used. Dependent
/// stages hang on a second one, made when the first stage is added and completed by a virtual
/// thread, so that a callback never runs on the thread that completes the task; unless there is no memory for a
/// thread.
///
/// To set the outcome takes no memory, to cancel no more stack than was made sure of, and whatever is done on
/// that occasion cannot keep it from being set: those who wait would wait for ever.
///
/// @param <T> the type of the result
@SuppressWarnings("ClassInitializationDeadlock") // only this class knows the one that it makes
public abstract class TaskCompletion<T extends @Nullable Object> extends DelegatedStage<T>
        implements TaskFuture<T> {

    private static final AtomicLong IDS = new AtomicLong();
    private static final Executor VIRTUAL = Thread::startVirtualThread;
    private static final VarHandle ID;
    private static final VarHandle STAGES;
    private static final VarHandle CLAIMED;
    private static final VarHandle WORK_GOES_ON;
    private static final VarHandle LISTENERS;

    static {
        try {
            MethodHandles.Lookup here = MethodHandles.lookup();
            ID = here.findVarHandle(TaskCompletion.class, "id", long.class);
            STAGES = here.findVarHandle(TaskCompletion.class, "stages", CompletableFuture.class);
            CLAIMED = here.findVarHandle(TaskCompletion.class, "claimed", boolean.class);
            WORK_GOES_ON = here.findVarHandle(TaskCompletion.class, "workGoesOn", boolean.class);
            LISTENERS = here.findVarHandle(TaskCompletion.class, "listeners", Roster.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        // what is linked at the first time is linked now, while there is memory
        new Tried().fail(new IllegalStateException());
        new Tried().cancel(true);
    }

    /// Settled beforehand, and of no interest.
    private static final class Tried extends TaskCompletion<Integer> {
        Tried() {
            super("tried", false);
        }

        @Override
        public int attempts() {
            return 0;
        }

        @Override
        protected void cancelled(boolean mayInterrupt) {}
    }

    private static final Consumer<Listener> TELL = Listener::tell;

    /// Outcomes that are no result; never seen outside.
    private enum Without {
        FAILED,
        CANCELLED
    }

    /// Zero until it is given one.
    @SuppressWarnings("UnusedVariable") // written through ID
    private volatile long id;

    private final String name;

    /// Always completed normally: with the result, or with what stands for none.
    private final CompletableFuture<@Nullable Object> outcome = new CompletableFuture<>();

    /// Why there is no result. Written before the outcome by the thread that sets it, read after it.
    private @Nullable Throwable failure;

    /// Set once, by CAS, by the first thread that adds a stage; completed by a virtual thread or by
    /// a thread that adds a stage after the outcome is known.
    @SuppressWarnings("UnusedVariable") // written through STAGES
    private volatile @Nullable CompletableFuture<T> stages;

    /// Set once, by CAS, by the thread that will set the outcome, so that [#decided] can run before
    /// anybody sees it.
    @SuppressWarnings("UnusedVariable") // written through CLAIMED
    private volatile boolean claimed;

    /// Set by the thread that cancelled without interrupt; taken back, by CAS, by the first that then
    /// cancels with one.
    @SuppressWarnings("UnusedVariable") // read through WORK_GOES_ON
    private volatile boolean workGoesOn;

    /// Set once, by CAS, by the first thread that listens; read by the thread that decides, after the
    /// outcome can be seen.
    @SuppressWarnings("UnusedVariable") // written through LISTENERS
    private volatile @Nullable Roster<Listener> listeners;

    /// Makes a future without an outcome.
    ///
    /// @param name the task's name; empty for one made from the id
    protected TaskCompletion(String name) {
        this(name, true);
    }

    /// Makes a future without an outcome.
    ///
    /// @param name the task's name; empty for one made from the id
    /// @param numberedNow whether it gets its id now, and not when somebody asks for it: ids of the first kind
    ///     tell who was made first, but a million of them are a third of what a million coroutines cost
    protected TaskCompletion(String name, boolean numberedNow) {
        this.name = name;
        if (numberedNow) {
            id = IDS.incrementAndGet();
        }
    }

    // ---- for engines -------------------------------------------------------------------------

    /// Sets the result.
    ///
    /// @param result what the task returned
    /// @return whether this call decided the outcome
    protected final boolean succeed(T result) {
        return decide(result, null);
    }

    /// Sets a failure.
    ///
    /// @param cause why there is no result
    /// @return whether this call decided the outcome
    protected final boolean fail(Throwable cause) {
        return decide(Without.FAILED, Objects.requireNonNull(cause, "cause"));
    }

    /// Marks the task as cancelled without stopping anything.
    ///
    /// @return whether this call decided the outcome
    protected final boolean abandon() {
        return decide(Without.CANCELLED, null);
    }

    /// Writes what travels to whoever runs the task. What is within is told when the outcome is decided.
    ///
    /// @param codec writes it
    /// @param body what travels
    /// @return its bytes
    /// @throws IOException if it cannot travel
    protected final Payload pack(Codec codec, Object body) throws IOException {
        Luggage.Packed packed = Luggage.pack(codec, body);
        Luggage luggage = packed.luggage();
        if (!luggage.isEmpty()) {
            whenDecided(luggage::over);
        }
        return packed.payload();
    }

    /// Stops the work after the future was cancelled, in the thread that cancelled. Called once; or
    /// twice, first with `false` and then with `true`, if the future was cancelled in these two ways.
    ///
    /// @param mayInterrupt whether a running task is to be stopped too
    protected abstract void cancelled(boolean mayInterrupt);

    /// Called once, in the thread that decides the outcome, before anybody can see it. It must be
    /// short, must not block and must not throw.
    ///
    /// @param outcome what [#state()] will say: never `RUNNING`
    protected void decided(State outcome) {}

    /// Called once, when everybody can see the outcome, if it is a failure. It must be short, must not block
    /// and must not throw.
    ///
    /// @param cause why there is no result
    void failed(Throwable cause) {}

    /// Called by whoever has been told the outcome, or will be by a stage. It must be short, must not
    /// block and must not throw.
    void heard() {}

    /// Runs something when the outcome is known, in the thread that decides it, or at once if it is
    /// known. For code of Heddle that never blocks; users have the stages.
    ///
    /// @param action short, never blocking, never throwing
    @SuppressWarnings("FutureReturnValueIgnored") // the action never throws
    public final void whenDecided(Runnable action) {
        outcome.whenComplete((value, none) -> action.run());
    }

    /// Somebody who wants to know of the outcome, for as long as he is interested.
    public static final class Listener {

        private @Nullable Runnable action;
        private Roster.@Nullable Entry<Listener> entry;

        private Listener(Runnable action) {
            this.action = action;
        }

        /// Loses interest. An action that has begun goes on; otherwise it never will.
        public void leave() {
            var _ = take();
            Roster.Entry<Listener> place = entry;
            if (place != null) {
                place.leave();
            }
        }

        private synchronized @Nullable Runnable take() {
            Runnable taken = action;
            action = null;
            return taken;
        }

        private void tell() {
            Runnable taken = take();
            if (taken != null) {
                taken.run();
            }
        }
    }

    /// As [#whenDecided], for somebody who may lose interest before the outcome is known: nothing of him stays
    /// with the future then.
    ///
    /// @param action short, never blocking, never throwing; run once at most
    /// @return how to leave
    public final Listener listen(Runnable action) {
        Listener listener = new Listener(action);
        Roster<Listener> all = listeners;
        if (all == null) {
            var _ = LISTENERS.compareAndSet(this, null, new Roster<Listener>());
            all = Objects.requireNonNull(listeners);
        }
        listener.entry = all.add(listener); // SYNC outcome-heard
        if (outcome.isDone()) {
            listener.tell();
        }
        return listener;
    }

    /// Counts those who listen, for tests.
    final int listeners() {
        Roster<Listener> interested = listeners;
        return interested == null ? 0 : interested.present().size();
    }

    private boolean decide(@Nullable Object value, @Nullable Throwable cause) {
        if (!CLAIMED.compareAndSet(this, false, true)) {
            outcome.join(); // whoever claimed it is about to publish; a loser must see it done
            return false;
        }
        failure = cause;
        try {
            decided(stateOf(value));
        } finally {
            try {
                publish(value);
            } finally {
                tell();
            }
        }
        if (cause != null) {
            failed(cause);
        }
        return true;
    }

    private void publish(@Nullable Object value) {
        while (true) {
            try {
                outcome.complete(value);
                return;
            } catch (OutOfMemoryError e) {
                // one of those who are told had none; the others are left
            }
        }
    }

    private void tell() {
        try {
            Roster<Listener> interested = listeners; // SYNC outcome-heard
            if (interested != null) {
                interested.forEach(TELL);
            }
        } finally {
            if (stages != null) {
                tellStages();
            }
        }
    }

    private void tellStages() {
        try {
            VIRTUAL.execute(this::completeStages);
        } catch (OutOfMemoryError e) {
            completeStages();
        }
    }

    // ---- Future ------------------------------------------------------------------------------

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        Headroom.require(); // users may do it anywhere
        if (abandon()) {
            workGoesOn = !mayInterruptIfRunning;
            cancelled(mayInterruptIfRunning);
            return true;
        }
        if (mayInterruptIfRunning && WORK_GOES_ON.compareAndSet(this, true, false)) {
            cancelled(true);
        }
        return false;
    }

    @Override
    public final boolean isDone() {
        return outcome.isDone();
    }

    @Override
    public final boolean isCancelled() {
        return outcome.getNow(null) == Without.CANCELLED;
    }

    /// Waits for the outcome, which may be there before the end for which [#join()] waits: a strand
    /// that was cancelled is done while its thread still runs.
    @Override
    public T get() throws InterruptedException, ExecutionException {
        awaitOutcome();
        return report();
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        Duration limit = Duration.ofNanos(unit.toNanos(timeout));
        if (!awaitOutcome(limit)) {
            throw new TimeoutException(
                    "task not finished in time: task=%s limit=%s; it goes on"
                            .formatted(name(), Durations.text(limit)));
        }
        return report();
    }

    @Override
    public void join() throws InterruptedException {
        awaitOutcome();
    }

    @Override
    public boolean join(Duration limit) throws InterruptedException {
        return awaitOutcome(limit);
    }

    private void awaitOutcome() throws InterruptedException {
        Parking.Turn turn = Parking.mine();
        if (turn != null) {
            var _ = awaitInTurn(turn, Long.MAX_VALUE);
            return;
        }
        try {
            outcome.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e); // the outcome is always completed normally
        }
    }

    private boolean awaitOutcome(Duration limit) throws InterruptedException {
        Parking.Turn turn = Parking.mine();
        if (turn != null) {
            return awaitInTurn(turn, TimeUnit.NANOSECONDS.convert(limit));
        }
        try {
            outcome.get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError(e); // the outcome is always completed normally
        }
    }

    /// Waits in a thread that shares a turn: whoever decides the outcome puts it into the line at once.
    private boolean awaitInTurn(Parking.Turn turn, long limitNanos) throws InterruptedException {
        long begin = turn.nanos();
        Listener listener = listen(turn::unpark);
        try {
            while (!outcome.isDone()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long left = limitNanos - (turn.nanos() - begin);
                if (left <= 0) {
                    return false;
                }
                turn.parkNanos(this, left);
            }
            return true;
        } finally {
            listener.leave();
        }
    }

    @Override
    public T resultNow() {
        return switch (state()) {
            case SUCCESS -> value();
            case RUNNING ->
                    throw new IllegalStateException("task has not completed: task=" + name());
            case FAILED -> throw new IllegalStateException("task failed: task=" + name());
            case CANCELLED -> throw new IllegalStateException("task was cancelled: task=" + name());
        };
    }

    @Override
    public Throwable exceptionNow() {
        Throwable cause = failureNow();
        if (cause != null) {
            heard();
            return cause;
        }
        throw new IllegalStateException(
                "task has not failed: task=%s state=%s".formatted(name(), state()));
    }

    @Override
    public State state() {
        if (!outcome.isDone()) {
            return State.RUNNING;
        }
        return stateOf(outcome.getNow(null));
    }

    private static State stateOf(@Nullable Object value) {
        if (value == Without.CANCELLED) {
            return State.CANCELLED;
        }
        return value == Without.FAILED ? State.FAILED : State.SUCCESS;
    }

    private @Nullable Throwable failureNow() {
        return outcome.getNow(null) == Without.FAILED ? failure : null;
    }

    private T report() throws ExecutionException {
        heard();
        Throwable cause = failureNow();
        if (cause != null) {
            throw FailureText.execution(cause);
        }
        if (isCancelled()) {
            throw cancellation();
        }
        return value();
    }

    private CancellationException cancellation() {
        return new CancellationException("task was cancelled: task=" + name());
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a T was put in; null only where T allows it
    private T value() {
        return (T) outcome.getNow(null);
    }

    // ---- CompletionStage ---------------------------------------------------------------------

    /// Makes stages whose default executor is a new virtual thread.
    private static final class Stages<T extends @Nullable Object> extends CompletableFuture<T> {
        @Override
        public Executor defaultExecutor() {
            return VIRTUAL;
        }

        @Override
        public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
            return new Stages<>();
        }
    }

    @Override
    final CompletionStage<T> stages() {
        heard();
        boolean first = stages == null && STAGES.compareAndSet(this, null, new Stages<T>());
        if (first && outcome.isDone()) {
            completeStages(); // nothing hangs on it yet, so nobody's callback runs in this thread
        }
        return Objects.requireNonNull(stages);
    }

    @SuppressWarnings("ThreadPriorityCheck") // until there is memory
    private void completeStages() {
        while (true) {
            try {
                complete(Objects.requireNonNull(stages));
                return;
            } catch (OutOfMemoryError e) {
                Thread.yield();
            }
        }
    }

    private void complete(CompletableFuture<T> made) {
        Throwable cause = failureNow();
        if (cause != null) {
            made.completeExceptionally(FailureText.forStages(cause));
        } else if (isCancelled()) {
            made.completeExceptionally(cancellation());
        } else {
            made.complete(value());
        }
    }

    /// Gives a future that follows this one. Completing or cancelling it does not touch the task.
    @Override
    public final CompletableFuture<T> toCompletableFuture() {
        return stages().toCompletableFuture().copy();
    }

    // ---- TaskFuture --------------------------------------------------------------------------

    @Override
    public final long id() {
        if (id == 0) {
            var _ = ID.compareAndSet(this, 0L, IDS.incrementAndGet());
        }
        return id;
    }

    /// Tells whether somebody has given it a name.
    ///
    /// @return false if the name is made from the id
    protected final boolean isNamed() {
        return !name.isEmpty();
    }

    @Override
    public String name() {
        return name.isEmpty() ? "task-" + id() : name;
    }

    @Override
    public String toString() {
        return "%s[%s, %s]".formatted(getClass().getSimpleName(), name(), state());
    }
}
