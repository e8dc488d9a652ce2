package io.heddle.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// CPython, as a [LineSide].
final class PythonSide {

    private static final String PROGRAM = "python3";

    private PythonSide() {}

    /// Starts the script for one piece of work.
    ///
    /// @param name what it is to do
    /// @param workers the size of its pool
    /// @param operations how many operations make a round
    static LineSide open(String name, int workers, int operations)
            throws IOException, MissingException {
        return LineSide.open(operations, List.of(PROGRAM, script().toString(), name, "" + workers));
    }

    private static Path script() throws MissingException {
        String folder = System.getProperty("heddle.benchmarks.python", "");
        if (folder.isEmpty()) {
            throw new MissingException(
                    "the folder of the script is not known; use benchmarks/compare");
        }
        return Path.of(folder, "peer.py");
    }

    /// The version of the interpreter on the path, or why there is none.
    static String version() {
        try {
            Process process =
                    new ProcessBuilder(PROGRAM, "--version").redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .replace("Python", "")
                    .trim();
        } catch (IOException e) {
            return "missing: no " + PROGRAM + " on the path";
        }
    }
}
