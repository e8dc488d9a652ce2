package io.heddle.console.tour;

import io.heddle.console.timeline.TimelineFile;
import io.heddle.console.worker.ClientLog;
import io.heddle.examples.tour.Catalogue;
import io.heddle.examples.tour.Catalogue.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle tour run`.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = io.heddle.console.Version.class,
        description = {
            "Runs programs of the tour, one after the other, and prints what they say as they say it.",
            "",
            "After each comes a line PASS id, or FAIL id and the reason: a check that failed, an exception,"
                    + " the death of its process, a time limit, or something that it left behind.",
            "SKIP id says what must be installed before that program can run; it has not passed.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all have passed",
            "1:one or more have failed, or could not be run",
            "2:there is no such program, and none was run",
            "130:ended by Ctrl-C"
        })
public final class RunCommand implements Callable<Integer> {

    private static final double MOST_SPEED = 1000;

    /// A child process goes a moment after its result has come; on a loaded machine that is a long moment.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "ID",
            description =
                    "Which, as heddle tour list names them; or what several ids begin with, such as"
                            + " process.")
    private List<String> ids = List.of();

    @Option(names = "--all", description = "All there are, with a line of totals at the end.")
    private boolean all;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Divides the pauses in the programs (default: ${DEFAULT-VALUE}, as written).")
    private double speed = 1;

    @Option(
            names = "--with",
            paramLabel = "TEXT",
            description =
                    "Something for the program to work with, if it takes something: a URL, a name; may"
                            + " be repeated.")
    private List<String> given = List.of();

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description =
                    "How long one program may take before it counts as hung (default:"
                            + " ${DEFAULT-VALUE}).")
    private double limitSeconds = 120;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print the verdicts only.")
    private boolean quiet;

    @Option(
            names = "--timeline",
            paramLabel = "FILE",
            description =
                    "Write who did what when: a page, .html, with a part for each program, or Trace Event JSON,"
                            + " .json.")
    private @Nullable Path timeline;

    /// Made by picocli.
    public RunCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        check(
                speed > 0 && speed <= MOST_SPEED,
                "a speed is above 0 and at most 1000: speed=",
                speed);
        check(limitSeconds > 0, "a limit is above 0 seconds: limit=", limitSeconds);
        Duration limit = Duration.ofNanos((long) (limitSeconds * 1e9));
        RunPrinter printer = new RunPrinter(System.out, Ansi.AUTO.enabled(), quiet);
        ProgramRunner.Rules rules = new ProgramRunner.Rules(speed, limit, PATIENCE, given);
        List<Entry> programs = chosen();
        ClientLog.mute();
        if (timeline == null) {
            return new TourRun(rules, printer, null).run(programs) ? 0 : 1;
        }
        return runAndDraw(rules, printer, programs, timelineFile(timeline));
    }

    private int runAndDraw(
            ProgramRunner.Rules rules,
            RunPrinter printer,
            List<Entry> programs,
            TimelineFile target)
            throws InterruptedException {
        try (TourTimeline drawn = new TourTimeline(target)) {
            boolean passed = new TourRun(rules, printer, drawn).run(programs);
            drawn.write();
            return passed ? 0 : 1;
        } catch (IOException e) {
            System.err.println("heddle: there is no timeline: " + e.getMessage());
            return 1;
        }
    }

    private TimelineFile timelineFile(Path path) {
        try {
            return TimelineFile.of(path);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private List<Entry> chosen() {
        if (all == !ids.isEmpty()) {
            throw wrong(
                    all
                            ? "name the programs to run, or say --all, and not both"
                            : "name the programs to run, or say --all");
        }
        return all ? Catalogue.all() : Choice.of(spec.commandLine(), ids);
    }

    private void check(boolean makesSense, String message, double value) {
        if (!makesSense) {
            throw wrong(message + value);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
