package io.heddle.coroutine;

import io.heddle.Action;
import io.heddle.HeddleException;
import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.spi.CapturedContext;
import io.heddle.spi.Dependent;
import io.heddle.spi.Enclosure;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A block of code whose coroutines all end before it does.
///
/// Open it in a `try`; spawn coroutines; [#joinAll()] waits for them. Whatever happens, [#close()] leaves nothing
/// behind. Use a [io.heddle.TaskPool] where tasks are to outlive the block that has submitted them, and
/// [Coroutines#spawn(Task)] for a single coroutine that nobody waits for.
///
/// ## Lifecycle
/// The thread that opened the scope owns it: it alone may call [#joinAll()] and [#close()]. Coroutines are
/// spawned by the owner and by whatever runs in the scope, at any depth. Scopes nest; the inner one is closed
/// first.
///
/// What is started within the scope by other means belongs to it too: strands of any kind
/// ([Strand#ofProcess()], [Strand#ofThread()], [Strand#ofCoroutine()]), pools, and scopes. They end with it. Whoever
/// wants that a failing process ends the scope, waits for that process in a coroutine. [#joinAll()] waits for
/// coroutines of the scope, and for strands that are no daemons.
///
/// ## Errors
/// The first coroutine that fails decides: all others are cancelled, and so is what else belongs to the scope; the
/// owner is interrupted wherever it is between opening and [#joinAll()]. When all have ended, [#joinAll()]
/// throws the first error, and those that came later as suppressed ones. If the owner does not get there,
/// [#close()] throws it, unless somebody has got it from [Strand#get()].
///
/// ## Cancellation
/// By the deadline, an error, [#cancel()] and [#close()] alike: coroutines are interrupted, processes ended the
/// hard way if need be. A coroutine that ignores the interrupt keeps [#joinAll()] and [#close()] waiting: no
/// thread can be ended from outside.
///
/// ## Memory consistency
/// What was done before [#spawn(Task)] *happens-before* the coroutine, and that *happens-before* what follows
/// [#joinAll()].
///
/// ## Cooperative scopes
/// In a scope opened by [#cooperative()] at most one coroutine runs at a time, and the owner counts as one. The
/// turn is handed over where something of Heddle waits, and nowhere else: [Coroutines#pause()],
/// [Coroutines#sleep(Duration)], channels, queues, locks, futures, joining, and within
/// [Coroutines#blocking(Task)]. Any other blocking call keeps the turn. First come, first served; who sleeps until
/// when is decided on the scope's own clock, which counts hand-overs and sleeps and not the speed of the
/// machine. So the order is the same at every run, as long as nothing comes from outside: no `blocking`, no
/// other threads and processes.
///
/// A cooperative scope that is opened by whoever has a turn shares the turns and the clock of the scope around: at most
/// one runs of all that are in either. What is started there by other means has no turn and comes from outside:
/// coroutines of an [#open()] scope, [Strand#ofCoroutine()], threads, processes and pools. [Coroutines#spawn(Task)]
/// starts in the innermost scope.
///
/// Whoever waits for a lock of the JDK that a paused coroutine holds would wait for ever. That is found for monitors,
/// [java.util.concurrent.locks.ReentrantLock] and the write lock of a
/// [java.util.concurrent.locks.ReentrantReadWriteLock]: the scope whose turns these are fails with a
/// [TurnDeadlockException] that names both, and from then on the rule of the one turn does not hold for the one
/// that waits. It is not found for read locks, `StampedLock`, semaphores, conditions, and classes whose initializer
/// pauses. If the owner itself holds the lock while it joins the scope, that is logged, and only a coroutine that can be
/// interrupted while it waits for the lock lets the scope end.
///
/// ## Source
/// The meaning follows the nurseries of Trio and `StructuredTaskScope` (JEP 505); the cooperative scope
/// follows gevent.
public final class CoroutineScope implements AutoCloseable, Enclosure.Owner {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String name;
    private final @Nullable CoroutineScope parent = Here.scope();
    private final ScopeLife life;

    CoroutineScope(CoroutineScopeBuilder spec, boolean cooperative) {
        this.name = spec.name().isEmpty() ? "scope-" + NUMBERS.incrementAndGet() : spec.name();
        this.life = new ScopeLife(this, spec, cooperative);
    }

    CoroutineScope enter(@Nullable Duration limit) {
        life.enter(limit);
        return this;
    }

    ScopeLife life() {
        return life;
    }

    // ---- opening -------------------------------------------------------------------------------

    /// Opens a scope.
    ///
    /// @return the scope, to be closed by the thread that called this
    public static CoroutineScope open() {
        return builder().open();
    }

    /// Opens a scope in which at most one coroutine runs at a time.
    ///
    /// @return the scope, to be closed by the thread that called this
    public static CoroutineScope cooperative() {
        return builder().cooperative();
    }

    /// Begins a scope about which more is to be said.
    ///
    /// @return a builder with the defaults
    public static CoroutineScopeBuilder builder() {
        return new CoroutineScopeBuilder();
    }

    /// Gives the innermost scope of the calling thread.
    ///
    /// @return the scope; empty outside all of them
    public static Optional<CoroutineScope> current() {
        return Optional.ofNullable(Here.scope());
    }

