package io.heddle;

import io.heddle.spi.ChildOptions;
import io.heddle.spi.Durations;
import io.heddle.spi.Grace;
import io.heddle.spi.Parameters;
import io.heddle.spi.PoolSpec;
import io.heddle.spi.Recycling;
import io.heddle.spi.Retries;
import io.heddle.spi.Starts;
import io.heddle.spi.TaskRules;
import io.heddle.spi.WorkerRules;
import java.io.ObjectInputFilter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/// Says what a pool of child processes is to be like, in the manner of [Thread#ofVirtual()].
///
/// A builder belongs to one thread. [#build()] may be called more than once.
public final class ProcessPoolBuilder {

    private int workers = Strand.cores();
    private String name = "";
    private Optional<Duration> taskTimeout = Optional.empty();
    private Optional<Duration> queueTimeout = Optional.empty();
    private Grace grace = Grace.DEFAULT;
    private Retries retries = Retries.NONE;
    private int backlog = Integer.MAX_VALUE;
    private int spares;
    private Recycling recycling = Recycling.NEVER;
    private Starts starts = Starts.DEFAULT;
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
    /// @throws IllegalArgumentException if one has a NUL
    public ProcessPoolBuilder jvmArgs(String... args) {
        child = child.plusJvmArgs(Parameters.listOf("jvmArgs", args));
        return this;
    }

    /// Sets variables in the environment of each child, beside those that it inherits.
    ///
    /// @param variables names and values
    /// @return this builder
    /// @throws IllegalArgumentException if a name is empty or has `=` in it, or anything has a NUL
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

    /// Lets nothing travel but the listed types, and those of the JDK that nearly every task needs:
    /// numbers, text, times, the common collections, exceptions, and lambdas of listed classes. It
    /// holds on both sides: for tasks and what they capture in the worker, for results and exceptions
    /// here.
    ///
    /// A task or result with anything else in it fails its future with [TaskSerializationException],
    /// which names the type; an exception arrives as [RemoteTaskException]. A lambda needs the class
    /// in which it is written on the list. Calls add up, and the first matching entry decides. Use it
    /// where tasks work on data of strangers, so that a worker that was taken over cannot take the
    /// parent over by what it sends. It is no sandbox for the worker itself.
    ///
    /// Objects of `io.heddle.shared` are not among those of the JDK and travel only if they are listed, all by
    /// the one entry `io.heddle.shared.*`: whoever reads one maps memory that the sender has chosen.
    ///
    /// @param patterns entries in the form of [ObjectInputFilter]: `com.acme.Order`, `com.acme.*`
    ///   for a package, `com.acme.**` for it and all below, `!` before one to refuse what it names;
    ///   without any, only the types of the JDK travel
    /// @return this builder
    /// @throws IllegalArgumentException if one is no such entry, or would allow everything
    public ProcessPoolBuilder allowOnly(String... patterns) {
        child =
                child.withRules(
                        child.rules().plusAllowed(Parameters.listOf("allowOnly", patterns)));
        return this;
    }

    /// Limits how large tasks, results and exceptions may be, on both sides.
    ///
    /// @param limits the limits; those that are not set stay as they are by default
    /// @return this builder
    public ProcessPoolBuilder travelLimits(TravelLimits limits) {
        child =
                child.withRules(
                        child.rules().withLimits(Objects.requireNonNull(limits, "travelLimits")));
        return this;
    }

    /// Adds a filter for what workers send. It is asked here, in the parent, for every type and
    /// array in results and exceptions, beside [#allowOnly] and the limits: what it rejects is refused,
    /// what it allows is not thereby allowed by the others. It may be called by several threads at once.
    ///
    /// It is not asked about what Heddle puts around results and exceptions, nor about a result that is
    /// a single `Integer`, `Long` or `byte[]`. A result in which it rejects something fails its future
    /// with [TaskSerializationException], which names the type; an exception arrives as
    /// [RemoteTaskException]. A filter that throws has rejected; the message names its exception.
    ///
    /// @param filter the filter; it does not travel to the workers
    /// @return this builder
    public ProcessPoolBuilder resultFilter(ObjectInputFilter filter) {
        child = child.withRules(child.rules().withOwn(filter));
        return this;
    }

