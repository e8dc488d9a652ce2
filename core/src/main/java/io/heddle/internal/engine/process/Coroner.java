package io.heddle.internal.engine.process;

import io.heddle.Signal;
import io.heddle.WorkerDiedException.Death;
import io.heddle.WorkerDiedException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out how a child came to its end.
///
/// The JDK reports an exit with 128 + N and a death by signal N as the same number. A worker that ends in
/// an orderly way says so before it does ([Announcement]); what was not announced and is above 128 is a
/// signal.
final class Coroner {

    private static final int SIGNAL_BASE = 128;
    private static final int HIGHEST_SIGNAL = 64;

    /// What a worker said about its end before it came.
    ///
    /// @param outOfMemory what was used up, or `null`
    /// @param orderly whether its shutdown hooks ran
    /// @param signal the number of the signal that made it end, 0 if it was its own decision
    /// @param place who asked for the end; empty if that is not known
    record Announcement(@Nullable String outOfMemory, boolean orderly, int signal, String place) {
        static final Announcement NONE = new Announcement(null, false, 0, "");
    }

    private Coroner() {}

    static Death examine(
            long pid,
            int code,
            Announcement said,
            boolean jvmSaidOutOfMemory,
            Duration uptime,
            List<String> lastErrorLines) {
        boolean memory = said.outOfMemory() != null || jvmSaidOutOfMemory;
        boolean bySignal =
                !memory
                        && code > SIGNAL_BASE
                        && code <= SIGNAL_BASE + HIGHEST_SIGNAL
                        && (!said.orderly() || said.signal() > 0);
        Kind kind = memory ? Kind.OUT_OF_MEMORY : bySignal ? Kind.SIGNAL : Kind.EXIT;
        int exitCode = bySignal ? SIGNAL_BASE - code : code;
        Path crashFile = CrashFile.of(pid).orElse(null);
        return new Death(
                pid,
                kind,
                exitCode,
                uptime,
                lastErrorLines,
                crashFile == null ? "" : crashFile.toAbsolutePath().toString(),
                hint(kind, exitCode, said, crashFile));
    }

    private static String hint(
            Kind kind, int exitCode, Announcement said, @Nullable Path crashFile) {
        if (crashFile != null) {
            return "the JVM itself crashed, see " + crashFile;
        }
        return switch (kind) {
            case OUT_OF_MEMORY ->
                    said.outOfMemory() != null
                            ? said.outOfMemory() + "; give workers more by maxHeapBytes"
                            : "its heap was used up; give workers more by maxHeapBytes";
            case SIGNAL ->
                    exitCode == -Signal.KILL.number()
                            ? "somebody killed it; the system's out-of-memory killer ends processes this way too"
                            : "";
            case EXIT ->
                    said.orderly()
                            ? "System.exit was called"
                                    + (said.place().isEmpty() ? "" : " at " + said.place())
                            : "it ended without its shutdown hooks, as by Runtime.halt";
            case KILLED_BY_OS -> "";
        };
    }
}
