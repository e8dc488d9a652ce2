package io.heddle.console.advise;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The command with real classes and real programs.
class AdviseCommandTest {

    private final PrintStream beforeOut = System.out;
    private final PrintStream beforeErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void giveStreamsBackAndLeaveNobody() {
        System.setOut(beforeOut);
        System.setErr(beforeErr);
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    @Test
    @Tag("slow")
    void whatSleepsIsForCoroutines() {
        JsonObject found = finding(ofClass("--json", Samples.Sleeps.class, "20"));

        assertThat(found.get("kind").getAsString()).isEqualTo("coroutines");
        assertThat(found.get("workers").getAsLong()).isZero();
        JsonObject alone = found.getAsJsonObject("alone");
        assertThat(alone.get("runs").getAsInt()).isPositive();
        assertThat(alone.get("waitingSeconds").getAsDouble())
                .isGreaterThan(alone.get("computingSeconds").getAsDouble());
        assertThat(found.get("together")).isNull();
    }

    @Test
    @Tag("slow")
    void whatSpinsIsForAsManyThreadsAsThereAreCores() {
        int code = advise(ofClass("", Samples.Spins.class));

        assertThat(code).as(errors()).isZero();
        assertThat(text())
                .contains(Samples.Spins.class.getName(), "measured", "alone", "at once")
                .contains(
                        "advice: %1$d threads: TaskPool.threads(%1$d)"
                                .formatted(io.heddle.Strand.cores()));
    }

    @Test
    @Tag("slow")
    void whatDoesBothIsForMoreThreadsThanThereAreCores() {
        JsonObject found = finding(ofClass("--json", Samples.DoesBoth.class));

        assertThat(found.get("kind").getAsString()).isEqualTo("threads");
        assertThat(found.get("workers").getAsLong()).isGreaterThan(io.heddle.Strand.cores());
    }

    @Test
    @Tag("slow")
    void whatAllocatesIsSaidToDoSo() {
        JsonObject found = finding(ofClass("--json", Samples.Allocates.class));

        JsonObject alone = found.getAsJsonObject("alone");
        assertThat(alone.get("allocatedBytes").getAsLong() / alone.get("runs").getAsLong())
                .isGreaterThan(Samples.Allocates.BYTES);
    }

    @Test
    @Tag("slow")
    void mainMethodNeedsNeitherToBeStaticNorToTakeArguments() {
        JsonObject found = finding(ofClass("--json", Samples.Heir.class));

        assertThat(found.get("kind").getAsString()).isEqualTo("coroutines");
    }

    @Test
    @Tag("slow")
    void sampleSeesItsOwnLibrariesOnly() {
        assertThat(advise(ofClass("", Samples.UsesOurs.class))).isEqualTo(1);
        assertThat(errors()).contains("ClassNotFoundException: com.google.gson.Gson");
    }

    @Test
    @Tag("slow")
    void whatTakesNoTimeNeedsNoPool() {
        assertThat(finding(ofClass("--json", Samples.Nothing.class)).get("kind").getAsString())
                .isEqualTo("none");
    }

    @Test
    @Tag("slow")
    void whatEndsItsJvmIsToBeMeasuredAsAProgram() {
        assertThat(advise(ofClass("", Samples.Exits.class))).isEqualTo(1);
        assertThat(errors())
                .contains(
                        "the sample ends its JVM",
                        "measure it as a program: heddle advise -- java");
    }

    @Test
    @Tag("slow")
    void whatNeverEndsIsEndedAtTheLimit() {
        List<String> command = ofClass("--limit=1.5", Samples.NeverEnds.class);

        assertThat(advise(command)).isEqualTo(1);
        assertThat(errors()).contains("still running after 1.5 s", "--limit");
    }

    @Test
    @Tag("slow")
    void whatFailsIsSaidToHaveFailedAndWhere() {
        assertThat(advise(ofClass("", Samples.Fails.class))).isEqualTo(1);
        assertThat(errors())
                .contains("the sample fails", "NumberFormatException", "no number", " at ");
    }

    @Test
    @Tag("slow")
    void whatIsNoSampleOrNotThereIsNamed() {
        assertThat(advise(ofClass("", Samples.class))).isEqualTo(1);
        assertThat(errors()).contains("needs a main method, as the java command takes it");

        assertThat(advise(List.of("--class-path", ".", "com.example.Nowhere"))).isEqualTo(1);
        assertThat(errors()).contains("there is no such class: class=com.example.Nowhere");

        assertThat(advise(List.of("--class-path", "/no/such.jar", "X"))).isEqualTo(1);
        assertThat(errors()).contains("entry=/no/such.jar");
    }

    @Test
    @Tag("slow")
    void programThatWaitsAndOneThatComputesAreToldApart() {
        JsonObject waits = finding(List.of("--json", "--", "sleep", "0.2"));
        JsonObject computes =
                finding(
                        List.of(
                                "--json",
                                "--",
                                "sh",
                                "-c",
                                "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"));

        assertThat(waits.get("kind").getAsString()).isEqualTo("coroutines");
        // its share depends on who else wants the processors, what it computes does not
        assertThat(computingSeconds(computes)).isGreaterThan(computingSeconds(waits));
    }

    @Test
    void programIsAdvisedByHowManyCoresItUses() throws Exception {
        ProgramSample sample = new ProgramSample(List.of("x"));
        int cores = io.heddle.Strand.cores();

        assertThat(sample.finding(1, 2, 0.4).kind()).isEqualTo("coroutines");
        assertThat(sample.finding(1, 2, 0.4).workers()).isZero();
        assertThat(sample.finding(1, 2, 1).kind()).isEqualTo("threads");
        assertThat(sample.finding(1, 2, 1).workers()).isEqualTo(2L * cores);
        assertThat(sample.finding(1, 2, 1.9).workers()).isEqualTo(cores);
        assertThat(sample.finding(1, 2, 1.9).why()).contains("95 %", "one for each core");
        assertThat(sample.finding(1, 2, 4).why()).contains("2.0 cores at once");
    }

    private static double computingSeconds(JsonObject finding) {
        JsonObject alone = finding.getAsJsonObject("alone");
        return alone.get("computingSeconds").getAsDouble() / alone.get("runs").getAsInt();
    }

    @Test
    void programThatFailsHangsOrIsNotThereIsAnError() {
        assertThat(advise(List.of("--", "sh", "-c", "exit 3"))).isEqualTo(1);
        assertThat(errors()).contains("the program fails");

        assertThat(advise(List.of("--limit", "0.2", "--", "sleep", "60"))).isEqualTo(1);
        assertThat(errors()).contains("the program was still running after 0.2 s");

        assertThat(advise(List.of("--", "/no/such/program"))).isEqualTo(1);
        assertThat(errors()).contains("/no/such/program");
    }

    @Test
    void commandLineThatMakesNoSenseIsRefused() {
        assertThat(advise(List.of())).isEqualTo(2);
        assertThat(advise(List.of("--limit", "0", "--", "true"))).isEqualTo(2);
        assertThat(advise(List.of("--limit", "1e-10", "--", "true"))).isEqualTo(2);
    }

    private static List<String> ofClass(String option, Class<?> type, String... arguments) {
        List<String> command = new ArrayList<>();
        if (!option.isEmpty()) {
            command.add(option);
        }
        command.addAll(List.of("--class-path", placeOf(type), "--", type.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private JsonObject finding(List<String> arguments) {
        assertThat(advise(arguments)).as(errors()).isZero();
        String text = text();
        out.reset();
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private int advise(List<String> arguments) {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        return new CommandLine(new AdviseCommand())
                .setErr(new PrintWriter(new StringWriter()))
                .execute(arguments.toArray(String[]::new));
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
