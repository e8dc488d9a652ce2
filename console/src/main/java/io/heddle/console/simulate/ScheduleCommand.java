package io.heddle.console.simulate;

import io.heddle.simulator.SimulationException;
import io.heddle.simulator.schedule.Gantt;
import io.heddle.simulator.schedule.Job;
import io.heddle.simulator.schedule.Policy;
import io.heddle.simulator.schedule.Schedule;
import io.heddle.simulator.schedule.Trace;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle simulate schedule`.
@Command(
        name = "schedule",
        mixinStandardHelpOptions = true,
        versionProvider = io.heddle.console.Version.class,
        description = {
            "Runs jobs on simulated cores and draws who ran when.",
            "",
            "WORKLOAD is JSON. Jobs have a name, and run or phases; also arrival, priority (0 is the most"
                    + " urgent) and parent, who has to collect them:",
            "",
            "  {\"jobs\": [{\"name\": \"A\", \"run\": \"24ms\"},",
            "            {\"name\": \"B\", \"arrival\": \"3ms\", \"priority\": 2, \"parent\": \"A\",",
            "             \"phases\": [\"run 5ms\", \"wait 20ms\", \"run 1ms\", \"pause\", \"run 1ms\"]}]}",
            "",
            "or made by chance: {\"random\": {\"seed\": 7, \"jobs\": 20, \"every\": \"10ms\", \"run\": \"5ms\","
                    + " \"wait\": \"20ms\", \"bursts\": 4}}.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the jobs were run",
            "1:the run takes more steps than the limit, or a file cannot be written",
            "2:the command line or the workload makes no sense"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  heddle simulate schedule jobs.json --policy rr --slice 10ms",
            "  heddle simulate schedule jobs.json --policy all --switch 5us --html out.html",
            "  heddle simulate schedule jobs.json --policy priority --preemptive --ageing 50ms --cores 2",
            "  heddle simulate schedule jobs.json --policy mlfq --slice 8ms,16ms --boost 1s --json"
        })
final class ScheduleCommand implements Callable<Integer> {

    private static final int DETAILED = 30;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "WORKLOAD", description = "The jobs, as JSON; - is standard input.")
    private Path workload = Path.of("-");

    @Option(
            names = {"-p", "--policy"},
            paramLabel = "NAME",
            defaultValue = "rr",
            description =
                    "One of "
                            + PolicyChoice.NAMES
                            + "; several with commas between them; or all (default:"
                            + " ${DEFAULT-VALUE}).")
    private String policy = "rr";

    @Option(
            names = "--slice",
            paramLabel = "TIME",
            split = ",",
            converter = TimeOption.class,
            description =
                    "How long a job may run while others stand in line: for rr (10ms without it),"
                            + " priority (no limit), and mlfq, one for each line but the last"
                            + " (10ms,20ms).")
    private List<Duration> slices = new ArrayList<>();

    @Option(
            names = {"-c", "--cores"},
            paramLabel = "N",
            defaultValue = "1",
            description = "How many cores there are (default: ${DEFAULT-VALUE}).")
    private int cores = 1;

    @Option(
            names = "--switch",
            paramLabel = "TIME",
            converter = TimeOption.class,
            defaultValue = "0ns",
            description = "What it costs a core to change jobs (default: nothing).")
    private Duration switchCost = Duration.ZERO;

    @Option(
            names = "--preemptive",
            description = "For priority: whoever is more urgent takes a core away.")
    private boolean preemptive;

    @Option(
            names = "--ageing",
            paramLabel = "TIME",
            converter = TimeOption.class,
            defaultValue = "0ns",
            description = "For priority: so much waiting makes a job more urgent by one.")
    private Duration ageing = Duration.ZERO;

    @Option(
            names = "--boost",
            paramLabel = "TIME",
            converter = TimeOption.class,
            defaultValue = "0ns",
            description = "For mlfq: after so much time all are back in the first line.")
    private Duration boost = Duration.ZERO;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "" + Schedule.DEFAULT_LIMIT,
            description = "After how many steps a run is given up (default: ${DEFAULT-VALUE}).")
    private long limit = Schedule.DEFAULT_LIMIT;

    @Option(
            names = "--columns",
            paramLabel = "N",
            defaultValue = "64",
            description = "How wide the chart is (default: ${DEFAULT-VALUE}).")
    private int columns = 64;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "Write a page with charts and tables, whose name ends with .html; replaces the file.")
    private @Nullable Path html;

    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description =
                    "Write the chart as a picture, for one policy, whose name ends with .svg; replaces the file.")
    private @Nullable Path svg;

    @Mixin private JsonOption json = new JsonOption();

    /// Made by picocli.
    ScheduleCommand() {}

    @Override
    public Integer call() {
        InputFile file = new InputFile(spec);
        try {
            List<Trace> traces = traces(file);
            print(traces);
            return write(traces) ? 0 : 1;
        } catch (IllegalArgumentException e) {
            throw file.wrong(String.valueOf(e.getMessage()));
        } catch (SimulationException e) {
            System.err.println("heddle: " + e.getMessage());
            return 1;
        }
    }

    private List<Trace> traces(InputFile file) {
        requireEnding("--html", html, ".html");
        requireEnding("--svg", svg, ".svg");
        List<Policy> policies = new PolicyChoice(slices, preemptive, ageing, boost).named(policy);
        if (svg != null && policies.size() > 1) {
            throw new IllegalArgumentException(
                    "a picture shows one policy: policies=%d; use --html for several"
                            .formatted(policies.size()));
        }
        List<Schedule> schedules =
                policies.stream()
                        .map(each -> Schedule.of(each, cores).switchCost(switchCost).limit(limit))
                        .toList();
        List<Job> jobs = WorkloadFile.read(file.read(workload));
        return schedules.stream().map(schedule -> schedule.run(jobs)).toList();
    }

    /// Files are replaced, and the workload, or what else is named by mistake, must not be.
    private static void requireEnding(String option, @Nullable Path file, String ending) {
        if (file != null && !file.toString().endsWith(ending)) {
            throw new IllegalArgumentException(
                    "the name of the file must end with %s: %s=%s".formatted(ending, option, file));
        }
    }

    private void print(List<Trace> traces) {
        if (json.isWanted()) {
            JsonOption.print(ScheduleJson.of(traces));
            return;
        }
        for (Trace trace : traces) {
            System.out.println(trace.gantt().text(columns));
            System.out.println(
                    trace.jobs().size() > DETAILED ? trace.summary() + "\n" : trace.table());
        }
        if (traces.size() > 1) {
            System.out.print(Trace.compare(traces));
        }
    }

    private boolean write(List<Trace> traces) {
        PrintStream people = json.isWanted() ? System.err : System.out;
        boolean written = html == null || InputFile.write(html, Gantt.html(traces), people);
        return (svg == null || InputFile.write(svg, traces.getFirst().gantt().svg(), people))
                && written;
    }
}
