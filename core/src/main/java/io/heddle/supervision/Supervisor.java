package io.heddle.supervision;

import io.heddle.spi.Dependent;
import io.heddle.spi.Enclosure;
import io.heddle.spi.Parking;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Keeps children running: processes, threads, coroutines, commands, other supervisors, and whatever can be [Supervised].
///
/// Children are started one after the other, in the order in which they were given. One that dies is started again,
/// alone or with others ([RestartStrategy]), if it is to be ([RestartPolicy]). If that happens too often the
/// supervisor gives up: it stops all children and fails with what led there, so that its own supervisor, or whoever
/// waits in [#join()], can do something about it. Children are stopped in the reverse order.
///
/// Use a [io.heddle.TaskPool] for tasks that come to an end: it replaces its workers by itself. A supervisor is for
/// what is to run as long as the program does.
///
/// ## Lifecycle
///
/// Whoever starts a supervisor closes it. It watches in a daemon thread; the program goes on as long as a child
/// does that is no daemon, or is being restarted. When the program ends without a [#close()], processes end with it, all
/// at once and in no order; so they do when it is killed.
///
/// ## Where it differs from Erlang/OTP
///
/// - Restarts in a row are put off more and more ([ChildSpec#backoff]). There, each comes at once.
/// - A child can be asked about its health ([ChildSpec#healthCheck]).
/// - Threads and coroutines cannot be killed. One that ignores its interrupt is left behind when its time is up:
///   logged, counted, and replaced by another one.
/// - A supervisor that has given up has failed: above it, one that restarts on failure restarts it.
/// - Children that a supervisor was started with stay in its [snapshot][#snapshot()] when they have ended.
/// - In a supervisor that is not one-for-all or rest-for-one, children are restarted independently: nobody waits for
///   another one that stops slowly.
///
/// ## Cancellation
///
/// [SupervisorBuilder#start()], [#add] and [#remove] are *clean*: whoever is interrupted has started or removed nothing
/// in the end. [#join()] only waits.
///
/// ## If a process dies
///
/// That of a child: the child is restarted. That of the supervisor: its processes end within a second, with whatever
/// they have started. Commands that it has started outlive it if it is no worker of Heddle itself.
///
/// ## Source
/// The supervisor behaviour of Erlang/OTP (design principles, and the manual page of `supervisor`).
public final class Supervisor implements AutoCloseable {

    private final String name;
    private final Decisions decisions;

    /// Whether somebody was told that it failed. Written by anybody.
    private volatile boolean told;

    private Supervisor(SupervisorBuilder spec) {
        this.name = spec.name();
        this.decisions = new Decisions(spec);
    }

    // ---- making one ----------------------------------------------------------------------------

    /// Begins a supervisor that restarts a child alone.
    ///
    /// @return a builder
    public static SupervisorBuilder oneForOne() {
        return new SupervisorBuilder(RestartStrategy.ONE_FOR_ONE);
    }

    /// Begins a supervisor that restarts all children if one must be restarted.
    ///
    /// @return a builder
    public static SupervisorBuilder oneForAll() {
        return new SupervisorBuilder(RestartStrategy.ONE_FOR_ALL);
    }

    /// Begins a supervisor that restarts a child and those after it.
    ///
    /// @return a builder
    public static SupervisorBuilder restForOne() {
        return new SupervisorBuilder(RestartStrategy.REST_FOR_ONE);
    }

    static Supervisor start(SupervisorBuilder spec) throws InterruptedException {
        Supervisor supervisor = new Supervisor(spec);
        supervisor.decisions.begin();
        try {
            supervisor.awaitStart();
        } catch (InterruptedException e) {
            supervisor.told = true;
            supervisor.close();
            throw e;
        }
        Enclosure.adopt(new AsDependent(supervisor));
        return supervisor;
    }

    private void awaitStart() throws InterruptedException {
        try {
            await(decisions.startup);
        } catch (ExecutionException e) {
            told = true;
            throw asUnchecked(e.getCause());
        }
    }

