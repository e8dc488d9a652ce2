package io.heddle.console.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.heddle.simulator.plan.Chance;
import io.heddle.simulator.plan.Forecast;
import io.heddle.simulator.plan.Plan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `heddle simulate` as its users call it, in this process.
class SimulateCommandTest {

    private static final String JOBS =
            """
            {"jobs": [
              {"name": "P1", "run": "24ms"},
              {"name": "P2", "run": "3ms"},
              {"name": "P3", "phases": ["run 2ms", "pause", "run 1ms", "wait 5ms", "run 1ms"],
               "arrival": "1ms", "priority": 2, "parent": "P1"}]}
            """;

    @TempDir private Path folder;
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return new CommandLine(new SimulateCommand())
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private void refused(String expected, String... arguments) {
        assertThat(run(arguments)).as(String.join(" ", arguments)).isEqualTo(2);
        assertThat(err()).contains(expected);
        assertThat(out()).isEmpty();
    }

    @Test
    void chartAndTimesOfARunArePrinted() throws IOException {
        assertThat(run("schedule", file("jobs.json", JOBS), "--policy", "rr", "--slice", "4ms"))
                .as(err())
                .isZero();
        assertThat(out())
                .contains("round robin, slice 4ms, 1 core", "core 0  ", "turnaround", "mean ")
                .contains("z zombie");
    }

    @Test
    void allPoliciesStandBesideEachOtherAndInAPage() throws IOException {
        Path page = folder.resolve("out.html");

        assertThat(
                        run(
                                "schedule",
                                file("jobs.json", JOBS),
                                "-p",
                                "all",
                                "--switch",
                                "1us",
                                "--cores",
                                "2",
                                "--html",
                                page.toString()))
                .as(err())
                .isZero();
        assertThat(out()).contains("shortest remaining time, 2 cores", "Written: " + page);
        assertThat(Files.readString(page))
                .contains("run in 7 ways", "cooperative, 2 cores", "multi-level feedback queue");
    }

    @Test
    void jsonIsAllThatGoesToStandardOutput() throws IOException {
        Path picture = folder.resolve("out.svg");

        assertThat(
                        run(
                                "schedule",
                                file("jobs.json", JOBS),
                                "-p",
                                "fcfs",
                                "--json",
                                "--svg",
                                picture.toString()))
                .as(err())
                .isZero();
        JsonObject run =
                JsonParser.parseString(out())
                        .getAsJsonObject()
                        .getAsJsonArray("runs")
                        .get(0)
                        .getAsJsonObject();
        assertThat(run.get("contextSwitches").getAsInt()).isEqualTo(2);
        assertThat(run.getAsJsonArray("jobs")).hasSize(3);
        assertThat(err()).contains("Written: " + picture);
        assertThat(picture).content().startsWith("<svg");
    }

    @Test
    void jobsByChanceAreTheSameForTheSameSeed() throws IOException {
        String load =
                file("random.json", "{\"random\": {\"seed\": 5, \"jobs\": 40, \"wait\": \"3ms\"}}");

        assertThat(run("schedule", load, "-p", "mlfq", "--slice", "2ms,4ms", "--boost", "50ms"))
                .as(err())
                .isZero();
        String first = out();
        run("schedule", load, "-p", "mlfq", "--slice", "2ms,4ms", "--boost", "50ms");
        assertThat(out()).isEqualTo(first).contains("slices 2ms, 4ms, boost 50ms");
    }

    @Test
    void workloadsThatMakeNoSenseAreRefusedWithTheirPlace() throws IOException {
        refusedLoad("the file is no JSON", "{\"jobs\": [");
        refusedLoad("either jobs or random", "{}");
        refusedLoad("key='job'", "{\"job\": []}");
        refusedLoad("a schedule needs at least one job", "{\"jobs\": []}");
        refusedLoad("an object in braces is wanted here: at=jobs[0]", "{\"jobs\": [3]}");
        refusedLoad(
                "a text in quotes is wanted here: at=jobs[0].name",
                "{\"jobs\": [{\"run\": \"1ms\"}]}");
        refusedLoad("either run or phases: at=jobs[0]", "{\"jobs\": [{\"name\": \"A\"}]}");
        refusedLoad("at=jobs[0].run", "{\"jobs\": [{\"name\": \"A\", \"run\": \"soon\"}]}");
        refusedLoad(
                "phase='sleep 1ms'",
                "{\"jobs\": [{\"name\": \"A\", \"phases\": [\"run 1ms\", \"sleep 1ms\"]}]}");
        refusedLoad(
                "takes time: kind=RUN nanos=0 at=jobs[0]",
                "{\"jobs\": [{\"name\": \"A\", \"run\": \"0ms\"}]}");
        refusedLoad(
                "priority=-1 at=jobs[0]",
                "{\"jobs\": [{\"name\": \"A\", \"run\": \"1ms\", \"priority\": -1}]}");
        refusedLoad(
                "at=jobs[0].priority number=1e99",
                "{\"jobs\": [{\"name\": \"A\", \"run\": \"1ms\", \"priority\": 1e99}]}");
        refusedLoad("key='prio'", "{\"jobs\": [{\"name\": \"A\", \"run\": \"1ms\", \"prio\": 1}]}");
        refusedLoad(
                "parent='B'",
                "{\"jobs\": [{\"name\": \"A\", \"run\": \"1ms\", \"parent\": \"B\"}]}");
        refusedLoad("a number is wanted here: at=random.jobs", "{\"random\": {}}");
    }