    /// Limits the time that each task may run, from the moment it starts; in `map` and the streams, the
    /// time of each item.
    ///
    /// At the limit the future fails with [TaskTimeoutException]; the work behind it is ended by an
    /// interrupt, then TERM, then KILL of the worker's whole tree. A task that is run again has its time
    /// anew.
    ///
    /// @param limit a positive time
    /// @return this builder
    /// @throws IllegalArgumentException if it is zero or negative
    public ProcessPoolBuilder taskTimeout(Duration limit) {
        this.taskTimeout = Optional.of(Durations.requirePositive("taskTimeout", limit));
        return this;
    }

    /// Limits the time that each task may wait to be started, from the moment it was submitted. Then its
    /// future fails with [TaskTimeoutException], and it is never started.
    ///
    /// @param limit a positive time
    /// @return this builder
    /// @throws IllegalArgumentException if it is zero or negative
    public ProcessPoolBuilder queueTimeout(Duration limit) {
        this.queueTimeout = Optional.of(Durations.requirePositive("queueTimeout", limit));
        return this;
    }

    /// Sets how long a task has to obey an interrupt, after a limit or `cancel(true)`, before its
    /// process gets TERM; 250 ms without it.
    ///
    /// @param grace zero or more
    /// @return this builder
    /// @throws IllegalArgumentException if it is negative
    public ProcessPoolBuilder interruptGrace(Duration grace) {
        this.grace = new Grace(grace, this.grace.afterTerm());
        return this;
    }

    /// Sets how long a process has to run its shutdown hooks after TERM before it is killed with all that
    /// it has started; 500 ms without it.
    ///
    /// @param grace zero or more
    /// @return this builder
    /// @throws IllegalArgumentException if it is negative
    public ProcessPoolBuilder terminateGrace(Duration grace) {
        this.grace = new Grace(this.grace.afterInterrupt(), grace);
        return this;
    }

    /// Allows tasks to be run again after their worker died while it ran them. Of a chunk of a `map` or a
    /// stream everything is run again whose results had not arrived. Only for tasks that may run twice.
    ///
    /// @param count how often; 0, the default, means that nothing is ever run twice
    /// @return this builder
    /// @throws IllegalArgumentException if it is negative
    public ProcessPoolBuilder retries(int count) {
        this.retries = new Retries(count, retries.on(), retries.quarantineAfter());
        return this;
    }

    /// Allows tasks to be run again also after failures of their own, as often as [#retries(int)] says.
    /// In `map` and the streams an item is run again, and not those before it, which have a result;
    /// each item may fail that often. Results keep their order.
    ///
    /// @param failures tells of what a task threw whether another run may help; runs in this process,
    ///   must be quick, and counts as `false` if it throws
    /// @return this builder
    public ProcessPoolBuilder retryOn(Predicate<? super Throwable> failures) {
        this.retries = new Retries(retries.most(), failures, retries.quarantineAfter());
        return this;
    }

    /// Never runs a task again that has cost this many workers, however many retries it has left; 3
    /// without it.
    ///
    /// @param deaths at least 1
    /// @return this builder
    /// @throws IllegalArgumentException if it is less than 1
    public ProcessPoolBuilder quarantineAfter(int deaths) {
        this.retries = new Retries(retries.most(), retries.on(), deaths);
        return this;
    }

    /// Makes `submit` wait while this many tasks wait to be started; without it any number may. What a
    /// worker was handed ahead of time waits too, so a small backlog keeps workers from having their next
    /// short task at hand.
    ///
    /// A thread that is interrupted while it waits so gets a
    /// [java.util.concurrent.RejectedExecutionException], its interrupt flag set.
    ///
    /// @param tasks at least 1
    /// @return this builder
    /// @throws IllegalArgumentException if it is less than 1, when the pool is built
    public ProcessPoolBuilder backlog(int tasks) {
        this.backlog = tasks;
        return this;
    }

    /// Keeps warm children ready to replace a worker that is lost or recycled.
    ///
    /// @param count 0, the default, or more
    /// @return this builder
    /// @throws IllegalArgumentException if it is negative, when the pool is built
    public ProcessPoolBuilder spares(int count) {
        this.spares = count;
        return this;
    }

