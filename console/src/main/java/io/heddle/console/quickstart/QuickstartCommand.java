package io.heddle.console.quickstart;

import io.heddle.HeddleException;
import io.heddle.Strand;
import io.heddle.console.quickstart.Tour.Outcome;
import io.heddle.console.quickstart.Tour.Plan;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle quickstart`.
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        versionProvider = io.heddle.console.Version.class,
        description = {
            "Shows on your own files what Heddle does.",
            "",
            "Reads every file below DIR (SHA-256, lines, words) one after the other, then on threads, "
                    + "on coroutines and in processes, compares the results and prints how long each way "
                    + "took. A last run shows what happens when a process is killed while it works: its "
                    + "task is repeated and no result is lost.",
            "",
            "Writes result.json and timeline.html, which shows which worker did what when.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the tour was taken, also if some files could not be read",
            "1:nothing could be done: there was no file to read, the reports cannot be written, or no"
                    + " worker could be started; or a result was wrong",
            "2:the command line makes no sense: an unknown option, DIR is missing or not a directory",
            "130:ended by Ctrl-C"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  heddle quickstart                        the current directory",
            "  heddle quickstart ~/src --workers 8      another one, by 8 workers",
            "  heddle quickstart /etc --out /tmp/tour   the reports go elsewhere",
            "  heddle quickstart --json | jq .runs      for programs",
        })
public final class QuickstartCommand implements Callable<Integer> {

    private static final int NOTHING_DONE = 1;
    private static final int MOST_WORKERS = 256;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "What to read; the current directory without it.")
    private Path directory = Path.of(".");

    @Option(
            names = {"-w", "--workers"},
            paramLabel = "N",
            description =
                    "How many threads and processes; one for each core that this process may use"
                            + " without it. Coroutines are always one for each file.")
    private int workers = Strand.cores();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            defaultValue = ".",
            description =
                    "Where to write result.json and timeline.html; created if missing, the current"
                            + " directory without it. Reports of an earlier tour are replaced, other"
                            + " files never.")
    private Path out = Path.of(".");

    @Option(
            names = "--json",
            description =
                    "Print what result.json holds to standard output, and everything for people to"
                            + " standard error.")
    private boolean json;

    @Option(names = "--no-kill", description = "Do not kill a worker.")
    private boolean noKill;

    @Option(
            names = {"-a", "--all"},
            description =
                    "Also read hidden directories such as .git, and those named target or"
                            + " node_modules, which are left out otherwise. Hidden files are always"
                            + " read.")
    private boolean all;

    @Option(
            names = {"-L", "--follow-links"},
            description =
                    "Follow symbolic links; loops are found. Without it they are reported and left"
                            + " alone.")
    private boolean followLinks;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "1.0",
            description =
                    "How long each pool works before it is measured, so that its code is compiled"
                            + " (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds = 1;

    /// Made by picocli.
    public QuickstartCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        checkNumbers();
        Path root = realDirectory();
        try {
            OutputFolder folder = openOutput();
            Optional<Outcome> outcome = tour(root, folder).take();
            return outcome.isPresent() ? publish(outcome.get(), folder) : NOTHING_DONE;
        } catch (CannotWrite e) {
            return complain(e.getMessage());
        } catch (IOException e) {
            return complain(
                    "the directory cannot be read: directory=%s reason=%s"
                            .formatted(Names.printable(root), Reasons.of(e)));
        } catch (HeddleException e) {
            return complain("the tour could not go on: " + e.getMessage());
        }
    }

    private void checkNumbers() {
        if (workers < 1) {
            throw wrong("a pool needs at least one worker: workers=" + workers);
        }
        if (workers > MOST_WORKERS) {
            throw wrong(
                    "that many workers would be that many JVMs: workers=%d at-most=%d"
                            .formatted(workers, MOST_WORKERS));
        }
        if (!(warmUpSeconds >= 0 && warmUpSeconds <= 60)) {
            throw wrong("a warm-up takes between 0 and 60 seconds: warm-up=" + warmUpSeconds);
        }
    }

    private Path realDirectory() {
        if (!Files.exists(directory)) {
            throw wrong("no such directory: directory=" + Names.printable(directory));
        }
        if (!Files.isDirectory(directory)) {
            throw wrong(
                    "not a directory: directory="
                            + Names.printable(directory)
                            + "; give the directory that it is in");
        }
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            throw wrong(
                    "the directory cannot be reached: directory=%s reason=%s"
                            .formatted(Names.printable(directory), Reasons.of(e)));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private OutputFolder openOutput() throws CannotWrite {
        try {
            return OutputFolder.open(out);
        } catch (IOException e) {
            throw new CannotWrite(out, e);
        }
    }

    private Tour tour(Path root, OutputFolder folder) {
        Plan plan =
                new Plan(
                        root,
                        workers,
                        !noKill,
                        Duration.ofNanos((long) (warmUpSeconds * 1e9)),
                        new FileTree.Selection(all, followLinks, folder.files()));
        return new Tour(plan, Terminal.progress(System.getenv()), System.err);
    }

    private int publish(Outcome outcome, OutputFolder folder) throws CannotWrite {
        Report report = ReportOf.outcome(outcome);
        PrintStream people = json ? System.err : System.out;
        new ReportText(report, json ? Ansi.OFF : Ansi.AUTO).print(people);
        if (json) {
            print(report);
        }
        write(folder, report, outcome, people);
        return report.equal() ? 0 : NOTHING_DONE;
    }

    /// JSON is UTF-8, whatever the locale makes of [System#out].
    private static void print(Report report) throws CannotWrite {
        try {
            Writer out = new OutputStreamWriter(System.out, StandardCharsets.UTF_8);
            JsonReport.write(report, out);
            out.flush();
        } catch (IOException e) {
            throw new CannotWrite(Path.of("standard output"), e);
        }
    }

    private void write(OutputFolder folder, Report report, Outcome outcome, PrintStream people)
            throws CannotWrite {
        try {
            Path result = folder.write(OutputFolder.JSON, text -> JsonReport.write(report, text));
            Path page =
                    folder.write(
                            OutputFolder.PAGE,
                            text -> TimelinePage.of(report, outcome).writeTo(text));
            people.println();
            people.println("Results:  " + result);
            people.println("Timeline: " + page);
        } catch (IOException e) {
            throw new CannotWrite(out, e);
        }
    }

    private static int complain(@Nullable String message) {
        System.err.println("heddle: " + message);
        return NOTHING_DONE;
    }

    /// The reports have no place.
    private static final class CannotWrite extends Exception {

        private static final long serialVersionUID = 1L;

        CannotWrite(Path folder, IOException cause) {
            super(
                    "the reports cannot be written: %s; give another directory with --out"
                            .formatted(Reasons.withFile(folder, cause)),
                    cause);
        }
    }
}