    // ---- spawning ------------------------------------------------------------------------------

    /// Starts a coroutine without a name; its thread has none either, which stack traces and dumps show.
    ///
    /// @param <T> the type of the result
    /// @param task what it runs
    /// @return the coroutine; if the scope is ending, one that is cancelled and never runs
    /// @throws IllegalStateException if the scope is closed, or the calling thread is not in it
    public <T extends @Nullable Object> Strand<T> spawn(Task<T> task) {
        return spawn("", task);
    }

    /// Starts a coroutine without a result.
    ///
    /// @param action what it runs
    /// @return the coroutine; if the scope is ending, one that is cancelled and never runs
    /// @throws IllegalStateException if the scope is closed, or the calling thread is not in it
    public Strand<@Nullable Void> spawn(Action action) {
        return spawn("", action);
    }

    /// Starts a coroutine without a result.
    ///
    /// @param coroutine its name
    /// @param action what it runs
    /// @return the coroutine; if the scope is ending, one that is cancelled and never runs
    /// @throws IllegalStateException if the scope is closed, or the calling thread is not in it
    public Strand<@Nullable Void> spawn(String coroutine, Action action) {
        Objects.requireNonNull(action, "action");
        return spawn(
                coroutine,
                () -> {
                    action.act();
                    return null;
                });
    }

    /// Starts a coroutine.
    ///
    /// @param <T> the type of the result
    /// @param coroutine its name
    /// @param task what it runs
    /// @return the coroutine; if the scope is ending, one that is cancelled and never runs
    /// @throws IllegalStateException if the scope is closed, or the calling thread is not in it
    public <T extends @Nullable Object> Strand<T> spawn(String coroutine, Task<T> task) {
        Objects.requireNonNull(coroutine, "coroutine");
        Objects.requireNonNull(task, "task");
        requireWithin();
        Coroutine<T> child = new Coroutine<>(this, coroutine, CapturedContext.now().around(task));
        life.begin(child);
        return child;
    }

    private void requireWithin() {
        if (life.isClosed()) {
            throw new IllegalStateException("a scope that is closed spawns nothing: scope=" + name);
        }
        if (Thread.currentThread() != life.owner() && !isAround(Here.scope())) {
            throw new IllegalStateException(
                    "only what runs in a scope may spawn in it: scope=%s thread=%s; open a scope there, or hand the work over by a channel"
                            .formatted(name, Thread.currentThread()));
        }
    }

    private boolean isAround(@Nullable CoroutineScope scope) {
        for (CoroutineScope at = scope; at != null; at = at.parent) {
            if (at == this) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void adopt(Dependent dependent) {
        life.adopt(dependent);
    }

    // ---- ending --------------------------------------------------------------------------------

    /// Cancels all that belongs to the scope. Nothing is spawned any more; [#joinAll()] and [#close()] still wait
    /// for all to end. Called by any thread.
    public void cancel() {
        life.end();
    }

    /// Tells whether the scope is ending or has ended, whatever the reason.
    ///
    /// @return whether its coroutines are cancelled
    public boolean isCancelled() {
        return !life.isOpen();
    }

    /// Waits until all coroutines of the scope have ended, those included that they spawn, and all strands
    /// that were started in it and are no daemons. May be called again after more was spawned.
    ///
    /// @throws InterruptedException if interrupted before or while waiting; the coroutines go on
    /// @throws ExecutionException if one of them has failed, with the first error as cause and others as
    ///     suppressed; or if the deadline has passed, with a [io.heddle.TaskTimeoutException] as cause
    /// @throws WrongThreadException if the calling thread is not the owner
    /// @throws IllegalStateException if the scope is closed
    public void joinAll() throws InterruptedException, ExecutionException {
        requireOwner("joined");
        if (life.isClosed()) {
            throw new IllegalStateException(
                    "a scope that is closed has nothing to wait for: scope=" + name);
        }
        life.join();
    }

    /// Cancels what still runs and waits until all has ended. An interrupt does not end that wait; it is there
    /// again afterwards.
    ///
    /// @throws HeddleException if a coroutine has failed, or the deadline has passed, and nobody has been told
    /// @throws WrongThreadException if the calling thread is not the owner
    /// @throws IllegalStateException if a scope that was opened later is still open; it was closed as well
    @Override
    public void close() {
        requireOwner("closed");
        if (!life.isClosed()) {
            life.close();
        }
    }

    private void requireOwner(String what) {
        if (Thread.currentThread() != life.owner()) {
            throw new WrongThreadException(
                    "a scope is %s by the thread that opened it: scope=%s owner=%s"
                            .formatted(what, name, life.owner()));
        }
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells what the scope is called.
    ///
    /// @return the name that it was given, or one with a number
    public String name() {
        return name;
    }

    /// Gives the turns of a cooperative scope that was built with [CoroutineScopeBuilder#recorded()].
    ///
    /// @return who had the turn and when, from the first hand-over on; within another cooperative scope those of that
    ///     one too, who share the turn
    /// @throws IllegalStateException if nothing was recorded
    public List<TurnRecord> trace() {
        return life.trace();
    }

    boolean isClosed() {
        return life.isClosed();
    }

    @Override
    public String toString() {
        return life.toString();
    }
}
