package io.heddle.internal.engine.process;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the JVM of a child leaves the report of a crash.
///
/// Not in the child's own folder, which is gone soon after it, but in the folder for temporary files that
/// the outermost parent has; or where the system property [#FOLDER] says.
final class CrashFile {

    /// The folder of such reports. Every child inherits it, so that those of children do too.
    static final String FOLDER = "heddle.crash.folder";

    private CrashFile() {}

    private static String folder() {
        return System.getProperty(FOLDER, System.getProperty("java.io.tmpdir"));
    }

    /// Gives the options that make a JVM use the file, and its own children too.
    static List<String> options() {
        return List.of(
                "-XX:ErrorFile=" + folder() + "/heddle-crash-%p.log",
                "-D" + FOLDER + "=" + folder());
    }

    /// Finds the report of a process.
    ///
    /// @return the file, if the process has left one
    static Optional<Path> of(long pid) {
        try {
            return Optional.of(Path.of(folder(), "heddle-crash-" + pid + ".log"))
                    .filter(Files::exists);
        } catch (InvalidPathException e) {
            return Optional.empty(); // this system's encoding has no name for it
        }
    }
}