    private static RuntimeException asUnchecked(@Nullable Throwable cause) {
        return cause instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException(cause);
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells what the supervisor is called.
    ///
    /// @return the name that it was given, or one with a number
    public String name() {
        return name;
    }

    /// Gives a picture of the supervisor and its children.
    ///
    /// @return how they are now
    public SupervisorSnapshot snapshot() {
        return decisions.snapshot();
    }

    /// Tells why the supervisor gave up. Its children may still be being stopped.
    ///
    /// @return the reason; empty if it has not
    public Optional<SupervisorFailedException> failure() {
        Optional<SupervisorFailedException> failure = Optional.ofNullable(decisions.failure());
        told |= failure.isPresent();
        return failure;
    }

    // ---- children ------------------------------------------------------------------------------

    /// Adds a child after the others and starts it. If it cannot be started it is forgotten again, and that counts for
    /// nothing. One that is never restarted is forgotten when it has ended.
    ///
    /// @param spec what it is to be like
    /// @throws IllegalArgumentException if there is a child of that name
    /// @throws io.heddle.HeddleException if it could not be started
    /// @throws IllegalStateException if the supervisor is ending, or the child is removed meanwhile
    /// @throws InterruptedException if interrupted while waiting for its start; it is removed again
    public void add(ChildSpec spec) throws InterruptedException {
        Objects.requireNonNull(spec, "spec");
        try {
            await(decisions.add(spec));
        } catch (ExecutionException e) {
            throw asUnchecked(e.getCause());
        } catch (InterruptedException e) {
            var _ = decisions.remove(spec.name());
            throw e;
        }
    }

    /// Stops a child within its time and forgets it. Nobody else is restarted because of it.
    ///
    /// @param child its name
    /// @return whether there was one of that name
    /// @throws InterruptedException if interrupted while waiting for its end; it is removed all the same
    public boolean remove(String child) throws InterruptedException {
        Objects.requireNonNull(child, "child");
        try {
            return await(decisions.remove(child));
        } catch (ExecutionException e) {
            throw asUnchecked(e.getCause());
        }
    }

    // ---- ending --------------------------------------------------------------------------------

    /// Begins to stop all children, the last first, each within its time. Returns at once; called by anybody, children
    /// and listeners included.
    public void stop() {
        decisions.stop();
    }

    /// Ends all children at once, without asking.
    void kill() {
        decisions.kill();
    }

    /// Waits until the supervisor has ended and nothing of its children is left: somebody has stopped it, or it gave
    /// up.
    ///
    /// @throws SupervisorFailedException if it gave up
    /// @throws InterruptedException if interrupted while waiting; the supervisor goes on
    public void join() throws InterruptedException {
        awaitEnd();
        throwFailure();
    }

    /// Waits until the supervisor has ended, but not longer than a limit.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether it has ended
    /// @throws SupervisorFailedException if it gave up
    /// @throws InterruptedException if interrupted while waiting; the supervisor goes on
    public boolean join(Duration limit) throws InterruptedException {
        long nanos = TimeUnit.NANOSECONDS.convert(limit);
        boolean over =
                Parking.around(() -> {
                    try {
                        decisions.end.get(nanos, TimeUnit.NANOSECONDS);
                        return true;
                    } catch (TimeoutException e) {
                        return false;
                    } catch (ExecutionException e) {
                        throw new AssertionError(e); // it is always completed normally
                    }
                });
        if (over) {
            throwFailure();
        }
        return over;
    }

    private void throwFailure() {
        Optional<SupervisorFailedException> failure = failure();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    void awaitEnd() throws InterruptedException {
        try {
            await(decisions.end);
        } catch (ExecutionException e) {
            throw new AssertionError(e); // it is always completed normally
        }
    }

    /// Stops all children, the last first, each within its time, and waits until nothing of them is left. An interrupt
    /// does not end that wait: then all are killed, and the interrupt is there again afterwards.
    ///
    /// Code that belongs to a child does not wait, since it would wait for itself: there this is [#stop()].
    ///
    /// @throws SupervisorFailedException if the supervisor gave up and nobody was told so far
    @Override
    public void close() {
        stop();
        if (isCurrent()) {
            return;
        }
        boolean interrupted = false;
        while (!decisions.end.isDone()) {
            try {
                awaitEnd();
            } catch (InterruptedException e) {
                interrupted = true;
                kill();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!told) {
            throwFailure();
        }
    }

    /// Tells whether it is neither ending nor has ended.
    boolean isUp() {
        return snapshot().phase() == SupervisorSnapshot.Phase.RUNNING;
    }

    /// Tells whether the calling code belongs to a child.
    boolean isCurrent() {
        return decisions.lives().stream().anyMatch(Life::isCurrent);
    }

    private static <T extends @Nullable Object> T await(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException {
        try {
            return Parking.around(() -> {
                try {
                    return future.get();
                } catch (ExecutionException e) {
                    throw new Failed(e);
                }
            });
        } catch (Failed e) {
            throw e.failure;
        }
    }

    /// Carries a second sort of exception out of a wait.
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final ExecutionException failure;

        Failed(ExecutionException failure) {
            super(null, failure, false, false);
            this.failure = failure;
        }
    }

    /// A supervisor that ends with the scope in which it was started.
    ///
    /// @param supervisor the supervisor
    private record AsDependent(Supervisor supervisor) implements Dependent {

        @Override
        public void stop() {
            supervisor.stop();
        }

        @Override
        public void awaitEnd() throws InterruptedException {
            supervisor.awaitEnd();
        }

        @Override
        public boolean isOver() {
            return supervisor.decisions.end.isDone();
        }

        @Override
        public boolean isAwaited() {
            return false; // it ends when it is stopped
        }

        @Override
        public String name() {
            return supervisor.name();
        }
    }

    @Override
    public String toString() {
        SupervisorSnapshot now = snapshot();
        return "Supervisor[%s, %s, %s, children=%d]"
                .formatted(name, now.strategy(), now.phase(), now.children().size());
    }
}
