package io.heddle.benchmarks.compare;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// CPython, which does one round each time it gets a line on its standard input.
///
/// The script stays alive between rounds, with its pool open, and does nothing then.
final class PythonSide implements Contestant.Side {

    private static final String PROGRAM = "python3";

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;
    private final String request;

    private PythonSide(Process process, String request) {
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.request = request;
    }

    /// Starts the script for one piece of work.
    ///
    /// @param name what it is to do
    /// @param workers the size of its pool
    /// @param operations how many operations make a round
    static PythonSide open(String name, int workers, int operations)
            throws IOException, MissingException {
        Process process;
        try {
            process =
                    new ProcessBuilder(PROGRAM, script().toString(), name, "" + workers)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException e) {
            throw new MissingException("no " + PROGRAM + " on the path");
        }
        PythonSide side = new PythonSide(process, Integer.toString(operations));
        side.answer(); // its version: it is ready
        return side;
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

    @Override
    public Round round() throws IOException {
        requests.write(request);
        requests.newLine();
        requests.flush();
        String[] words = answer().split(" ", -1);
        long[] nanos = Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
        return new Round(Double.parseDouble(words[0]), nanos);
    }

    /// What follows `ok` in the next line.
    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException(PROGRAM + " ended without an answer");
        }
        if (!line.startsWith("ok ")) {
            throw new IOException(PROGRAM + " says: " + line);
        }
        return line.substring("ok ".length());
    }

    @Override
    public void close() throws IOException {
        requests.close(); // at the end of its input it closes its pool and ends
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
