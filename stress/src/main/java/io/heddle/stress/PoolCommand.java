package io.heddle.stress;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
final class PoolCommand extends StormCommand {

    private static final Duration AGE = Duration.ofSeconds(15);

    @Option(
            names = "--kills-per-second",
            paramLabel = "K",
            defaultValue = "3",
            description = "in the mean; ${DEFAULT-VALUE} if not given")
    private double killsPerSecond;

    private final Arena.Opener opener;
    private final List<ErrandKind> kinds;

    /// Makes the command.
    ///
    /// @param opener opens the pools
    /// @param kinds the errands
    /// @param out where everything is printed
    PoolCommand(Arena.Opener opener, List<ErrandKind> kinds, PrintStream out) {
        super(out);
        this.opener = opener;
        this.kinds = List.copyOf(kinds);
    }

    @Override
    protected double killsPerSecond() {
        return killsPerSecond;
    }

    @Override
    protected Verdict rage(Terms terms, Progress progress)
            throws IOException, InterruptedException {
        StormPlan plan =
                new StormPlan(
                        terms.length(),
                        terms.seed(),
                        killsPerSecond,
                        terms.patience(),
                        arenas(),
                        kinds,
                        terms.folder());
        return new PoolStorm(plan, opener, this::tell, progress).run();
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
}
