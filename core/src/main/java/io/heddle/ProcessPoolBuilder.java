package io.heddle;

import io.heddle.spi.ChildOptions;
import io.heddle.spi.PoolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Says what a pool of child processes is to be like, in the manner of [Thread#ofVirtual()].
///
/// A builder belongs to one thread. [#build()] may be called more than once.
public final class ProcessPoolBuilder {

    private int workers = Strand.cores();
    private String name = "";
    private Optional<Duration> taskTimeout = Optional.empty();
    private ChildOptions child = ChildOptions.defaults();

    ProcessPoolBuilder() {}

    /// Sets the number of child processes; without it there is one for each processor that this
    /// process may use.
    ///
    /// @param count at least 1
    /// @return this builder
    /// @throws IllegalArgumentException if `count` is less than 1
    public ProcessPoolBuilder workers(int count) {
        PoolSpec.requireWorkers(count);
        this.workers = count;
        return this;
    }

    /// Names the pool and, by it, its workers.
    ///
    /// @param text any text
    /// @return this builder
    public ProcessPoolBuilder name(String text) {
        this.name = Objects.requireNonNull(text, "name");
        return this;
    }

    /// Limits the heap of each child.
    ///
    /// @param bytes at least 2 MiB
    /// @return this builder
    /// @throws IllegalArgumentException if it is less than 2 MiB
    public ProcessPoolBuilder maxHeapBytes(long bytes) {
        child = child.withMaxHeapBytes(bytes);
        return this;
    }

    /// Adds arguments for the JVM of each child; they come after those that Heddle sets itself.
    ///
    /// @param args such as `-Dx=y`
    /// @return this builder
    public ProcessPoolBuilder jvmArgs(String... args) {
        child = child.plusJvmArgs(List.of(args));
        return this;
    }

    /// Sets variables in the environment of each child, beside those that it inherits.
    ///
    /// @param variables names and values
    /// @return this builder
    public ProcessPoolBuilder environment(Map<String, String> variables) {
        child = child.plusEnvironment(variables);
        return this;
    }

    /// Says what becomes of the lines that tasks print; [TaskOutput#inherit()] without it.
    ///
    /// @param output where they go
    /// @return this builder
    public ProcessPoolBuilder output(TaskOutput output) {
        child = child.withOutput(output);
        return this;
    }

    /// Limits the time that each task may run, from the moment it starts. For `map` and the streams, which
    /// run several items as one task, it is for now the time of such a chunk as a whole.
    ///
    /// @param limit a positive time
    /// @return this builder
    /// @throws IllegalArgumentException if it is zero or negative
    public ProcessPoolBuilder taskTimeout(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException(
                    "a time limit must be positive: taskTimeout=" + limit);
        }
        this.taskTimeout = Optional.of(limit);
        return this;
    }

    /// Allows tasks to be run again after their worker died.
    ///
    /// @param count 0, the default
    /// @return this builder
    /// @throws UnsupportedOperationException if it is not 0: retries are not built yet
    public ProcessPoolBuilder retries(int count) {
        TaskOptions.defaults().retries(count);
        return this;
    }

    /// Keeps warm children ready to replace a lost one.
    ///
    /// @param count 0, the default
    /// @return this builder
    /// @throws UnsupportedOperationException if it is not 0: spares are not built yet
    public ProcessPoolBuilder spares(int count) {
        return count == 0 ? this : notBuiltYet("spares", count);
    }

    /// Limits the time that each task may wait to be started.
    ///
    /// @param limit a positive time
    /// @return never
    /// @throws UnsupportedOperationException always: queue limits are not built yet
    public ProcessPoolBuilder queueTimeout(Duration limit) {
        return notBuiltYet("queueTimeout", limit);
    }

    /// Replaces a worker after a number of tasks.
    ///
    /// @param count the number
    /// @return never
    /// @throws UnsupportedOperationException always: recycling is not built yet
    public ProcessPoolBuilder maxTasksPerWorker(long count) {
        return notBuiltYet("maxTasksPerWorker", count);
    }

    /// Replaces a worker when it has reached an age.
    ///
    /// @param age the age
    /// @return never
    /// @throws UnsupportedOperationException always: recycling is not built yet
    public ProcessPoolBuilder maxWorkerAge(Duration age) {
        return notBuiltYet("maxWorkerAge", age);
    }

    /// Replaces a worker that has grown beyond a size.
    ///
    /// @param bytes the size
    /// @return never
    /// @throws UnsupportedOperationException always: recycling is not built yet
    public ProcessPoolBuilder maxWorkerMemoryBytes(long bytes) {
        return notBuiltYet("maxWorkerMemoryBytes", bytes);
    }

    /// Ends a worker that has had nothing to do for a time.
    ///
    /// @param limit the time
    /// @return never
    /// @throws UnsupportedOperationException always: recycling is not built yet
    public ProcessPoolBuilder idleTimeout(Duration limit) {
        return notBuiltYet("idleTimeout", limit);
    }

    /// Makes `submit` wait while more than this many tasks wait.
    ///
    /// @param tasks the number
    /// @return never
    /// @throws UnsupportedOperationException always: a bounded backlog is not built yet
    public ProcessPoolBuilder backlog(int tasks) {
        return notBuiltYet("backlog", tasks);
    }

    /// Runs something once in each worker before its first task.
    ///
    /// @param action what to run
    /// @return never
    /// @throws UnsupportedOperationException always: initializers are not built yet
    public ProcessPoolBuilder initializer(Action action) {
        return notBuiltYet("initializer", action);
    }

    /// Opens the pool; its children start in the background.
    ///
    /// @return the pool
    public TaskPool build() {
        return Engines.open(new PoolSpec(Kind.PROCESS, name, workers, taskTimeout, child));
    }

    private static ProcessPoolBuilder notBuiltYet(String option, Object value) {
        throw new UnsupportedOperationException(
                "%s is not built yet: %s=%s; leave it out for now"
                        .formatted(option, option, value));
    }
}
