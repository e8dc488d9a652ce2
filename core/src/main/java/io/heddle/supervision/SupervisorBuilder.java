package io.heddle.supervision;

import io.heddle.spi.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Says what a supervisor is to be like. A builder belongs to one thread and may be used again.
public final class SupervisorBuilder {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int DEFAULT_RESTARTS = 1;
    private static final Duration DEFAULT_PERIOD = Duration.ofSeconds(5);

    private final RestartStrategy strategy;
    private String name = "";
    private int restarts = DEFAULT_RESTARTS;
    private Duration period = DEFAULT_PERIOD;
    private final List<ChildSpec> children = new ArrayList<>();
    private final List<Consumer<? super SupervisorEvent>> listeners = new ArrayList<>();

    SupervisorBuilder(RestartStrategy strategy) {
        this.strategy = strategy;
    }

    /// Names the supervisor.
    ///
    /// @param text any text; without it the name is `supervisor-` and a number
    /// @return this builder
    public SupervisorBuilder name(String text) {
        this.name = Objects.requireNonNull(text, "name");
        return this;
    }

    /// Says how many restarts in how much time are too many: one more, and the supervisor gives up, stops all children
    /// and fails. Restarts of all children count together; one of several at once counts as one.
    ///
    /// @param most how many are allowed; 1, if nothing is said; with 0 the first is one too many
    /// @param within in which time; 5 seconds, if nothing is said
    /// @return this builder
    /// @throws IllegalArgumentException if the number is negative, or the time zero or negative
    public SupervisorBuilder intensity(int most, Duration within) {
        if (most < 0) {
            throw new IllegalArgumentException("restarts cannot be negative: most=" + most);
        }
        this.period = Durations.requirePositive("within", within);
        this.restarts = most;
        return this;
    }

    /// Adds a child after those that were added before.
    ///
    /// @param spec what it is to be like
    /// @return this builder
    /// @throws IllegalArgumentException if another one has its name
    public SupervisorBuilder child(ChildSpec spec) {
        Objects.requireNonNull(spec, "spec");
        if (children.stream().anyMatch(other -> other.name().equals(spec.name()))) {
            throw new IllegalArgumentException(
                    "two children have the same name: child=" + spec.name());
        }
        children.add(spec);
        return this;
    }

    /// Tells somebody what happens. Events come one after the other, in a thread that serves nothing else; what a listener
    /// throws is logged. One that hangs misses events after some thousands, and holds up nobody.
    ///
    /// @param listener is told
    /// @return this builder
    public SupervisorBuilder onEvent(Consumer<? super SupervisorEvent> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /// Starts the children, one after the other, and supervises them from then on.
    ///
    /// @return a supervisor all of whose children are up, or have been
    /// @throws SupervisorFailedException if a child could not be started; those before it were stopped, in reverse order
    /// @throws InterruptedException if interrupted meanwhile; all that was started is stopped
    public Supervisor start() throws InterruptedException {
        return Supervisor.start(copy());
    }

    SupervisorBuilder copy() {
        SupervisorBuilder copy = new SupervisorBuilder(strategy).intensity(restarts, period);
        copy.name = name.isEmpty() ? "supervisor-" + NUMBERS.incrementAndGet() : name;
        copy.children.addAll(children);
        copy.listeners.addAll(listeners);
        return copy;
    }

    RestartStrategy strategy() {
        return strategy;
    }

    String name() {
        return name;
    }

    int restarts() {
        return restarts;
    }

    Duration period() {
        return period;
    }

    List<ChildSpec> children() {
        return children;
    }

    List<Consumer<? super SupervisorEvent>> listeners() {
        return listeners;
    }
}