    private void refusedLoad(String expected, String json) throws IOException {
        refused(expected, "schedule", file("bad.json", json));
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() throws IOException {
        String jobs = file("jobs.json", JOBS);

        refused("no such file: file=", "schedule", folder.resolve("nowhere").toString());
        refused("not a file: file=", "schedule", folder.toString());
        refused("unknown policy: policy='lifo'; there are", "schedule", jobs, "-p", "lifo");
        refused("not a length of time: text='10'", "schedule", jobs, "--slice", "10");
        refused("slice=0ms", "schedule", jobs, "--slice", "0ms");
        refused("cores=0", "schedule", jobs, "--cores", "0");
        refused("columns=3", "schedule", jobs, "--columns", "3");
        refused("a picture shows one policy", "schedule", jobs, "-p", "all", "--svg", "x.svg");
        refused("workers=0", "plan", "--workers", "0");
        refused("two ends", "plan", "--work", "uniform:3ms");
    }

    @Test
    void runWithoutAnEndAndAFileThatCannotBeWrittenAreFailures() throws IOException {
        String jobs = file("jobs.json", JOBS);

        assertThat(run("schedule", jobs, "--slice", "1ns", "--limit", "500")).isEqualTo(1);
        assertThat(err()).contains("heddle: the schedule has more steps").contains("limit=500");
        assertThat(run("schedule", jobs, "--html", jobs)).isEqualTo(2);
        assertThat(err()).contains("the name of the file must end with .html: --html=" + jobs);
        assertThat(Path.of(jobs)).hasContent(JOBS);
        assertThat(run("schedule", jobs, "--html", folder.resolve("no/out.html").toString()))
                .isEqualTo(1);
        assertThat(err()).contains("heddle: the file cannot be written: file=");
    }

    @Test
    void programIsRunAndShownStepByStep() throws IOException {
        String program =
                file(
                        "product.asm",
                        "LOAD A, 2000\nLOAD B, 2004\nMUL C, A, B\nSTORE C, 2008\nHALT\nAT 2000\nDATA 6, 7\n");

        assertThat(run("machine", program)).as(err()).isZero();
        assertThat(out()).contains("  2008  42\n", "5 instructions").doesNotContain("FETCH");
        assertThat(run("machine", program, "--step")).isZero();
        assertThat(out())
                .contains("  1 FETCH    the instruction register takes the word at 100")
                .contains("C = A * B = 6 * 7 = 42\n    A=6 B=7 C=42");
    }

    @Test
    void wrongProgramsAreRefusedAndThoseThatFailAreFailures() throws IOException {
        refused("line=2 column=3 found='LAOD'", "machine", file("bad.asm", "HALT\n  LAOD A, 1"));
        refused("address=100", "machine", file("end.asm", "HALT"), "--memory", "8");
        assertThat(run("machine", file("loop.asm", "again: JUMP again"), "--limit", "9"))
                .isEqualTo(1);
        assertThat(err()).contains("heddle: the program has done as many instructions", "limit=9");
        // what was done before is still shown
        assertThat(run("machine", file("zero.asm", "DIV A, B\nHALT"), "--step")).isEqualTo(1);
        assertThat(out()).contains("1 DECODE");
        assertThat(err()).contains("divided by zero");
    }

    @Test
    void plansStandBesideEachOther() {
        assertThat(
                        run(
                                "plan",
                                "--workers",
                                "2,4",
                                "--tasks",
                                "1000",
                                "--every",
                                "exp:5ms",
                                "--life",
                                "1s",
                                "--restart",
                                "10ms",
                                "--retries",
                                "1"))
                .as(err())
                .isZero();
        assertThat(out().lines()).hasSize(3);
        assertThat(out()).contains("utilisation", "wait p99");
    }

    @Test
    void helpHasExamples() {
        for (String command : new String[] {"machine", "schedule", "plan"}) {
            assertThat(run(command, "--help")).isZero();
            assertThat(out()).contains("Examples:", "heddle simulate " + command);
        }
        assertThat(run()).isZero();
        assertThat(out()).contains("machine", "schedule", "plan");
    }

    private static final String TRACE =
            """
            {"traceEvents": [
              {"ph":"M","name":"process_name","pid":1,"tid":0,"ts":0,"args":{"name":"x"}},
              {"ph":"X","cat":"task","name":"b","pid":1,"tid":1,"ts":20000,"dur":10000,
               "args":{"pool":"mill","queuedMicros":15000}},
              {"ph":"X","cat":"task","name":"a","pid":1,"tid":1,"ts":0,"dur":20000,
               "args":{"pool":"mill","queuedMicros":0}},
              {"ph":"X","cat":"task","name":"of no pool","pid":1,"tid":2,"ts":0,"dur":9,"args":{}}]}
            """;

    @Test
    void recordedTasksComeWhenTheyCameAndTakeAsLong() throws IOException {
        Path trace = Files.writeString(folder.resolve("load.json"), TRACE);

        assertThat(run("plan", "--trace", trace.toString(), "-w", "1,2", "--json")).isZero();

        var plans = JsonParser.parseString(out()).getAsJsonObject().getAsJsonArray("plans");
        JsonObject one = plans.get(0).getAsJsonObject();
        JsonObject two = plans.get(1).getAsJsonObject();
        assertThat(one.get("tasks").getAsLong()).isEqualTo(2);
        assertThat(one.get("makespanNanos").getAsLong()).isEqualTo(30_000_000);
        assertThat(one.getAsJsonObject("waiting").get("longestNanos").getAsLong())
                .isEqualTo(15_000_000);
        assertThat(two.get("makespanNanos").getAsLong()).isEqualTo(20_000_000);
    }

    @Test
    @org.junit.jupiter.api.Tag("slow")
    void predictionIsHeldAgainstARealPool() throws IOException {
        Path trace = Files.writeString(folder.resolve("load.json"), TRACE);

        assertThat(run("plan", "--trace", trace.toString(), "-w", "1", "--measure", "--json"))
                .isZero();

        JsonObject measured =
                JsonParser.parseString(out())
                        .getAsJsonObject()
                        .getAsJsonArray("plans")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonObject("measured");
        assertThat(measured.getAsJsonArray("makespansNanos")).hasSize(5);
        assertThat(measured.get("medianMakespanNanos").getAsLong())
                .as("one worker cannot be faster than the work")
                .isGreaterThanOrEqualTo(30_000_000);
        assertThat(err())
                .contains(
                        "measuring takes 150ms or more", "workers=1 rounds=5 predicted=30ms each");
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    @Test
    void traceThatCannotBeReplayedIsRefused() throws IOException {
        Path none = Files.writeString(folder.resolve("none.json"), "{\"traceEvents\": []}");
        Path other = Files.writeString(folder.resolve("other.json"), "[1, 2");
        Path trace = Files.writeString(folder.resolve("load.json"), TRACE);

        assertThat(run("plan", "--trace", none.toString())).isEqualTo(2);
        assertThat(err()).contains("the trace has no tasks of a pool");
        assertThat(run("plan", "--trace", other.toString())).isEqualTo(2);
        assertThat(err()).contains("no Trace Event JSON");
        assertThat(run("plan", "--trace", trace.toString(), "--pool", "x")).isEqualTo(2);
        assertThat(err()).contains("pool=x pools=[mill]");
        assertThat(run("plan", "--trace", trace.toString(), "--work", "1ms")).isEqualTo(2);
        assertThat(run("plan", "--measure")).isEqualTo(2);
        assertThat(run("plan", "--trace", trace.toString(), "--measure", "-w", "1,65"))
                .isEqualTo(2);
        assertThat(err()).contains("workers=65 at-most=64");
    }

    @Test
    void whatIsOffIsSaidWithItsSign() {
        Forecast forecast = Plan.of(2).tasks(4).work(Chance.always(Duration.ofMillis(10))).run();
        assertThat(forecast.makespan()).isEqualTo(Duration.ofMillis(20));
        MeasuredLoad slower =
                new MeasuredLoad(
                        forecast,
                        Stream.of(22, 24, 25, 26, 40).map(Duration::ofMillis).toList(),
                        Stream.of(10, 11, 12, 13, 14).map(Duration::ofMillis).toList());

        assertThat(slower.makespanError()).isEqualTo(-0.2);
        assertThat(slower.turnaroundError()).isEqualTo(0.25);
        assertThat(PlanText.compared(List.of(slower)).lines())
                .element(1)
                .asString()
                .matches("2 +20ms +25ms +22ms +40ms +-20\\.0 % +15ms +12ms +\\+25\\.0 %");
        JsonObject json =
                PlanText.json(List.of(forecast), List.of(slower))
                        .getAsJsonArray("plans")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonObject("measured");
        assertThat(json.get("makespanError").getAsDouble()).isEqualTo(-0.2);
        assertThat(json.get("medianTurnaroundNanos").getAsLong()).isEqualTo(12_000_000);
    }
}