    /// Gives each worker this many tasks and never one more; a chunk of a `map` counts as one. Its
    /// replacement is started before the last of them. 1 gives each task a process of its own.
    ///
    /// @param count at least 1
    /// @return this builder
    /// @throws IllegalArgumentException if it is less than 1
    public ProcessPoolBuilder maxTasksPerWorker(long count) {
        this.recycling =
                new Recycling(
                        count,
                        recycling.maxAge(),
                        recycling.maxMemoryBytes(),
                        recycling.idleTimeout());
        return this;
    }

    /// Replaces a worker that has reached an age, between two tasks and when its replacement is ready.
    ///
    /// @param age a positive time
    /// @return this builder
    /// @throws IllegalArgumentException if it is zero or negative
    public ProcessPoolBuilder maxWorkerAge(Duration age) {
        this.recycling =
                new Recycling(
                        recycling.maxTasks(),
                        Optional.of(Objects.requireNonNull(age, "maxWorkerAge")),
                        recycling.maxMemoryBytes(),
                        recycling.idleTimeout());
        return this;
    }

    /// Replaces a worker whose resident memory has grown beyond a size, between two tasks and when its
    /// replacement is ready. It is no limit for a running task; that is [#maxHeapBytes(long)].
    ///
    /// @param bytes more than an idle worker needs, which is about 50 MiB
    /// @return this builder
    /// @throws IllegalArgumentException if it is less than 1
    public ProcessPoolBuilder maxWorkerMemoryBytes(long bytes) {
        this.recycling =
                new Recycling(
                        recycling.maxTasks(), recycling.maxAge(), bytes, recycling.idleTimeout());
        return this;
    }

    /// Ends workers that have had nothing to do for a time, spares too, and starts them again when there
    /// is work for them.
    ///
    /// @param limit a positive time
    /// @return this builder
    /// @throws IllegalArgumentException if it is zero or negative
    public ProcessPoolBuilder idleTimeout(Duration limit) {
        this.recycling =
                new Recycling(
                        recycling.maxTasks(),
                        recycling.maxAge(),
                        recycling.maxMemoryBytes(),
                        Optional.of(Objects.requireNonNull(limit, "idleTimeout")));
        return this;
    }

    /// Runs something once in each worker before its first task.
    ///
    /// If it throws, or cannot travel, the pool is unavailable for good: every task fails with
    /// [PoolUnavailableException], whose cause says why.
    ///
    /// @param action what to run
    /// @return this builder
    public ProcessPoolBuilder initializer(Action action) {
        this.starts =
                new Starts(
                        Optional.of(Objects.requireNonNull(action, "initializer")),
                        starts.timeout(),
                        starts.mostFailures(),
                        starts.within());
        return this;
    }

    /// Limits the time from the start of a worker's process until it is ready, its initializer included;
    /// two minutes without it. A worker that takes longer is killed, and its start has failed.
    ///
    /// @param limit a positive time
    /// @return this builder
    /// @throws IllegalArgumentException if it is zero or negative
    public ProcessPoolBuilder startTimeout(Duration limit) {
        this.starts =
                new Starts(starts.initializer(), limit, starts.mostFailures(), starts.within());
        return this;
    }

    /// Says when it is no use to start workers any more: when this many starts have failed, one after the
    /// other, within a time, and none of the pool's workers is left. Then the pool is unavailable for good.
    /// Five within a minute without it. The second failed start and those after it are made up for with a
    /// growing delay, so that five take about a second if workers end before they can work, and about
    /// seven if this process has no files, threads or room for them. A pool that still has workers goes on
    /// with these and never gives up.
    ///
    /// Workers that die while they run tasks do not count: that is the tasks' doing.
    ///
    /// @param failures at least 1
    /// @param within a positive time
    /// @return this builder
    /// @throws IllegalArgumentException if one of them is less
    public ProcessPoolBuilder restartLimit(int failures, Duration within) {
        this.starts = new Starts(starts.initializer(), starts.timeout(), failures, within);
        return this;
    }

    /// Opens the pool; its children start in the background.
    ///
    /// @return the pool
    public TaskPool build() {
        TaskRules tasks = new TaskRules(taskTimeout, queueTimeout, grace, retries, backlog);
        WorkerRules staff = new WorkerRules(spares, recycling, starts);
        return Engines.open(new PoolSpec(Kind.PROCESS, name, workers, tasks, staff, child));
    }
}
