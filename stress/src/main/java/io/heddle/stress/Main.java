package io.heddle.stress;

import io.heddle.stress.cluster.ClusterCommand;
import io.heddle.stress.shared.SharedCommand;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The program behind `stress/storm`.
@Command(
        name = "stress/storm",
        mixinStandardHelpOptions = true,
        description = "Kills processes at random and checks that nobody else notices.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  stress/storm pool --seconds 600            ten minutes over pools of processes",
            "  stress/storm pool --seconds 60 --seed 7    the same decisions again",
            "  stress/storm shared --seconds 600          ten minutes over shared objects",
            "  stress/storm cluster --seconds 600         ten minutes over a cluster"
        })
public final class Main implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /// Runs the command and ends the JVM with its exit code.
    ///
    /// @param arguments the command line
    public static void main(String[] arguments) {
        System.exit(
                commandLine(Arena.Plan::openProcesses, List.of(ErrandKind.values()), System.out)
                        .execute(arguments));
    }

    static CommandLine commandLine(Arena.Opener opener, List<ErrandKind> kinds, PrintStream out) {
        return new CommandLine(new Main())
                .addSubcommand(new PoolCommand(opener, kinds, out))
                .addSubcommand(SharedCommand.over(out))
                .addSubcommand(ClusterCommand.over(out))
                .setUsageHelpAutoWidth(true);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
