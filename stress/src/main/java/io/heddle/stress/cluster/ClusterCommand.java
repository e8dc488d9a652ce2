package io.heddle.stress.cluster;

import io.heddle.stress.Progress;
import io.heddle.stress.StormCommand;
import java.io.IOException;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
public final class ClusterCommand extends StormCommand {

    @Option(
            names = "--kills-per-second",
            paramLabel = "K",
            defaultValue = "0.7",
            description = "in the mean; ${DEFAULT-VALUE} if not given")
    private double killsPerSecond;

    private ClusterCommand(PrintStream out) {
        super(out);
    }

    /// Makes the command.
    ///
    /// @param out where everything is printed
    /// @return the command
    public static ClusterCommand over(PrintStream out) {
        return new ClusterCommand(out);
    }

    @Override
    protected double killsPerSecond() {
        return killsPerSecond;
    }

    @Override
    protected ClusterVerdict rage(Terms terms, Progress progress) throws IOException {
        ClusterPlan plan =
                new ClusterPlan(
                        terms.length(),
                        terms.seed(),
                        killsPerSecond,
                        terms.patience(),
                        terms.folder());
        return new ClusterStorm(plan, this::tell, progress).run();
    }
}
