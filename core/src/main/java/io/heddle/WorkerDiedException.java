package io.heddle;

import io.heddle.spi.Durations;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The child process ended while it ran the task.
///
/// Only the task that was running fails with it; the pool replaces the worker and goes on. The task
/// is not run a second time.
///
/// ## Exit codes
///
/// A process ended by signal *N* is reported as `-N`. The JDK folds both `exit(128+N)` and a death
/// by signal *N* into one number; Heddle's workers announce an orderly exit first, so that the two
/// are told apart. `Runtime.halt(128+N)` announces nothing and cannot be told from signal *N*.
public final class WorkerDiedException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    /// How a worker came to its end.
    public enum Kind {
        /// It ended itself with an exit code.
        EXIT,
        /// A signal ended it; a crash of the JVM itself shows as ABRT.
        SIGNAL,
        /// Its heap, or something else the JVM has a limit for, was used up.
        OUT_OF_MEMORY,
        /// The system ended it to get memory back.
        KILLED_BY_OS
    }

    /// What is known about a death.
    ///
    /// @param pid the process that died
    /// @param kind how it came to its end
    /// @param exitCode its exit code, or `-N` if signal *N* ended it
    /// @param uptime how long the process had lived
    /// @param lastErrorLines the last lines it wrote to its standard error, oldest first
    /// @param crashFile the absolute path of the report that the JVM wrote about its own crash;
    ///   empty if there is none
    /// @param hint what to look at next; empty if there is nothing to say
    public record Death(
            long pid,
            Kind kind,
            int exitCode,
            Duration uptime,
            List<String> lastErrorLines,
            String crashFile,
            String hint)
            implements Serializable {

        /// Copies the lines, so that the report stays as it is.
        public Death {
            lastErrorLines = List.copyOf(lastErrorLines);
        }

        /// Tells which signal ended the process.
        ///
        /// @return the signal; empty if the process ended by itself
        public Optional<Signal> signal() {
            return exitCode < 0 ? Signal.ofNumber(-exitCode) : Optional.empty();
        }

        @Override
        public String toString() {
            String end =
                    exitCode < 0
                            ? "signal=" + signal().map(Signal::name).orElse("" + -exitCode)
                            : "exit=" + exitCode;
            return "pid=%d %s kind=%s uptime=%s".formatted(pid, end, kind, Durations.text(uptime));
        }
    }

    private final Death death;

    /// Makes the exception.
    ///
    /// @param message which task and which worker, with the values of the report
    /// @param death what is known about the death
    public WorkerDiedException(String message, Death death) {
        super(message);
        this.death = death;
    }

    /// Gives everything that is known about the death in one value.
    ///
    /// @return the report
    public Death death() {
        return death;
    }

    /// Tells which process died.
    ///
    /// @return its process id
    public long pid() {
        return death.pid();
    }

    /// Tells how it came to its end.
    ///
    /// @return the kind of death
    public Kind kind() {
        return death.kind();
    }

    /// Tells the exit code.
    ///
    /// @return the code, or `-N` if signal *N* ended the process
    public int exitCode() {
        return death.exitCode();
    }

    /// Tells which signal ended the process.
    ///
    /// @return the signal; empty if the process ended by itself
    public Optional<Signal> signal() {
        return death.signal();
    }

    /// Tells how long the process had lived.
    ///
    /// @return the time from its start to its end
    public Duration uptime() {
        return death.uptime();
    }

    /// Gives the last lines that the process wrote to its standard error.
    ///
    /// @return the lines, oldest first; empty if it wrote none
    public List<String> lastErrorLines() {
        return death.lastErrorLines();
    }

    /// Tells where the JVM left the report about its own crash.
    ///
    /// @return the file; empty unless the JVM crashed
    public Optional<Path> crashFile() {
        return death.crashFile().isEmpty()
                ? Optional.empty()
                : Optional.of(Path.of(death.crashFile()));
    }
}
