package io.heddle;

import io.heddle.spi.Durations;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The child process ended while it ran the task, or while it was handed the task.
///
/// Only that task fails with it; the pool replaces the worker and goes on. The task is not run a second
/// time unless a retry was asked for; then it fails with this once no retry is left.
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
        /// Its heap, or something else the JVM has a limit for, was used up; the hint says what.
        OUT_OF_MEMORY,
        /// The system's out-of-memory killer ended it. Said only where the system counts those
        /// kills for a group of processes (Linux, a memory cgroup) and has counted one; otherwise
        /// such a death is a SIGNAL.
        KILLED_BY_OS,
        /// A whole machine of a cluster is not heard of any more; whether its processes have ended nobody
        /// knows. The report has neither a process nor an exit code.
        SILENT
    }

    /// What is known about a death.
    ///
    /// @param pid the process that died
    /// @param kind how it came to its end
    /// @param exitCode its exit code, or `-N` if signal *N* ended it
    /// @param uptime how long the process had lived
    /// @param lastMemoryBytes its resident memory when it was last looked at, up to a second before
    ///   its end; 0 if it never was, or where the system does not say
    /// @param peakMemoryBytes the most resident memory that it was seen to have had; 0 likewise
    /// @param lastErrorLines the last lines it wrote to its standard error, oldest first
    /// @param crashFile the absolute path of the report that the JVM wrote about its own crash;
    ///   empty if there is none. It lies in the temporary folder of the parent and is never removed
    ///   by Heddle
    /// @param hint what is known of the cause, and what to look at next
    public record Death(
            long pid,
            Kind kind,
            int exitCode,
            Duration uptime,
            long lastMemoryBytes,
            long peakMemoryBytes,
            List<String> lastErrorLines,
            String crashFile,
            String hint)
            implements Serializable {

        private static final long BYTES_PER_MEBIBYTE = 1L << 20;

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
            return "pid=%d %s kind=%s uptime=%s%s"
                    .formatted(
                            pid,
                            end,
                            kind,
                            Durations.text(uptime.truncatedTo(ChronoUnit.MILLIS)),
                            memory());
        }

        private String memory() {
            return lastMemoryBytes == 0
                    ? ""
                    : " memory=%dMiB peak=%dMiB"
                            .formatted(
                                    lastMemoryBytes / BYTES_PER_MEBIBYTE,
                                    peakMemoryBytes / BYTES_PER_MEBIBYTE);
        }
    }

    private final Death death;
    private final int attempts;

    /// Makes the exception.
    ///
    /// @param message which task and which worker, with the values of the report
    /// @param death what is known about the death
    /// @param attempts how often the task had been started, this time included; 0 if the process
    ///   died before it could be given a task
    public WorkerDiedException(String message, Death death, int attempts) {
        super(message);
        this.death = death;
        this.attempts = attempts;
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

    /// Tells how much memory the process had when it was last looked at.
    ///
    /// @return resident bytes; empty if it died before anybody looked, or where the system does not
    ///     say
    public OptionalLong lastMemoryBytes() {
        return seen(death.lastMemoryBytes());
    }

    /// Tells the most memory that the process was seen to have had. What it took in its last second
    /// may be missing.
    ///
    /// @return resident bytes; empty as for [#lastMemoryBytes()]
    public OptionalLong peakMemoryBytes() {
        return seen(death.peakMemoryBytes());
    }

    private static OptionalLong seen(long bytes) {
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /// Tells which start of the task this was.
    ///
    /// @return how often the task had been started, this time included; 0 if the process died before
    ///     it could be given a task
    public int attempts() {
        return attempts;
    }

    /// Tells what is known of the cause, and what to look at next.
    ///
    /// @return a sentence for people; its wording may change
    public String hint() {
        return death.hint();
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
