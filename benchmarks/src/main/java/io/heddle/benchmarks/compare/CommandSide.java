package io.heddle.benchmarks.compare;

import io.heddle.command.Command;
import java.io.IOException;
import java.io.InputStream;

/// What it costs to run a program that does nothing, to its end.
abstract class CommandSide extends TimedSide {

    private static final String PROGRAM = "true";

    private CommandSide(int operations) {
        super(operations);
    }

    @Override
    long operation() throws Exception {
        long begin = System.nanoTime();
        int code = run();
        long nanos = System.nanoTime() - begin;
        if (code != 0) {
            throw new IllegalStateException("a wrong exit code: " + code);
        }
        return nanos;
    }

    abstract int run() throws IOException, InterruptedException;

    /// A command that is run, with both outputs captured.
    static Contestant.Side heddle(Command command, int operations) {
        return new CommandSide(operations) {
            @Override
            int run() throws InterruptedException {
                return command.run().exitCode();
            }
        };
    }

    static Command command() {
        return Command.of(PROGRAM);
    }

    /// What the JDK does. Nobody reads what it says.
    static Contestant.Side processBuilder(int operations) {
        return new CommandSide(operations) {
            @Override
            int run() throws IOException, InterruptedException {
                return new ProcessBuilder(PROGRAM).start().waitFor();
            }
        };
    }

    /// The same with its output read, errors among it, as by a program that wants to know them.
    static Contestant.Side processBuilderRead(int operations) {
        return new CommandSide(operations) {
            @Override
            int run() throws IOException, InterruptedException {
                Process process = new ProcessBuilder(PROGRAM).redirectErrorStream(true).start();
                try (InputStream said = process.getInputStream()) {
                    var _ = said.readAllBytes();
                }
                return process.waitFor();
            }
        };
    }

    @Override
    public void close() {}
}
