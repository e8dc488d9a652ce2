package io.heddle.stress.shared;

import io.heddle.stress.Progress;
import io.heddle.stress.StormCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
public final class SharedCommand extends StormCommand {

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

    private final Function<Duration, List<Act>> acts;

    SharedCommand(Function<Duration, List<Act>> acts, PrintStream out) {
        super(out);
        this.acts = acts;
    }

    /// Makes the command.
    ///
    /// @param out where everything is printed
    /// @return the command
    public static SharedCommand over(PrintStream out) {
        return new SharedCommand(Acts::all, out);
    }

    @Override
    protected double killsPerSecond() {
        return killsPerSecond;
    }

    @Override
    protected String further() {
        return "processes=" + processes;
    }

    @Override
    protected void check() {
        if (processes < 2 || processes > 30) {
            throw wrong("must be from 2 to 30: --processes " + processes);
        }
    }

    @Override
    protected SharedVerdict rage(Terms terms, Progress progress)
            throws IOException, InterruptedException {
        SharedPlan plan =
                new SharedPlan(
                        terms.length(),
                        terms.seed(),
                        killsPerSecond,
                        terms.patience(),
                        processes,
                        terms.folder());
        return new SharedStorm(plan, acts.apply(plan.length()), this::tell, progress).run();
    }
}
