package io.heddle.console.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/// What programs and people get to see of a tour.
class ReportTest {

    /// The layout of result.json: a name for each value, and its type. Who changes it changes
    /// [Report#SCHEMA] too, unless a name is only added.
    private static final List<String> LAYOUT =
            List.of(
                    "directory string",
                    "equal boolean",
                    "files[].bytes number",
                    "files[].lines number",
                    "files[].name string",
                    "files[].sha256 string",
                    "files[].words number",
                    "kill.afterSeconds number",
                    "kill.asked boolean",
                    "kill.exitCode number",
                    "kill.failure string",
                    "kill.file string",
                    "kill.hit boolean",
                    "kill.missedBecause null",
                    "kill.noticedSeconds number",
                    "kill.otherLosses number",
                    "kill.pid number",
                    "kill.repeatedBy string",
                    "kill.repeatedByPid number",
                    "kill.replacedBy string",
                    "kill.replacedByPid number",
                    "kill.replacedSeconds number",
                    "kill.signal string",
                    "kill.uptimeSeconds number",
                    "kill.worker string",
                    "leftOut[] string",
                    "machine.cores number",
                    "machine.java string",
                    "machine.os string",
                    "notes[] string",
                    "options.all boolean",
                    "options.followLinks boolean",
                    "options.kill boolean",
                    "options.warmUpSeconds number",
                    "options.workers number",
                    "problems[].detail string",
                    "problems[].name string",
                    "problems[].sort string",
                    "runs[].atOnce number",
                    "runs[].changed number",
                    "runs[].digest string",
                    "runs[].equal number",
                    "runs[].filesPerSecond number",
                    "runs[].killed boolean",
                    "runs[].kind string",
                    "runs[].missing number",
                    "runs[].results number",
                    "runs[].seconds number",
                    "runs[].speedUp number",
                    "runs[].startSeconds number",
                    "runs[].workers number",
                    "runs[].wrong number",
                    "schema number",
                    "startedAt string",
                    "tool string",
                    "totals.bytes number",
                    "totals.files number",
                    "totals.lines number",
                    "totals.words number",
                    "version string");

    private final Report report = ReportOf.outcome(Tours.over("a.txt", "b\"\\<c>.txt", "c", "d"));

    @Test
    void theJsonHasExactlyTheLayoutThatIsPromised() throws IOException {
        Set<String> found = new TreeSet<>();
        collect("", json(), found);

        assertThat(found).containsExactlyElementsOf(new TreeSet<>(LAYOUT));
    }

    @Test
    void theJsonHoldsAnEntryForEachFileAndEachRun() throws IOException {
        JsonObject json = json();

        assertThat(json.get("tool").getAsString()).isEqualTo("heddle quickstart");
        assertThat(json.getAsJsonArray("files").asList())
                .extracting(file -> file.getAsJsonObject().get("name").getAsString())
                .containsExactly("a.txt", "b\"\\<c>.txt", "c", "d");
        assertThat(json.getAsJsonArray("runs").asList())
                .extracting(run -> run.getAsJsonObject().get("kind").getAsString())
                .containsExactly("sequential", "threads", "coroutines", "processes", "processes");
        assertThat(json.getAsJsonArray("runs").asList())
                .extracting(run -> run.getAsJsonObject().get("digest").getAsString())
                .containsOnly(report.runs().getFirst().digest());
    }

    @Test
    void theKillIsReportedAsItWas() {
        Report.Kill kill = report.kill();

        assertThat(kill.worker()).isEqualTo("tour-1");
        assertThat(kill.pid()).isEqualTo(101);
        assertThat(kill.signal()).isEqualTo("KILL");
        assertThat(kill.exitCode()).isEqualTo(-9);
        assertThat(kill.file()).isEqualTo("a.txt");
        assertThat(kill.repeatedBy()).isEqualTo("tour-2");
        assertThat(kill.replacedBy()).isEqualTo("tour-3");
        assertThat(kill.noticedSeconds()).isEqualTo(0.001);
    }

    @Test
    void theTableHasARowForEachRunAndFitsATerminal() {
        List<String> lines = text().lines().toList();

        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(lines)
                .contains(
                        "kind              workers  start s  seconds  files/s  speed-up  killed worker",
                        "sequential              1    0.003    0.009      444     1.00x  -",
                        "processes + kill        2    0.003    0.009      444     1.00x  tour-1, SIGKILL");
    }

    @Test
    void theTextTellsTheStoryOfTheKillAndWhetherAllIsEqual() {
        String text = text().replaceAll("\\s+", " ");

        assertThat(text)
                .contains("worker tour-1 (pid 101), by SIGKILL, 1.0 ms after the run began")
                .contains("while it worked on a.txt.")
                .contains("the task of that file read it and then waited to be killed")
                .contains("Submitted again, the file was read by tour-2 (pid 102).")
                .contains("All 4 results of each run equal the sequential ones");
    }

    @Test
    void aKillThatMissedIsNotEmbellished() {
        Report.Kill missed =
                new Report.Kill(
                        true,
                        false,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        "no worker was seen");

        assertThat(KillStory.of(missed))
                .containsExactly("No running task was hit by the kill: no worker was seen.");
    }

    @Test
    void aNoteExplainsWhyAWayWasSlower() {
        assertThat(report.notes()).anyMatch(note -> note.contains("too short to measure well"));
    }

    private JsonObject json() throws IOException {
        StringBuilder json = new StringBuilder();
        JsonReport.write(report, json);
        return JsonParser.parseString(json.toString()).getAsJsonObject();
    }

    private String text() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ReportText(report, Ansi.OFF)
                .print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void collect(String path, JsonElement element, Set<String> found) {
        if (element.isJsonObject()) {
            for (Map.Entry<String, JsonElement> entry : element.getAsJsonObject().entrySet()) {
                String prefix = path.isEmpty() ? "" : path + ".";
                collect(prefix + entry.getKey(), entry.getValue(), found);
            }
        } else if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(item -> collect(path + "[]", item, found));
        } else {
            found.add(path + " " + type(element));
        }
    }

    private static String type(JsonElement element) {
        if (element.isJsonNull()) {
            return "null";
        }
        if (element.getAsJsonPrimitive().isBoolean()) {
            return "boolean";
        }
        return element.getAsJsonPrimitive().isNumber() ? "number" : "string";
    }
}
