package io.heddle.supervision;

import io.heddle.Action;
import io.heddle.Strand;
import io.heddle.command.Command;
import io.heddle.spi.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/// What a child of a [Supervisor] is called, how it is started and stopped, and what is done when it ends. Immutable:
/// each method gives a copy that differs in one thing.
///
/// A child is whatever its starter starts, which is called anew for each life, in a thread of its own. It is *up*
/// when the starter returns; one that must get ready first waits for that there, within [#startWithin].
///
/// Without further words a child is restarted always, has 30 seconds to start and 5 to stop.
public final class ChildSpec {

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(5);

    /// Longer than any program runs.
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final String name;
    private final Callable<? extends Supervised> starter;
    private final RestartPolicy restart;
    private final Duration startLimit;
    private final Duration stopLimit;
    private final Backoff backoff;
    private final Optional<HealthCheck> health;

    private ChildSpec(
            String name,
            Callable<? extends Supervised> starter,
            RestartPolicy restart,
            Duration startLimit,
            Duration stopLimit,
            Backoff backoff,
            Optional<HealthCheck> health) {
        this.name = name;
        this.starter = starter;
        this.restart = restart;
        this.startLimit = startLimit;
        this.stopLimit = stopLimit;
        this.backoff = backoff;
        this.health = health;
    }

    // ---- what it is ----------------------------------------------------------------------------

