package io.heddle;

import io.heddle.spi.ChildOptions;
import io.heddle.spi.Parameters;
import io.heddle.spi.StrandSpec;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A child process started for one task.
///
/// Beside the shape of every [Strand] it has what only processes have: a pid, an exit code,
/// signals. The process ends when its task has, and with it the threads and child processes that it
/// started and that are no daemons, as a program of its own would; the result is there before that.
///
/// ## Exit codes
///
/// 0 after a result, 1 after an exception, the code of `System.exit` or `Runtime.halt`, or `-N` if
/// signal *N* ended it. `Runtime.halt(128+N)` cannot be told from signal *N*.
///
/// @param <T> the type of the result
public interface ProcessStrand<T extends @Nullable Object> extends Strand<T> {

    /// Tells the id of the child process.
    ///
    /// @return its pid
    /// @throws IllegalStateException if it was not started, or could not be
    long pid();

    /// Tells the id of the process that started it.
    ///
    /// @return the pid of the parent
    long parentPid();

    /// Tells how the process ended.
    ///
    /// @return its exit code, or `-N` if signal *N* ended it; empty as long as it has not ended
    OptionalInt exitCode();

    /// Asks the process politely to end, by TERM: its shutdown hooks run.
    ///
    /// Does nothing if it has ended or was never started.
    void terminate();

    /// Ends the process at once, and everything that it has started.
    ///
    /// Does nothing if it has ended or was never started.
    void kill();

    /// Sends a signal to the process, not to its descendants. What a JVM makes of each is said at
    /// [Signal].
    ///
    /// Does nothing if the process has ended: a pid that another process may have by now is never
    /// signalled.
    ///
    /// The death of a process by INT or HUP that others have sent it is told half a second later than other deaths: a
    /// terminal sends both to the whole program, and then it is about to end itself.
    ///
    /// @param signal the signal
    /// @throws IllegalStateException if the strand was not started
    void send(Signal signal);

    /// Says what a child process is to be like. A builder belongs to one thread and may be used
    /// again.
    final class Builder {

        private String name = "";
        private boolean daemon;
        private ChildOptions child = ChildOptions.defaults();

        Builder() {}

        /// Names the strand.
        ///
        /// @param text any text; without it the name is `process-` and a number
        /// @return this builder
        public Builder name(String text) {
            this.name = Objects.requireNonNull(text, "name");
            return this;
        }

        /// Says whether the process ends with the program that started it, instead of being waited
        /// for.
        ///
        /// @param on true for a daemon
        /// @return this builder
        public Builder daemon(boolean on) {
            this.daemon = on;
            return this;
        }

        /// Limits the heap of the child.
        ///
        /// @param bytes at least 2 MiB
        /// @return this builder
        /// @throws IllegalArgumentException if it is less than 2 MiB
        public Builder maxHeapBytes(long bytes) {
            child = child.withMaxHeapBytes(bytes);
            return this;
        }

        /// Adds arguments for the JVM of the child; they come after those that Heddle sets itself.
        ///
        /// @param args such as `-Dx=y`
        /// @return this builder
        /// @throws IllegalArgumentException if one has a NUL
        public Builder jvmArgs(String... args) {
            child = child.plusJvmArgs(Parameters.listOf("jvmArgs", args));
            return this;
        }

        /// Sets variables in the environment of the child, beside those that it inherits.
        ///
        /// @param variables names and values
        /// @return this builder
        /// @throws IllegalArgumentException if a name is empty or has `=` in it, or anything has a NUL
        public Builder environment(Map<String, String> variables) {
            child = child.plusEnvironment(variables);
            return this;
        }

        /// Says what becomes of the lines that the child prints; [TaskOutput#inherit()] without it.
        ///
        /// @param output where they go
        /// @return this builder
        public Builder output(TaskOutput output) {
            child = child.withOutput(output);
            return this;
        }

        /// Lets nothing travel but the listed types, and those of the JDK that nearly every task
        /// needs; see [ProcessPoolBuilder#allowOnly].
        ///
        /// @param patterns entries as of [java.io.ObjectInputFilter]
        /// @return this builder
        /// @throws IllegalArgumentException if one is no such entry, or would allow everything
        public Builder allowOnly(String... patterns) {
            child =
                    child.withRules(
                            child.rules().plusAllowed(Parameters.listOf("allowOnly", patterns)));
            return this;
        }

        /// Limits how large the task, its result and its exception may be.
        ///
        /// @param limits the limits; those that are not set stay as they are by default
        /// @return this builder
        public Builder travelLimits(TravelLimits limits) {
            child =
                    child.withRules(
                            child.rules()
                                    .withLimits(Objects.requireNonNull(limits, "travelLimits")));
            return this;
        }

        /// Builds a strand and starts its process.
        ///
        /// @param <T> the type of the result
        /// @param task what it runs
        /// @return the started strand
        public <T extends @Nullable Object> ProcessStrand<T> start(Task<T> task) {
            ProcessStrand<T> strand = unstarted(task);
            strand.start();
            return strand;
        }

        /// Builds a strand without a result and starts its process.
        ///
        /// @param action what it runs
        /// @return the started strand
        public ProcessStrand<@Nullable Void> start(Action action) {
            ProcessStrand<@Nullable Void> strand = unstarted(action);
            strand.start();
            return strand;
        }

        /// Builds a strand whose process is started later.
        ///
        /// @param <T> the type of the result
        /// @param task what it will run
        /// @return the strand
        public <T extends @Nullable Object> ProcessStrand<T> unstarted(Task<T> task) {
            StrandSpec spec = StrandSpec.ofProcess(name, daemon, child);
            return (ProcessStrand<T>) Engines.strand(spec, task);
        }

        /// Builds a strand without a result whose process is started later.
        ///
        /// @param action what it will run
        /// @return the strand
        public ProcessStrand<@Nullable Void> unstarted(Action action) {
            return unstarted(new ActionTask(action));
        }
    }
}
