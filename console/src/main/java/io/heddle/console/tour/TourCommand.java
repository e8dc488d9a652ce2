package io.heddle.console.tour;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `heddle tour`.
@Command(
        name = "tour",
        mixinStandardHelpOptions = true,
        versionProvider = io.heddle.console.Version.class,
        subcommands = {ListCommand.class, RunCommand.class, ShowCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Small programs, each of which shows one thing about processes, threads or coroutines.",
            "",
            "Each is a few lines of Java that you can read, run and change. It tells what happens while it"
                    + " happens, and checks what it claims.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  heddle tour list                    what there is",
            "  heddle tour run process.fork        run one of them",
            "  heddle tour show process.fork       read it",
            "  heddle tour run pool ipc            run all about pools and between processes",
            "  heddle tour run process.fork --timeline out.html    and draw who did what when",
            "  heddle tour run --all --speed 20    run everything, its pauses a twentieth as long",
        })
public final class TourCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    /// Made by picocli.
    public TourCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
