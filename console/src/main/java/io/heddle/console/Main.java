package io.heddle.console;

import io.heddle.console.advise.AdviseCommand;
import io.heddle.console.quickstart.QuickstartCommand;
import io.heddle.console.simulate.SimulateCommand;
import io.heddle.console.timeline.TimelineCommand;
import io.heddle.console.tour.TourCommand;
import io.heddle.console.worker.WorkerCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `heddle` command.
///
/// ## Exit codes
///
/// 0 after work that was done, 1 when nothing could be done, 2 for a command line that cannot be
/// understood, 130 after Ctrl-C. Each subcommand says in its help what that means for it.
@Command(
        name = "heddle",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            QuickstartCommand.class,
            TourCommand.class,
            TimelineCommand.class,
            AdviseCommand.class,
            SimulateCommand.class,
            WorkerCommand.class,
            HelpCommand.class
        },
        description = "Runs any lambda in a process, a thread or a coroutine.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  heddle quickstart          read the files of this directory in four ways",
            "  heddle quickstart --help   what can be said about it",
            "  heddle timeline out.html -- java -jar app.jar   draw what a program does"
        })
public final class Main implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /// Runs the command and ends the JVM with its exit code.
    ///
    /// @param arguments the command line
    public static void main(String[] arguments) {
        int code = commandLine().execute(arguments);
        System.exit(code == 0 ? Printed.exitCode() : code);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((error, _) -> complain(error));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /// Says in a line what was wrong, what was probably meant, and where to look; the whole usage
    /// text would hide it.
    private static int complain(ParameterException error) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("heddle: " + reason(error));
        UnmatchedArgumentException.printSuggestions(error, err);
        err.println("See '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String reason(ParameterException error) {
        boolean noSuchCommand =
                error instanceof UnmatchedArgumentException unmatched
                        && !unmatched.isUnknownOption()
                        && error.getCommandLine().getParent() == null;
        return noSuchCommand
                ? "unknown command: "
                        + String.join(" ", ((UnmatchedArgumentException) error).getUnmatched())
                : decapitalized(String.valueOf(error.getMessage()));
    }

    /// Our messages begin with a small letter, picocli's do not.
    private static String decapitalized(String message) {
        boolean isWord = message.length() > 1 && Character.isLowerCase(message.charAt(1));
        return isWord ? Character.toLowerCase(message.charAt(0)) + message.substring(1) : message;
    }
}
