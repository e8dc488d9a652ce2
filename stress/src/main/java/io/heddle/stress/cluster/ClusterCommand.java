package io.heddle.stress.cluster;

import io.heddle.stress.Family;
import io.heddle.stress.Progress;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `stress/storm cluster`: a storm over a cluster.
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = {
            "Kills and stops workers, programs, consumers and the server of a cluster at random moments.",
            "",
            "At the end no task and no value may be lost, none may have been acknowledged twice, every "
                    + "second start must have an explanation, nobody may hang and nobody may be left.",
            ""
        },
        footerHeading = "%nExit code:%n",
        footer = {
            "  0 if the last five numbers of the last line are zero, 1 if not,",
            "  2 if the command line is wrong or the system does not show /proc",
            "",
            "Examples:",
            "  stress/storm cluster --seconds 600                      ten minutes",
            "  stress/storm cluster --seconds 60 --seed 7              the same decisions again",
            "  stress/storm cluster --seconds 60 --kills-per-second 2  more of them"
        })
public final class ClusterCommand implements Callable<Integer> {

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
            names = "--kills-per-second",
            paramLabel = "K",
            defaultValue = "0.7",
            description = "in the mean; ${DEFAULT-VALUE} if not given")
    private double killsPerSecond;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "60",
            description =
                    "seconds after which something that has not ended counts as hanging; "
                            + "${DEFAULT-VALUE} if not given")
    private int patience;

    private final PrintStream out;

    private ClusterCommand(PrintStream out) {
        this.out = out;
    }

    /// Makes the command.
    ///
    /// @param out where everything is printed
    /// @return the command
    public static ClusterCommand over(PrintStream out) {
        return new ClusterCommand(out);
    }

    @Override
    public Integer call() throws IOException {
        requirePossible();
        ClusterPlan plan =
                new ClusterPlan(
                        Duration.ofSeconds(seconds),
                        seed,
                        killsPerSecond,
                        Duration.ofSeconds(patience),
                        Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
        out.printf(
                "storm: seconds=%d seed=%d kills-per-second=%s patience=%ds java=%s processors=%d%n",
                seconds,
                seed,
                killsPerSecond,
                patience,
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors());
        ClusterVerdict verdict =
                new ClusterStorm(plan, this::tell, new Progress(out, isTerminal())).run();
        out.println(verdict.line());
        out.flush();
        return verdict.isClean() ? 0 : 1;
    }

    private void tell(String text) {
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }

    private void requirePossible() {
        if (seconds < 1 || patience < 1 || !(killsPerSecond > 0)) {
            throw wrong(
                    "must be positive: --seconds %d --patience %d --kills-per-second %s"
                            .formatted(seconds, patience, killsPerSecond));
        }
        if (!Family.isVisible()) {
            throw wrong(
                    "a storm reads /proc to find who is left, and this system has none; run it on Linux");
        }
    }

    private ParameterException wrong(String text) {
        return new ParameterException(spec.commandLine(), text);
    }

    @SuppressWarnings("SystemConsoleNull") // its documentation allows null
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
