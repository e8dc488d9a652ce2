package io.heddle.console;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `heddle` command.
@Command(
        name = "heddle",
        version = "heddle 0.1.0-SNAPSHOT",
        mixinStandardHelpOptions = true,
        description = "Runs any lambda in a process, a thread or a coroutine.")
public final class Main implements Runnable {

    private Main() {}

    /// Runs the command and ends the JVM with its exit code.
    ///
    /// @param arguments the command line
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
