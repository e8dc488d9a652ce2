package io.heddle.console.simulate;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `heddle simulate`.
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        versionProvider = io.heddle.console.Version.class,
        subcommands = {MachineCommand.class, ScheduleCommand.class, PlanCommand.class},
        description = {
            "Runs models: a processor step by step, jobs on cores under a policy, or a crowd of workers.",
            "",
            "Nothing runs for real, and the same input gives the same output on every machine.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  heddle simulate machine product.asm --step",
            "  heddle simulate schedule jobs.json --policy rr --slice 10ms",
            "  heddle simulate plan --workers 8,16,32 --tasks 1000000 --work 20ms --every 1ms"
        })
public final class SimulateCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    /// Made by picocli.
    public SimulateCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
