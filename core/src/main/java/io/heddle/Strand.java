package io.heddle;

import io.heddle.spi.StrandSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One running unit: a child process, a thread or a coroutine, started for one task.
///
/// The three kinds have one shape. Use a [TaskPool] for many tasks; a strand is for the one that
/// deserves a process or a thread of its own.
///
/// ## Lifecycle
///
/// A strand is built, started once, and ends with its task. The program waits at its end for
/// strands of processes and threads that are not daemons, unless it is ended by `System.exit`;
/// coroutines are always daemons. A daemon process ends with the program, however that ends, and so
/// does everything that the process has started itself.
///
/// ## If nobody asks
///
/// The failure of a strand that nobody joined, asked for its outcome or hung a stage on is reported
/// once, with its name and the place where it was started (for a coroutine: where its task begins): as
/// soon as the strand cannot be reached any more, at the latest when the program ends. It goes to
/// [Thread#getDefaultUncaughtExceptionHandler()], or without one to the logger `io.heddle`, at the end
/// of the program to standard error.
///
/// ## Cancellation
///
/// As of [TaskFuture#cancel(boolean)]: `cancel(true)` really ends a process with all its
/// descendants, and interrupts a thread or coroutine.
///
/// ## If a process dies
///
/// The strand fails with [WorkerDiedException]; see [ProcessStrand#exitCode()].
///
/// @param <T> the type of the result
public interface Strand<T extends @Nullable Object> extends TaskFuture<T> {

    /// Begins a child process.
    ///
    /// @return a builder
    static ProcessStrand.Builder ofProcess() {
        return new ProcessStrand.Builder();
    }

    /// Begins a platform thread.
    ///
    /// @return a builder
    static Builder ofThread() {
        return new Builder(Kind.THREAD);
    }

    /// Begins a coroutine, which is a virtual thread.
    ///
    /// @return a builder
    static Builder ofCoroutine() {
        return new Builder(Kind.COROUTINE);
    }

    /// Gives the strand that runs the calling code. Code that runs in no strand, such as `main`,
    /// gets a view of its thread.
    ///
    /// @return the innermost strand: a thread or coroutine strand, or the process strand whose task
    ///   this is
    static Strand<?> current() {
        return io.heddle.spi.CurrentStrand.get();
    }

    /// Gives the child processes that this process has started and that have not ended, strands
    /// only.
    ///
    /// @return the strands, in the order of their start
    static List<ProcessStrand<?>> activeChildren() {
        return Engines.engine(Kind.PROCESS).active().stream()
                .<ProcessStrand<?>>map(child -> (ProcessStrand<?>) child)
                .toList();
    }

    /// Gives the strands of this process that were started and have not ended: processes, threads and
    /// coroutines, those of scopes included. Not among them are workers of pools, and threads that Heddle did not start, such as
    /// the one of `main`.
    ///
    /// @return the strands, in the order in which they were made; behind them those of scopes, scope by scope
    static List<Strand<?>> active() {
        return Engines.active();
    }

    /// Tells how many processors this process may really use, limits of its container and its
    /// affinity included.
    ///
    /// @return at least 1
    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /// Tells how the strand runs.
    ///
    /// @return process, thread or coroutine
    Kind kind();

    /// Starts the strand.
    ///
    /// @throws IllegalStateException if it was started or cancelled before
    void start();

    /// Tells whether the strand was started and has not ended.
    ///
    /// @return true between its start and its end
    boolean isAlive();

    /// Tells whether the program may end without waiting for this strand.
    ///
    /// @return true for a daemon
    boolean isDaemon();

    /// Tells what the strand is doing.
    ///
    /// @return its state as the system sees it now
    StrandStatus status();

    /// Waits until the strand has ended, however it ended. For a process this is the end of the
    /// process itself.
    ///
    /// @throws InterruptedException if interrupted while waiting; the strand goes on
    /// @throws IllegalStateException if the strand was never started
    @Override
    void join() throws InterruptedException;

    /// Waits until the strand has ended, but not longer than a limit.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether it has ended
    /// @throws InterruptedException if interrupted while waiting; the strand goes on
    /// @throws IllegalStateException if the strand was never started
    @Override
    boolean join(Duration limit) throws InterruptedException;

    /// Says what a thread or coroutine strand is to be like. A builder belongs to one thread and
    /// may be used again.
    final class Builder {

        private final Kind kind;
        private String name = "";
        private boolean daemon;
        private Duration delay = Duration.ZERO;

        private Builder(Kind kind) {
            this.kind = kind;
            this.daemon = kind == Kind.COROUTINE;
        }

        /// Names the strand.
        ///
        /// @param text any text; without it the kind and a number are the name
        /// @return this builder
        public Builder name(String text) {
            this.name = java.util.Objects.requireNonNull(text, "name");
            return this;
        }

        /// Says whether the program may end without waiting for the strand.
        ///
        /// @param on true for a daemon
        /// @return this builder
        /// @throws IllegalArgumentException if a coroutine is not to be a daemon: all are
        public Builder daemon(boolean on) {
            if (kind == Kind.COROUTINE && !on) {
                throw new IllegalArgumentException(
                        "a coroutine is always a daemon: daemon=false; join it, or use Strand.ofThread()");
            }
            this.daemon = on;
            return this;
        }

        /// Says how long after its start the strand begins with its task. Meanwhile it is alive and
        /// waits; a cancellation then is *clean*, whatever its argument.
        ///
        /// @param time zero or less for at once, which is also what happens without this call
        /// @return this builder
        public Builder delay(Duration time) {
            this.delay = java.util.Objects.requireNonNull(time, "delay");
            return this;
        }

        /// Builds a strand and starts it.
        ///
        /// @param <T> the type of the result
        /// @param task what it runs
        /// @return the started strand
        public <T extends @Nullable Object> Strand<T> start(Task<T> task) {
            Strand<T> strand = unstarted(task);
            strand.start();
            return strand;
        }

        /// Builds a strand without a result and starts it.
        ///
        /// @param action what it runs
        /// @return the started strand
        public Strand<@Nullable Void> start(Action action) {
            Strand<@Nullable Void> strand = unstarted(action);
            strand.start();
            return strand;
        }

        /// Builds a strand that is started later.
        ///
        /// @param <T> the type of the result
        /// @param task what it will run
        /// @return the strand
        public <T extends @Nullable Object> Strand<T> unstarted(Task<T> task) {
            return Engines.strand(StrandSpec.of(kind, name, daemon, delay), task);
        }

        /// Builds a strand without a result that is started later.
        ///
        /// @param action what it will run
        /// @return the strand
        public Strand<@Nullable Void> unstarted(Action action) {
            return unstarted(new ActionTask(action));
        }
    }
}
