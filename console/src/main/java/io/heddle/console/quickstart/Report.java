package io.heddle.console.quickstart;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the tour found, as it is written to `result.json` and printed by `--json`: the names of the
/// components are the names in the file.
///
/// Times are seconds, moments are ISO 8601 in UTC, names of files are below `directory` and escaped as
/// [Names] says.
///
/// @param tool always [#TOOL]
/// @param schema the number of this layout; it grows when a component changes its meaning or goes
/// @param version the version of Heddle
/// @param startedAt when the tour began
/// @param directory what was read
/// @param machine on what it ran
/// @param options what was asked for
/// @param totals what was read, in numbers
/// @param runs one entry for each way, the sequential one first
/// @param kill the deliberate kill
/// @param equal whether every result of every run equals the sequential one, files that changed
///   meanwhile aside
/// @param notes what should be known about the numbers, in sentences
/// @param problems what could not be read
/// @param leftOut the hidden and generated directories that were not entered
/// @param files the result: one entry for each file that was read
record Report(
        String tool,
        int schema,
        String version,
        String startedAt,
        String directory,
        Machine machine,
        Options options,
        Totals totals,
        List<Entry> runs,
        Kill kill,
        boolean equal,
        List<String> notes,
        List<Trouble> problems,
        List<String> leftOut,
        List<FileEntry> files) {

    static final String TOOL = "heddle quickstart";
    static final int SCHEMA = 1;

    /// On what it ran.
    ///
    /// @param java version and vendor
    /// @param os name and architecture
    /// @param cores how many processors the process may use
    record Machine(String java, String os, int cores) {}

    /// What was asked for.
    ///
    /// @param workers the number of threads and processes
    /// @param kill whether a worker was to be killed
    /// @param warmUpSeconds how long each pool worked before it was measured
    /// @param all whether hidden and generated directories were to be entered
    /// @param followLinks whether symbolic links were to be followed
    record Options(
            int workers, boolean kill, double warmUpSeconds, boolean all, boolean followLinks) {}

    /// Sums over all files.
    ///
    /// @param files how many
    /// @param bytes how long they are
    /// @param lines how many line ends they have
    /// @param words how many words they have
    record Totals(int files, long bytes, long lines, long words) {}

    /// One run.
    ///
    /// @param kind `sequential`, `threads`, `coroutines` or `processes`
    /// @param killed whether a worker was to be killed meanwhile; in one run, on processes
    /// @param workers how many could work at once; for coroutines one for each file
    /// @param atOnce how many really did, at most
    /// @param startSeconds until the pool was ready
    /// @param seconds from the first submission to the last result
    /// @param results how many files were read
    /// @param filesPerSecond `results` by `seconds`
    /// @param speedUp the seconds of the sequential run by those of this one
    /// @param equal how many results equal the sequential ones
    /// @param changed how many differ because the file changed in between
    /// @param missing how many are missing because the file could not be read any more
    /// @param wrong how many differ for no such reason; 0, or Heddle is broken
    /// @param digest the SHA-256 of all results of the run
    record Entry(
            String kind,
            boolean killed,
            int workers,
            int atOnce,
            double startSeconds,
            double seconds,
            int results,
            double filesPerSecond,
            double speedUp,
            int equal,
            int changed,
            int missing,
            int wrong,
            String digest) {

        /// Gives the name that people read.
        String title() {
            return killed ? kind + " + kill" : kind;
        }
    }

    /// The deliberate kill. What is unknown, or did not happen, is `null`.
    ///
    /// @param asked whether there was to be one
    /// @param hit whether a running task was hit
    /// @param worker the name of the worker that died
    /// @param pid its process
    /// @param signal the signal that ended it, without `SIG`
    /// @param exitCode its exit code, `-N` for signal *N*
    /// @param uptimeSeconds how long the process had lived
    /// @param afterSeconds when the signal was sent, from the beginning of the run
    /// @param noticedSeconds how long it then took until the future of the task had failed
    /// @param file what the worker was reading
    /// @param failure what the future of that task said
    /// @param otherLosses how many other tasks lost their worker; 0, or something is wrong
    /// @param repeatedBy the worker that read the file in the end
    /// @param repeatedByPid its process
    /// @param replacedBy the worker that took the place of the dead one
    /// @param replacedByPid its process
    /// @param replacedSeconds how long it took to have all workers again
    /// @param missedBecause why no task was hit
    record Kill(
            boolean asked,
            boolean hit,
            @Nullable String worker,
            @Nullable Long pid,
            @Nullable String signal,
            @Nullable Integer exitCode,
            @Nullable Double uptimeSeconds,
            @Nullable Double afterSeconds,
            @Nullable Double noticedSeconds,
            @Nullable String file,
            @Nullable String failure,
            int otherLosses,
            @Nullable String repeatedBy,
            @Nullable Long repeatedByPid,
            @Nullable String replacedBy,
            @Nullable Long replacedByPid,
            @Nullable Double replacedSeconds,
            @Nullable String missedBecause) {

        /// Says how the worker came to its end.
        String end() {
            return signal == null ? "exit code " + exitCode : "SIG" + signal;
        }
    }

    /// Something that could not be read.
    ///
    /// @param sort what is wrong, in words
    /// @param name the file or directory
    /// @param detail the reason; empty if `sort` says it all
    record Trouble(String sort, String name, String detail) {}

    /// A file that was read.
    ///
    /// @param name its name below the directory
    /// @param bytes how long it is
    /// @param lines how many line ends it has
    /// @param words how many words it has
    /// @param sha256 its digest
    record FileEntry(String name, long bytes, long lines, long words, String sha256) {}
}
