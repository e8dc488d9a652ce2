package io.heddle;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// What can be said about a single task beside what it does.
///
/// Values are immutable; each method gives a changed copy: `TaskOptions.named("parse
/// a.pdf").timeout(Duration.ofSeconds(2))`.
public final class TaskOptions {

    private static final TaskOptions DEFAULTS = new TaskOptions("", Optional.empty());

    private final String name;
    private final Optional<Duration> timeout;

    private TaskOptions(String name, Optional<Duration> timeout) {
        this.name = name;
        this.timeout = timeout;
    }

    /// Gives the options of a task about which nothing special is said.
    ///
    /// @return no name, no limit of its own
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /// Gives a task a name, for messages, snapshots and timelines.
    ///
    /// @param name any text
    /// @return options with that name
    public static TaskOptions named(String name) {
        return new TaskOptions(Objects.requireNonNull(name, "name"), Optional.empty());
    }

    /// Limits the time that the task may run, from the moment it starts. It replaces the pool's own
    /// limit for this task.
    ///
    /// @param limit a positive time
    /// @return options with that limit
    /// @throws IllegalArgumentException if the limit is zero or negative
    public TaskOptions timeout(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException(
                    "a time limit must be positive: timeout=%s task='%s'".formatted(limit, name));
        }
        return new TaskOptions(name, Optional.of(limit));
    }

    /// Allows the task to be run again after its worker died.
    ///
    /// @param count how often; 0, the default, means that nothing is ever run twice
    /// @return options with that number
    /// @throws IllegalArgumentException if the number is negative
    /// @throws UnsupportedOperationException if the number is positive: retries are not built yet
    public TaskOptions retries(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "the number of retries cannot be negative: retries=" + count);
        }
        if (count > 0) {
            throw new UnsupportedOperationException(
                    "retries are not built yet: retries="
                            + count
                            + "; submit again when it failed");
        }
        return this;
    }

    /// Limits the time that the task may wait to be started.
    ///
    /// @param limit a positive time
    /// @return never
    /// @throws UnsupportedOperationException always: queue limits are not built yet
    public TaskOptions queueTimeout(Duration limit) {
        throw new UnsupportedOperationException(
                "queueTimeout is not built yet: queueTimeout=" + limit);
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

    @Override
    public String toString() {
        return "TaskOptions[name='%s' timeout=%s]"
                .formatted(name, timeout.map(Duration::toString).orElse("none"));
    }
}
