package io.heddle.benchmarks.compare;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// A program that does one round each time it gets a line on its standard input, which is the number of
/// operations. It answers `ok VALUE [NANOSECONDS ...]`, and says `ok` when it is ready.
///
/// It stays alive between rounds, with all that it has open, and does nothing then. The end of its input ends it.
final class LineSide implements Contestant.Side {

    private final String program;
    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;
    private final int operations;

    private LineSide(String program, Process process, int operations) {
        this.program = program;
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.operations = operations;
    }

    /// Starts a program and waits until it is ready.
    ///
    /// @param operations how many operations make a round
    /// @param command the program and its arguments
    /// @throws MissingException if it is not there
    static LineSide open(int operations, List<String> command)
            throws IOException, MissingException {
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException e) {
            throw new MissingException("no " + command.getFirst() + " on the path");
        }
        LineSide side = new LineSide(command.getFirst(), process, operations);
        side.answer();
        return side;
    }

    @Override
    public Round round() throws IOException {
        ask(operations);
        return readRound();
    }

    /// Begins a round.
    void ask(int count) throws IOException {
        requests.write(Integer.toString(count));
        requests.newLine();
        requests.flush();
    }

    /// Waits for its end.
    Round readRound() throws IOException {
        String[] words = answer().split(" ", -1);
        long[] nanos = Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
        return new Round(Double.parseDouble(words[0]), nanos);
    }

    /// What follows `ok` in the next line.
    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException(program + " ended without an answer");
        }
        if (!line.startsWith("ok ")) {
            throw new IOException(program + " says: " + line);
        }
        return line.substring("ok ".length());
    }

    @Override
    public void close() throws IOException {
        requests.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
