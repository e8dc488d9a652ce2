package io.heddle.supervision;

import io.heddle.HeddleException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// One life of a child, from the call of its starter to its end, and the threads in which code of the user runs for it.
///
/// One thread starts the child and then waits for its end. Whatever else is asked of it (to stop, whether it is well)
/// runs in a thread of its own, so that one question that hangs keeps none of the others from being asked.
final class Life {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// Is told what happens, by the threads of the life.
    interface Owner {
        void started(Life life);

        void startFailed(Life life, Throwable cause);

        void ended(Life life, @Nullable Throwable failure);

        /// An answer about its health: `null` if it is well.
        void checked(Life life, int number, @Nullable Throwable failure);

        /// There is no way to end it from outside.
        void unkillable(Life life);
    }

    private enum Order {
        NONE,
        STOP,
        KILL
    }

    private final String supervisor;
    private final ChildSpec spec;
    private final Owner owner;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Thread checker;

    /// Set by the thread of the life when the starter has returned; read by anybody.
    private volatile @Nullable Supervised child;

    private volatile long pid;

    // guarded by this
    private Order order = Order.NONE;
    private Duration within = Duration.ZERO;

    Life(String supervisor, ChildSpec spec, Owner owner) {
        this.supervisor = supervisor;
        this.spec = spec;
        this.owner = owner;
    }

    // ---- called by the decision thread: none of these waits -------------------------------------

    void begin() {
        try {
            thread = spawn("", this::live);
        } catch (OutOfMemoryError noThread) {
            owner.startFailed(this, noThread);
        }
    }

    /// Asks it to stop; while it is being started, by an interrupt of the starter.
    void stop(Duration limit) {
        Supervised running = give(Order.STOP, limit);
        if (running != null) {
            run("-stop", () -> running.stop(limit));
        }
    }

    void kill() {
        Supervised running = give(Order.KILL, Duration.ZERO);
        if (running == null) {
            owner.unkillable(this); // the starter does not listen
            return;
        }
        run(
                "-kill",
                () -> {
                    if (!running.kill()) {
                        owner.unkillable(this);
                    }
                });
    }

    /// What is not up yet gets the order from its own thread, as soon as it is.
    private synchronized @Nullable Supervised give(Order newOrder, Duration limit) {
        order = newOrder;
        within = limit;
        Thread starting = thread;
        if (child == null && starting != null) {
            starting.interrupt();
        }
        return child;
    }

    /// Asks whether it is well.
    void check(Callable<Boolean> question, int number) {
        Thread last = checker;
        if (last != null && last.isAlive()) {
            owner.checked(
                    this,
                    number,
                    new HeddleException(
                            "the question before this one was never answered: child="
                                    + spec.name()));
            return;
        }
        try {
            checker = spawn("-health", () -> owner.checked(this, number, answer(question)));
        } catch (OutOfMemoryError noThread) {
            owner.checked(this, number, noThread);
        }
    }

    void endCheck() {
        Thread running = checker;
        if (running != null) {
            running.interrupt();
        }
    }

    // ---- called by anybody
    // -----------------------------------------------------------------------

    long pid() {
        return pid;
    }

    String name() {
        return spec.name();
    }

    /// Tells whether the calling thread belongs to it, and so must not wait for its end.
    boolean isCurrent() {
        Thread self = Thread.currentThread();
        Supervised running = child;
        return self == thread || self == checker || (running != null && running.isCurrent());
    }

    // ---- the threads
    // -----------------------------------------------------------------------------

    private void live() {
        thread = Thread.currentThread();
        Supervised started;
        try {
            started = Objects.requireNonNull(spec.starter().call(), "what the starter gives");
        } catch (Throwable failure) {
            owner.startFailed(this, failure);
            return;
        }
        pid = pidOf(started);
        obey(started);
        owner.started(this);
        owner.ended(this, awaitEnd(started).orElse(null));
    }

    /// It is for pictures only, so a child that cannot tell it is one all the same.
    private long pidOf(Supervised started) {
        try {
            return started.pid().orElse(0);
        } catch (Throwable failure) {
            complain("-pid", failure);
            return 0;
        }
    }

    /// Makes it known, and does what was ordered before.
    private void obey(Supervised started) {
        Order given;
        Duration limit;
        synchronized (this) {
            child = started;
            given = order;
            limit = within;
        }
        switch (given) {
            case NONE -> {}
            case STOP -> run("-stop", () -> started.stop(limit));
            case KILL -> run("-kill", started::kill);
        }
    }

    private static Optional<Throwable> awaitEnd(Supervised started) {
        while (true) {
            try {
                started.awaitEnd();
                return started.failure();
            } catch (InterruptedException e) {
                // it was meant for the starter, or is nobody's business: the end is what counts
            } catch (Throwable failure) {
                return Optional.of(failure); // it is not known to live, so it counts as dead
            }
        }
    }

    private @Nullable Throwable answer(Callable<Boolean> question) {
        try {
            return question.call()
                    ? null
                    : new HeddleException("a child says that it is not well: child=" + name());
        } catch (Throwable failure) {
            return failure;
        }
    }

    /// What is asked of a child.
    @FunctionalInterface
    private interface Request {
        void send() throws Exception;
    }

    private void run(String what, Request request) {
        try {
            var _ =
                    spawn(
                            what,
                            () -> {
                                try {
                                    request.send();
                                } catch (Throwable failure) {
                                    complain(what, failure);
                                }
                            });
        } catch (OutOfMemoryError noThread) {
            complain(what, noThread); // what comes when the time is up is tried all the same
        }
    }

    private void complain(String what, Throwable failure) {
        LOG.log(
                System.Logger.Level.WARNING,
                "a child could not be asked: supervisor=%s child=%s request=%s"
                        .formatted(supervisor, name(), what.substring(1)),
                failure);
    }

    /// A platform thread, since coroutines that never pause may have all carriers.
    private Thread spawn(String suffix, Runnable body) {
        return Thread.ofPlatform()
                .daemon()
                .inheritInheritableThreadLocals(false)
                .name("heddle-" + supervisor + "-" + name() + suffix)
                .start(body);
    }
}
