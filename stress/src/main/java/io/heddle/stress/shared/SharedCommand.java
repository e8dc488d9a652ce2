package io.heddle.stress.shared;

import io.heddle.stress.Family;
import io.heddle.stress.Progress;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `stress/storm shared`: a storm over shared objects.
@Command(
        name = "shared",
        mixinStandardHelpOptions = true,
        description = {
            "Kills and stops processes at random moments while they use shared objects: locks, "
                    + "conditions, semaphores, events, latches, numbers.",
            "",
            "At the end nobody may hang, nothing may have been handed out twice, what the processes "
                    + "noted must fit together, nobody who was only stopped may have been robbed, and no "
                    + "process, thread, descriptor, mapping or file may be left.",
            ""
        },
        footerHeading = "%nExit code:%n",
        footer = {
            "  0 if the numbers of hangs, duplicates, corrupt and leaked in the last line are zero, 1 if not,",
            "  2 if the command line is wrong or the system does not show /proc",
            "",
            "Examples:",
            "  stress/storm shared --seconds 600                     ten minutes",
            "  stress/storm shared --seconds 60 --seed 7             the same decisions again",
            "  stress/storm shared --seconds 60 --kills-per-second 6 more of them"
        })
public final class SharedCommand implements Callable<Integer> {

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
            description = "decides play and kills; taken from the clock if not given, and printed")
    private long seed = System.nanoTime() & 0xffff_ffffL;

    @Option(
            names = "--kills-per-second",
            paramLabel = "K",
            defaultValue = "2",
            description = "in the mean; ${DEFAULT-VALUE} if not given; stops come on top")
    private double killsPerSecond;

    @Option(
            names = "--processes",
            paramLabel = "P",
            defaultValue = "4",
            description = "how many play at a time, 2 to 30; ${DEFAULT-VALUE} if not given")
    private int processes;

    @Option(
            names = "--patience",
            paramLabel = "N",
            defaultValue = "60",
            description =
                    "seconds after which something that has not ended counts as hanging; "
                            + "${DEFAULT-VALUE} if not given")
    private int patience;

    private final Function<Duration, List<Act>> acts;
    private final PrintStream out;

    SharedCommand(Function<Duration, List<Act>> acts, PrintStream out) {
        this.acts = acts;
        this.out = out;
    }

    /// Makes the command.
    ///
    /// @param out where everything is printed
    /// @return the command
    public static SharedCommand over(PrintStream out) {
        return new SharedCommand(Acts::all, out);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        requirePossible();
        SharedPlan plan =
                new SharedPlan(
                        Duration.ofSeconds(seconds),
                        seed,
                        killsPerSecond,
                        Duration.ofSeconds(patience),
                        processes,
                        Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
        out.printf(
                "storm: seconds=%d seed=%d kills-per-second=%s processes=%d patience=%ds java=%s processors=%d%n",
                seconds,
                seed,
                killsPerSecond,
                processes,
                patience,
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors());
        SharedVerdict verdict =
                new SharedStorm(
                                plan,
                                acts.apply(plan.length()),
                                this::tell,
                                new Progress(out, isTerminal()))
                        .run();
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
        if (processes < 2 || processes > 30) {
            throw wrong("must be from 2 to 30: --processes " + processes);
        }
        if (!Family.isVisible()) {
            throw wrong(
                    "a storm reads /proc to find its leaks, and this system has none; run it on Linux");
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