    /// Describes a child of any sort.
    ///
    /// @param name what it is called; no two children of a supervisor have the same name
    /// @param starter starts one life of it
    /// @return the description
    /// @throws IllegalArgumentException if the name is empty
    public static ChildSpec of(String name, Callable<? extends Supervised> starter) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(starter, "starter");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a child has a name: name=''");
        }
        return new ChildSpec(
                name,
                starter,
                RestartPolicy.ALWAYS,
                START,
                STOP,
                Backoff.DEFAULT,
                Optional.empty());
    }

    /// Describes a child that is a strand of any kind. A process is asked to stop by an interrupt of its task, by TERM
    /// in the middle of its time, and killed with its tree when that is up; threads and coroutines are interrupted, and
    /// left behind if they do not listen, since nobody can end them.
    ///
    /// @param name what it is called
    /// @param starter makes a strand, started or not
    /// @return the description
    /// @throws IllegalArgumentException if the name is empty
    public static ChildSpec strand(String name, Callable<? extends Strand<?>> starter) {
        Objects.requireNonNull(starter, "starter");
        return of(name, () -> StrandChild.of(starter.call()));
    }

    /// Describes a child process that runs an action.
    ///
    /// @param name what the child and its strand are called
    /// @param action what it runs
    /// @return the description
    /// @throws IllegalArgumentException if the name is empty
    public static ChildSpec process(String name, Action action) {
        Objects.requireNonNull(action, "action");
        return strand(name, () -> Strand.ofProcess().name(name).start(action));
    }

    /// Describes a thread that runs an action.
    ///
    /// @param name what the child and its strand are called
    /// @param action what it runs
    /// @return the description
    /// @throws IllegalArgumentException if the name is empty
    public static ChildSpec thread(String name, Action action) {
        Objects.requireNonNull(action, "action");
        return strand(name, () -> Strand.ofThread().name(name).start(action));
    }

    /// Describes a coroutine that runs an action.
    ///
    /// @param name what the child and its strand are called
    /// @param action what it runs
    /// @return the description
    /// @throws IllegalArgumentException if the name is empty
    public static ChildSpec coroutine(String name, Action action) {
        Objects.requireNonNull(action, "action");
        return strand(name, () -> Strand.ofCoroutine().name(name).start(action));
    }

    /// Describes a child that is a program of somebody else. An exit code that is not 0 is a failure. It is stopped by
    /// TERM for all that it has started, and killed with that when its time is up.
    ///
    /// What it says is kept, up to the limit of the command, unless the command says where that goes: a child that runs
    /// for long should say so.
    ///
    /// @param name what the child is called
    /// @param command is started anew for each life
    /// @return the description
    /// @throws IllegalArgumentException if the name is empty
    public static ChildSpec command(String name, Command command) {
        Objects.requireNonNull(command, "command");
        return of(name, () -> new CommandChild(command.start()));
    }

    /// Describes a supervisor within a supervisor. If it gives up, that is a failure of this child. It has all the time
    /// that it needs to start and to stop, since its own children have limits.
    ///
    /// @param name what the child is called
    /// @param inner starts the inner supervisor, anew for each life
    /// @return the description
    /// @throws IllegalArgumentException if the name is empty
    public static ChildSpec supervisor(String name, SupervisorBuilder inner) {
        Objects.requireNonNull(inner, "inner");
        SupervisorBuilder fixed = inner.copy();
        return of(name, () -> new SupervisorChild(fixed.start()))
                .startWithin(FOR_EVER)
                .stopWithin(FOR_EVER);
    }

    // ---- what it is like -----------------------------------------------------------------------

    /// Says when it is started again.
    ///
    /// @param policy always, if nothing is said
    /// @return a description that is the same otherwise
    public ChildSpec restart(RestartPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return new ChildSpec(name, starter, policy, startLimit, stopLimit, backoff, health);
    }

    /// Limits how long its starter may take. When the time is up it is interrupted, and what it gives later is killed.
    ///
    /// @param limit 30 seconds, if nothing is said
    /// @return a description that is the same otherwise
    /// @throws IllegalArgumentException if it is zero or negative
    public ChildSpec startWithin(Duration limit) {
        Durations.requirePositive("startWithin", limit);
        return new ChildSpec(name, starter, restart, limit, stopLimit, backoff, health);
    }

    /// Limits how long it may take to stop. When the time is up it is killed.
    ///
    /// @param limit 5 seconds, if nothing is said
    /// @return a description that is the same otherwise
    /// @throws IllegalArgumentException if it is zero or negative
    public ChildSpec stopWithin(Duration limit) {
        Durations.requirePositive("stopWithin", limit);
        return new ChildSpec(name, starter, restart, startLimit, limit, backoff, health);
    }

    /// Says how long its restarts are put off if there are several in a row. The first one comes at once, the second
    /// after some time, which doubles with each.
    ///
    /// Each restart counts for the intensity of the supervisor. With a period that is shorter than these times it never
    /// gives up.
    ///
    /// @param first before the second restart; 100 milliseconds, if nothing is said
    /// @param longest the time grows up to this; 10 seconds, if nothing is said
    /// @param healthyAfter whoever has been up for so long begins anew; 10 seconds, if nothing is said
    /// @return a description that is the same otherwise
    /// @throws IllegalArgumentException if one is zero or negative, or the longest is shorter than the first
    public ChildSpec backoff(Duration first, Duration longest, Duration healthyAfter) {
        Backoff times = new Backoff(first, longest, healthyAfter);
        return new ChildSpec(name, starter, restart, startLimit, stopLimit, times, health);
    }

    /// Asks regularly whether the child is well. One that is not is stopped, and counts as failed.
    ///
    /// @param check what is asked, and how often
    /// @return a description that is the same otherwise
    public ChildSpec healthCheck(HealthCheck check) {
        Optional<HealthCheck> some = Optional.of(check);
        return new ChildSpec(name, starter, restart, startLimit, stopLimit, backoff, some);
    }

    // ---- for the supervisor --------------------------------------------------------------------

    /// Tells what the child is called.
    ///
    /// @return its name
    public String name() {
        return name;
    }

    Callable<? extends Supervised> starter() {
        return starter;
    }

    RestartPolicy restart() {
        return restart;
    }

    Duration startLimit() {
        return startLimit;
    }

    Duration stopLimit() {
        return stopLimit;
    }

    Backoff backoff() {
        return backoff;
    }

    Optional<HealthCheck> health() {
        return health;
    }

    @Override
    public String toString() {
        return "ChildSpec[%s, %s]".formatted(name, restart);
    }
}
