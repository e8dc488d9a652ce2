package io.heddle.stress;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `stress/storm pool`: a storm over pools of processes.
@Command(
        name = "pool",
        mixinStandardHelpOptions = true,
        description = {
            "Kills workers of pools at random moments under a load of mixed tasks.",
            "",
            "At the end every future must have been decided exactly once, every result must be right, "
                    + "no task may have failed unless its own worker was killed, no task may have run "
                    + "twice, every pool must be whole, and no process, thread, descriptor, socket or "
                    + "file may be left.",
            ""
        },
        footerHeading = "%nExit code:%n",
        footer = {
            "  0 if the last four numbers of the last line are zero, 1 if not,",
            "  2 if the command line is wrong or the system does not show /proc"
        })
final class PoolCommand implements Callable<Integer> {

    private static final Duration AGE = Duration.ofSeconds(15);

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
            description = "decides load and kills; taken from the clock if not given, and printed")
    private long seed = System.nanoTime() & 0xffff_ffffL;

    @Option(
            names = "--kills-per-second",
            paramLabel = "K",
            defaultValue = "3",
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

    private final Arena.Opener opener;
    private final List<ErrandKind> kinds;
    private final PrintStream out;

    /// Makes the command.
    ///
    /// @param opener opens the pools
    /// @param kinds the errands
    /// @param out where everything is printed
    PoolCommand(Arena.Opener opener, List<ErrandKind> kinds, PrintStream out) {
        this.opener = opener;
        this.kinds = List.copyOf(kinds);
        this.out = out;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        requirePossible();
        StormPlan plan =
                new StormPlan(
                        Duration.ofSeconds(seconds),
                        seed,
                        killsPerSecond,
                        Duration.ofSeconds(patience),
                        arenas(),
                        kinds,
                        Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
        out.printf(
                "storm: seconds=%d seed=%d kills-per-second=%s patience=%ds java=%s processors=%d%n",
                seconds,
                seed,
                killsPerSecond,
                patience,
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors());
        Verdict verdict =
                new PoolStorm(plan, opener, this::tell, new Progress(out, isTerminal())).run();
        out.println(verdict.line());
        out.flush();
        return verdict.isClean() ? 0 : 1;
    }

    /// One as most have it; one whose workers come and go by rule; one that runs tasks again, has little
    /// room and changes its size.
    private static List<Arena.Plan> arenas() {
        return List.of(
                Arena.Plan.of("storm-plain", 2),
                Arena.Plan.of("storm-recycling", 2)
                        .withSpares(1)
                        .with(pool -> pool.maxTasksPerWorker(150).maxWorkerAge(AGE)),
                Arena.Plan.of("storm-retrying", 2)
                        .withRetries(2)
                        .withChangingSize()
                        .with(pool -> pool.backlog(8)));
    }

    private void tell(String text) {
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }

    private void requirePossible() {
        if (seconds < 1 || patience < 1 || !(killsPerSecond > 0)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "must be positive: --seconds %d --patience %d --kills-per-second %s"
                            .formatted(seconds, patience, killsPerSecond));
        }
        if (!Family.isVisible()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a storm reads /proc to find its victims and its leaks, and this system has none; run it on Linux");
        }
    }

    @SuppressWarnings("SystemConsoleNull") // its documentation allows null
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
