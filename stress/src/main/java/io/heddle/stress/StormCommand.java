package io.heddle.stress;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What the commands of `stress/storm` have in common: options, the lines that everybody reads, the exit code.
public abstract class StormCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "how long the storm lasts; ${DEFAULT-VALUE} if not given")
    private int seconds;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "decides load and blows; taken from the clock if not given, and printed")
    private long seed = System.nanoTime() & 0xffff_ffffL;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "60",
            description =
                    "seconds after which something that has not ended counts as hanging; "
                            + "${DEFAULT-VALUE} if not given")
    private int patience;

    private final PrintStream out;

    /// Prepares it.
    ///
    /// @param out where everything is printed
    protected StormCommand(PrintStream out) {
        this.out = out;
    }

    /// What all storms are told.
    ///
    /// @param length how long it lasts
    /// @param seed decides load and blows
    /// @param patience after which something that has not ended counts as hanging
    /// @param folder where its files lie; its path is short, since sockets lie in it
    public record Terms(Duration length, long seed, Duration patience, Path folder) {}

    /// Tells how many blows there are to be.
    ///
    /// @return a positive number for each second, in the mean
    protected abstract double killsPerSecond();

    /// Names what else was asked for.
    ///
    /// @return `name=value`, or nothing
    protected String further() {
        return "";
    }

    /// Refuses what this storm cannot do.
    protected void check() {}

    /// Lets it rage, until its outcome is clear.
    ///
    /// @param terms what was asked for
    /// @param progress shows how far it is
    /// @return what it came to
    /// @throws IOException if its files cannot be written or read
    /// @throws InterruptedException if it is interrupted
    protected abstract Outcome rage(Terms terms, Progress progress)
            throws IOException, InterruptedException;

    @Override
    public final Integer call() throws IOException, InterruptedException {
        requirePossible();
        out.printf(
                "storm: seconds=%d seed=%d kills-per-second=%s%s patience=%ds java=%s processors=%d%n",
                seconds,
                seed,
                killsPerSecond(),
                further().isEmpty() ? "" : " " + further(),
                patience,
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors());
        Terms terms =
                new Terms(
                        Duration.ofSeconds(seconds),
                        seed,
                        Duration.ofSeconds(patience),
                        Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
        Outcome outcome = rage(terms, new Progress(out, isTerminal()));
        out.println(outcome.line());
        out.flush();
        return outcome.isClean() ? 0 : 1;
    }

    /// Prints a line at once.
    ///
    /// @param text the line
    protected final void tell(String text) {
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }

    private void requirePossible() {
        if (seconds < 1 || patience < 1 || !(killsPerSecond() > 0)) {
            throw wrong(
                    "must be positive: --seconds %d --patience %d --kills-per-second %s"
                            .formatted(seconds, patience, killsPerSecond()));
        }
        check();
        if (!Family.isVisible()) {
            throw wrong(
                    "a storm reads /proc to find its victims and what is left, and this system has none; run it on Linux");
        }
    }

    /// Says what is wrong with the command line.
    ///
    /// @param text the values, and what is expected
    /// @return to be thrown
    protected final ParameterException wrong(String text) {
        return new ParameterException(spec.commandLine(), text);
    }

    @SuppressWarnings("SystemConsoleNull") // its documentation allows null
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
