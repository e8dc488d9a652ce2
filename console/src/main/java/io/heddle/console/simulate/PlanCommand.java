package io.heddle.console.simulate;

import io.heddle.simulator.SimulationException;
import io.heddle.simulator.TimeText;
import io.heddle.simulator.plan.Chance;
import io.heddle.simulator.plan.Forecast;
import io.heddle.simulator.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `heddle simulate plan`.
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        versionProvider = io.heddle.console.Version.class,
        description = {
            "Tells how a load fares with different numbers of workers: how long it takes, how long the line"
                    + " gets, how long tasks wait. Up to millions of tasks.",
            "",
            "A distribution is a time, which is always the same; exp:TIME, exponential with that mean; or"
                    + " uniform:TIME-TIME. Each worker has a core of its own.",
            "",
            "With --trace the tasks are those that a pool had in a recorded run, as heddle timeline or heddle tour"
                    + " run --timeline writes it: they come when they came and take as long as they took.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the plans were simulated",
            "1:a plan takes more time than can be simulated, or the measurement failed",
            "2:the command line makes no sense"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  heddle simulate plan --workers 8,12,16 --tasks 1000000 --every exp:1ms --work exp:10ms",
            "  heddle simulate plan --workers 64 --tasks 10000 --work uniform:5ms-40ms      a batch",
            "  heddle simulate plan --workers 16 --tasks 100000 --every exp:1ms --work 12ms \\",
            "      --life 1h --restart 400ms --retries 1                            workers that die",
            "  heddle simulate plan --workers 1,2,4 --trace load.json --measure     a recorded run, and a real pool"
        })
final class PlanCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-w", "--workers"},
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,4,8",
            description = "How many workers; several with commas (default: ${DEFAULT-VALUE}).")
    private List<Integer> workers = new ArrayList<>();

    @Option(
            names = {"-n", "--tasks"},
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many tasks (default: ${DEFAULT-VALUE}).")
    private long tasks = 100_000;

    @Option(
            names = "--every",
            paramLabel = "DIST",
            converter = ChanceOption.class,
            defaultValue = "0ms",
            description = "How far apart tasks arrive; without it all are there at the beginning.")
    private Chance every = Chance.always(Duration.ZERO);

    @Option(
            names = "--work",
            paramLabel = "DIST",
            converter = ChanceOption.class,
            defaultValue = "10ms",
            description = "How long a task takes (default: ${DEFAULT-VALUE}).")
    private Chance work = Chance.always(Duration.ofMillis(10));

    @Option(
            names = "--overhead",
            paramLabel = "TIME",
            converter = TimeOption.class,
            defaultValue = "0ns",
            description = "How long a worker is busy with each task besides.")
    private Duration overhead = Duration.ZERO;

    @Option(
            names = "--life",
            paramLabel = "TIME",
            converter = TimeOption.class,
            defaultValue = "0ns",
            description = "How long a worker lives, in the mean; without it none dies.")
    private Duration life = Duration.ZERO;

    @Option(
            names = "--restart",
            paramLabel = "TIME",
            converter = TimeOption.class,
            defaultValue = "0ns",
            description = "How long it takes until a dead worker is replaced.")
    private Duration restart = Duration.ZERO;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "0",
            description = "How often a task begins again whose worker died (default: 0).")
    private int retries;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The seed of the chance (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "The tasks of a recorded run, instead of --tasks, --every and --work.")
    private @Nullable Path trace;

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            description =
                    "Those of this pool, if the trace has several: its name, or name@pid where several processes have one"
                            + " of that name.")
    private String pool = "";

    @Option(
            names = "--measure",
            description =
                    "Also run the tasks of --trace in real pools of processes, of up to 64 workers, five times each;"
                            + " they wait for as long as they ran. Says by how much the predictions are off.")
    private boolean measure;

    @Mixin private JsonOption json = new JsonOption();

    /// Made by picocli.
    PlanCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        InputFile file = new InputFile(spec);
        try {
            check();
            TraceLoad load =
                    trace == null ? null : file.read(trace, text -> TraceLoad.read(text, pool));
            if (load != null) {
                load.notes().forEach(note -> System.err.println("heddle: note: " + note));
            }
            List<Plan> plans = workers.stream().map(n -> plan(n, load)).toList();
            List<Forecast> forecasts = plans.stream().map(Plan::run).toList();
            if (!json.isWanted()) {
                System.out.print(Forecast.compare(forecasts));
                System.out.flush(); // a measurement may take long
            }
            List<MeasuredLoad> measured =
                    load == null || !measure ? List.of() : measured(load, forecasts);
            if (json.isWanted()) {
                JsonOption.print(JsonOption.text(PlanText.json(forecasts, measured)));
            } else if (!measured.isEmpty()) {
                System.out.println();
                System.out.print(PlanText.compared(measured));
            }
            return 0;
        } catch (IllegalArgumentException e) {
            throw file.wrong(String.valueOf(e.getMessage()));
        } catch (SimulationException | ExecutionException e) {
            System.err.println("heddle: " + e.getMessage());
            return 1;
        }
    }

    private void check() {
        if (trace == null) {
            if (measure || !pool.isEmpty()) {
                throw new IllegalArgumentException("--measure and --pool need a --trace");
            }
            return;
        }
        for (String option : List.of("--tasks", "--every", "--work")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new IllegalArgumentException(
                        "a trace says that itself: --trace and " + option);
            }
        }
        for (int number : workers) {
            if (measure && number > MeasuredLoad.MOST_WORKERS) {
                throw new IllegalArgumentException(
                        "each worker that is measured is a process, and there are too many: workers=%d at-most=%d"
                                .formatted(number, MeasuredLoad.MOST_WORKERS));
            }
        }
        if (measure && !life.isZero()) {
            throw new IllegalArgumentException(
                    "nobody dies in a measurement: --measure and --life");
        }
    }

    private static List<MeasuredLoad> measured(TraceLoad load, List<Forecast> forecasts)
            throws InterruptedException, ExecutionException {
        Duration all =
                forecasts.stream().map(Forecast::makespan).reduce(Duration.ZERO, Duration::plus);
        System.err.println(
                "heddle: measuring takes %s or more"
                        .formatted(TimeText.of(all.multipliedBy(MeasuredLoad.ROUNDS))));
        List<MeasuredLoad> measured = new ArrayList<>();
        for (Forecast forecast : forecasts) {
            System.err.println(
                    "heddle: measuring: workers=%d rounds=%d predicted=%s each"
                            .formatted(
                                    forecast.plan().workers(),
                                    MeasuredLoad.ROUNDS,
                                    TimeText.of(forecast.makespan())));
            measured.add(MeasuredLoad.of(load, forecast));
        }
        return measured;
    }

    private Plan plan(int number, @Nullable TraceLoad load) {
        Plan bare = Plan.of(number).overhead(overhead).retries(retries).seed(seed);
        Plan plan = load == null ? bare.tasks(tasks).every(every).work(work) : load.into(bare);
        return life.isZero() ? plan : plan.failing(life, restart);
    }

    /// Reads distributions on the command line.
    static final class ChanceOption implements ITypeConverter<Chance> {

        ChanceOption() {}

        @Override
        public Chance convert(String text) {
            try {
                return Chance.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
