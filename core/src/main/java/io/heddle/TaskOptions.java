package io.heddle;

import io.heddle.spi.Durations;
import io.heddle.spi.Retries;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/// What can be said about a single task beside what it does.
///
/// Values are immutable; each method gives a changed copy: `TaskOptions.named("parse
/// a.pdf").timeout(Duration.ofSeconds(2))`.
public final class TaskOptions {

    private static final TaskOptions DEFAULTS =
            new TaskOptions("", Optional.empty(), Optional.empty(), OptionalInt.empty(), 0);

    private final String name;
    private final Optional<Duration> timeout;
    private final Optional<Duration> queueTimeout;
    private final OptionalInt retries;
    private final int priority;

    private TaskOptions(
            String name,
            Optional<Duration> timeout,
            Optional<Duration> queueTimeout,
            OptionalInt retries,
            int priority) {
        this.name = name;
        this.timeout = timeout;
        this.queueTimeout = queueTimeout;
        this.retries = retries;
        this.priority = priority;
    }

    /// Gives the options of a task about which nothing special is said.
    ///
    /// @return no name, no limits of its own, the retries of the pool, priority 0
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /// Gives a task a name, for messages, snapshots and timelines.
    ///
    /// @param name any text
    /// @return options with that name
    public static TaskOptions named(String name) {
        Objects.requireNonNull(name, "name");
        return new TaskOptions(name, Optional.empty(), Optional.empty(), OptionalInt.empty(), 0);
    }

    /// Limits the time that the task may run, from the moment it starts. It replaces the pool's own
    /// limit for this task, and holds anew for each retry.
    ///
    /// @param limit a positive time
    /// @return options with that limit
    /// @throws IllegalArgumentException if the limit is zero or negative
    public TaskOptions timeout(Duration limit) {
        Durations.requirePositive("timeout", limit);
        return new TaskOptions(name, Optional.of(limit), queueTimeout, retries, priority);
    }

    /// Limits the time that the task may wait to be started, from the moment it is submitted. It
    /// replaces the pool's own limit for this task. A task that has failed for it is never started.
    ///
    /// @param limit a positive time
    /// @return options with that limit
    /// @throws IllegalArgumentException if the limit is zero or negative
    public TaskOptions queueTimeout(Duration limit) {
        Durations.requirePositive("queueTimeout", limit);
        return new TaskOptions(name, timeout, Optional.of(limit), retries, priority);
    }

    /// Allows the task to be run again after its worker died, and, where the pool says so
    /// ([ProcessPoolBuilder#retryOn]), after a failure of its own; both count. A thread cannot die
    /// alone, so this means nothing to pools without child processes.
    ///
    /// @param count how often; 0, the default of pools, means that nothing is ever run twice
    /// @return options with that number
    /// @throws IllegalArgumentException if the number is negative
    public TaskOptions retries(int count) {
        Retries.requireNotNegative(count);
        return new TaskOptions(name, timeout, queueTimeout, OptionalInt.of(count), priority);
    }

    /// Lets the task start before all that wait with a lower number, those that a worker was handed ahead
    /// of time included: it is asked for them, and what it begins before it hears of that comes first.
    /// Tasks of one priority start in the
    /// order in which they were submitted. A steady stream of urgent tasks keeps others waiting for
    /// ever; give those a [#queueTimeout(Duration)].
    ///
    /// @param level higher is sooner; 0 is the default
    /// @return options with that priority
    public TaskOptions priority(int level) {
        return new TaskOptions(name, timeout, queueTimeout, retries, level);
    }

    /// Tells the name.
    ///
    /// @return the name, empty if none was given
    public String name() {
        return name;
    }

    /// Tells the limit of the running time.
    ///
    /// @return the limit, empty if the pool's own limit holds
    public Optional<Duration> timeout() {
        return timeout;
    }

    /// Tells the limit of the waiting time.
    ///
    /// @return the limit, empty if the pool's own limit holds
    public Optional<Duration> queueTimeout() {
        return queueTimeout;
    }

    /// Tells how often the task may be run again.
    ///
    /// @return the number, empty if the pool's own number holds
    public OptionalInt retries() {
        return retries;
    }

    /// Tells the priority.
    ///
    /// @return the level
    public int priority() {
        return priority;
    }

    @Override
    public String toString() {
        return "TaskOptions[name='%s' timeout=%s queueTimeout=%s retries=%s priority=%d]"
                .formatted(
                        name,
                        timeout.map(Durations::text).orElse("none"),
                        queueTimeout.map(Durations::text).orElse("none"),
                        retries.isPresent() ? retries.getAsInt() : "of the pool",
                        priority);
    }
}
