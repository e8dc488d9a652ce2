package io.heddle.internal.engine.process;

import io.heddle.Signal;
import io.heddle.WorkerDiedException.Death;
import io.heddle.WorkerDiedException.Kind;
import io.heddle.internal.os.ProcFs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds out how a child came to its end.
///
/// The JDK reports an exit with 128 + N and a death by signal N as the same number. A worker that ends in
/// an orderly way says so before it does ([Announcement]); what was not announced and is above 128 is a
/// signal.
///
/// The table of all ends is `docs/reference/deaths.md`.
final class Coroner {

    private static final int SIGNAL_BASE = 128;
    private static final int HIGHEST_SIGNAL = 64;

    /// What a worker said about its end before it came.
    ///
    /// @param outOfMemory what was used up, or `null`
    /// @param givingUp why it could not go on, or `null`
    /// @param orderly whether its shutdown hooks ran
    /// @param signal the number of the signal that made it end, 0 if it was its own decision
    /// @param place who asked for the end; empty if that is not known
    record Announcement(
            @Nullable String outOfMemory,
            @Nullable String givingUp,
            boolean orderly,
            int signal,
            String place) {

        static final Announcement NONE = new Announcement(null, null, false, 0, "");

        Announcement ofMemory(String what) {
            return new Announcement(what, givingUp, orderly, signal, place);
        }

        Announcement ofGivingUp(String why) {
            return new Announcement(outOfMemory, why, orderly, signal, place);
        }

        Announcement ofExit(int number, String where) {
            return new Announcement(outOfMemory, givingUp, true, number, where);
        }
    }

    /// Everything that is left of a dead child.
    ///
    /// @param pid which process it was
    /// @param code its exit code as the JDK gives it
    /// @param wasReady whether its JVM had come as far as to take tasks
    /// @param said what it announced
    /// @param report what its JVM said
    /// @param killed why this process killed it, or `null` if it did not
    /// @param kill what the system says about a KILL
    /// @param uptime how long it lived
    /// @param memory what it was seen to have
    /// @param lastErrorLines what it wrote last
    /// @param crash where its JVM was told to leave a report of a crash
    record Remains(
            long pid,
            int code,
            boolean wasReady,
            Announcement said,
            JvmReport report,
            @Nullable String killed,
            KillLedger.Verdict kill,
            Duration uptime,
            ProcFs.Memory memory,
            List<String> lastErrorLines,
            CrashFile crash) {

        Optional<String> outOfMemory() {
            return Optional.ofNullable(said.outOfMemory()).or(report::outOfMemory);
        }

        boolean endedBySignal() {
            return code > SIGNAL_BASE
                    && code <= SIGNAL_BASE + HIGHEST_SIGNAL
                    && (!said.orderly() || said.signal() > 0);
        }

        Optional<Path> crashFileFound() {
            return report.crashFile()
                    .flatMap(said -> CrashFile.elsewhere(said, pid))
                    .or(() -> crash.of(pid))
                    .map(Path::toAbsolutePath);
        }
    }

    private Coroner() {}

    /// Tells whether an exit code, as the JDK gives it, may be that of a death by KILL.
    static boolean isKill(int code) {
        return code == SIGNAL_BASE + Signal.KILL.number();
    }

    static Death examine(Remains remains) {
        Kind kind = kindOf(remains);
        boolean bySignal = kind == Kind.SIGNAL || kind == Kind.KILLED_BY_OS;
        return new Death(
                remains.pid(),
                kind,
                bySignal ? SIGNAL_BASE - remains.code() : remains.code(),
                remains.uptime(),
                remains.memory().residentBytes(),
                remains.memory().peakBytes(),
                remains.lastErrorLines(),
                remains.crashFileFound().map(Path::toString).orElse(""),
                Hints.hint(kind, remains));
    }

    private static Kind kindOf(Remains remains) {
        if (remains.outOfMemory().isPresent()) {
            return Kind.OUT_OF_MEMORY;
        }
        if (!remains.endedBySignal()) {
            return Kind.EXIT;
        }
        return remains.kill().counted().isPresent() ? Kind.KILLED_BY_OS : Kind.SIGNAL;
    }
}
