package io.heddle.internal.engine.process;

import io.heddle.internal.os.Trees;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the JVM of one child leaves the report of a crash.
///
/// Not in the child's own folder, which is gone soon after it, but in the folder for temporary files that
/// the outermost parent has; or where the system property [#FOLDER] says.
///
/// Its name cannot be guessed and is never used again: no older file can be taken for that of a process
/// with the same pid, and nobody else can have put a link in its place.
final class CrashFile {

    /// The folder of such reports. Every child inherits it, so that those of children do too.
    static final String FOLDER = "heddle.crash.folder";

    private final String folder;
    private final String ending = "-" + Trees.random(4) + ".log";

    CrashFile() {
        this(System.getProperty(FOLDER, System.getProperty("java.io.tmpdir")));
    }

    CrashFile(String folder) {
        this.folder = folder;
    }

    /// Gives the options that make a JVM use the file, and its own children too.
    List<String> options() {
        return List.of(
                "-XX:ErrorFile=" + folder.replace("%", "%%") + "/heddle-crash-%p" + ending,
                "-D" + FOLDER + "=" + folder);
    }

    /// Finds the report of the process that was given the options.
    ///
    /// @return the file, if the process has left one
    Optional<Path> of(long pid) {
        return existing(folder + "/heddle-crash-" + pid + ending);
    }

    /// Finds the report of a process that could not write where it was told to: its JVM then chooses a
    /// place by itself and says so.
    ///
    /// @param said what it said; a task may say the same, so only a file of the JVM's naming is believed
    static Optional<Path> elsewhere(String said, long pid) {
        return existing(said)
                .filter(file ->
                        String.valueOf(file.getFileName()).equals("hs_err_pid" + pid + ".log"));
    }

    private static Optional<Path> existing(String file) {
        try {
            return Optional.of(Path.of(file)).filter(Files::exists);
        } catch (InvalidPathException e) {
            return Optional.empty(); // this system's encoding has no name for it
        }
    }
}
