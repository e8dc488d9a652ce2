package io.heddle.console.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Signal;
import io.heddle.Signals;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// The command with real programs.
class TimelineCommandTest {

    /// Records as a program would.
    private static final String RECORDS =
            "echo '{\"e\":\"process\",\"t\":1,\"pid\":1,\"parent\":0,\"name\":\"com.example.Hand\"}'"
                    + " > $HEDDLE_RECORDING/1-0.jsonl; ";

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir private Path folder;

    @AfterEach
    void giveErrorsBack() {
        System.setErr(before);
    }

    @Test
    @Tag("slow")
    void programIsRunAndWhatItDidIsInTheFile() throws Exception {
        Path file = folder.resolve("out.json");

        int code = timeline(busy(file));

        assertThat(code).as(errors()).isEqualTo(7);
        assertThat(errors()).contains("the timeline is in " + file);
        TraceFile trace = new TraceFile(Files.readString(file));
        assertThat(trace.names("process_name"))
                .startsWith("Busy")
                .contains("mill-1", "mill-2", "true");
        assertThat(trace.waits("waiter")).contains("lock");
        assertThat(trace.waits("sleeper")).contains("sleep");
        assertThat(trace.waits("once")).contains("latch");
        assertThat(trace.waits("twice")).contains("latch");
        assertThat(trace.outcome(Busy.EVIL)).isEqualTo("done");
        assertThat(trace.outcome("doomed")).isEqualTo("killed");
        assertThat(trace.outcome("failing")).isEqualTo("failed");
        assertThat(trace.task("failing").get("pid")).isNotEqualTo(trace.task("doomed").get("pid"));
        assertThat(trace.task("failing").getAsJsonObject("args").get("pool").getAsString())
                .isEqualTo("mill");
        assertThat(trace.inCategory("task"))
                .as("what was cancelled in the queue has never run")
                .noneMatch(task -> task.get("name").getAsString().equals("second"));
    }

    @Test
    void programThatRecordsNothingIsSaidToHaveDoneSo() throws Exception {
        Path file = folder.resolve("out.html");

        int code = timeline(shell(file, "exit 3"));

        assertThat(code).isEqualTo(1);
        assertThat(errors())
                .contains("the program has ended with 3 and recorded nothing: does it use Heddle");
        assertThat(file).doesNotExist();
        assertThat(recording().getParent()).doesNotExist();
    }

    @Test
    void recordingIsGoneWhenItIsDrawnAndWhatItLacksIsSaid() throws Exception {
        Path file = folder.resolve("out.json");

        assertThat(
                        timeline(
                                shell(
                                        file,
                                        RECORDS
                                                + "echo '{\"half' >> $HEDDLE_RECORDING/1-0.jsonl; exit 7")))
                .isEqualTo(7);

        assertThat(new TraceFile(Files.readString(file)).names("process_name"))
                .containsExactly("Hand");
        assertThat(errors()).contains("heddle: note: 1 lines of the recording could not be read");
        assertThat(recording().getParent()).doesNotExist();
    }

    @Test
    void recordingOfWhichNoTimelineCanBeWrittenStays() throws Exception {
        Path file = folder.resolve("out.html");

        int code = timeline(shell(file, RECORDS + "mkdir -p '" + file + "/full'; exit 7"));

        assertThat(code).isEqualTo(1);
        assertThat(errors())
                .contains("the program has ended with 7, and there is no timeline: java.nio.file.")
                .contains("draw it with: heddle timeline FILE --from " + recording());
        Path again = folder.resolve("again.html");
        assertThat(timeline(List.of(again.toString(), "--from", recording().toString()))).isZero();
        Files.delete(recording().resolve("1-0.jsonl"));
        Files.delete(recording());
        Files.delete(recording().getParent());
    }

    @Test
    void programThatWouldMakeTheFolderOfARemovedRecordingAgainCannot() throws Exception {
        assertThat(timeline(shell(folder.resolve("out.html"), "true"))).isEqualTo(1);

        assertThatThrownBy(() -> Files.createDirectory(recording()))
                .isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "HUP,143", "TERM,143"})
    @Tag("slow")
    void signalEndsTheProgramAndWhatItDidIsDrawn(Signal signal, int code) throws Exception {
        Path file = folder.resolve("out.json");
        List<String> command = new ArrayList<>();
        if (signal != Signal.TERM) { // who started this test may have it ignored
            command.addAll(List.of("env", "--default-signal=" + signal));
        }
        command.addAll(java("io.heddle.console.Main"));
        command.add("timeline");
        command.addAll(shell(file, RECORDS + "echo ready; exec sleep 60"));
        Process heddle = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader out = heddle.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");

            Signals.send(heddle.toHandle(), signal);

            assertThat(heddle.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(heddle.exitValue()).as(out.readAllAsString()).isEqualTo(code);
            assertThat(new TraceFile(Files.readString(file)).names("process_name"))
                    .containsExactly("Hand");
            assertThat(recording().getParent()).doesNotExist();
        } finally {
            heddle.descendants().forEach(ProcessHandle::destroyForcibly);
            heddle.destroyForcibly();
        }
    }

    @Test
    void terminalTellsThoseWhoseGroupIsInItsForeground() {
        assertThat(Foreground.isIn("42 (ja va) S 1 42 7 34816 42 4194560 1")).isTrue();
        assertThat(Foreground.isIn("42 (java)) S 1 42 7 34816 43 4194560 1")).isFalse();
        assertThat(Foreground.isIn("42 (java) S 1 42 7 0 -1 4194560 1")).isFalse();
    }

    @Test
    void programThatIsNotThereIsNamed() throws Exception {
        int code = timeline(List.of(folder.resolve("out.html").toString(), "--", "/no/such/one"));

        assertThat(code).isEqualTo(1);
        assertThat(errors()).contains("/no/such/one");
    }

    @Test
    void fileMustSayWhatItIsToBe() {
        assertThat(timeline(List.of("out.txt", "--", "true"))).isEqualTo(2);
        assertThat(timeline(List.of("/no/such/folder/out.html", "--", "true"))).isEqualTo(2);
        assertThat(timeline(List.of("/proc/out.html", "--", "true")))
                .as("nothing can be written there, and nothing is run before that is known")
                .isEqualTo(2);
        assertThat(timeline(List.of("out.html"))).isEqualTo(2);
        assertThat(timeline(List.of("out.html", "--from", "x", "--", "true"))).isEqualTo(2);
    }

    @Test
    void folderWithoutARecordingIsAnErrorThatSaysHowToMakeOne() {
        String file = folder.resolve("out.html").toString();

        assertThat(timeline(List.of(file, "--from", folder.toString()))).isEqualTo(1);
        assertThat(errors()).contains("nothing was recorded there", "HEDDLE_RECORDING");
    }

    private static List<String> busy(Path file) {
        List<String> command = new ArrayList<>(List.of(file.toString(), "--"));
        command.addAll(java(Busy.class.getName()));
        return command;
    }

    private static List<String> java(String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        String modules = System.getProperty("jdk.module.path", "");
        if (!modules.isEmpty()) {
            command.set(command.size() - 1, command.getLast() + ":" + modules);
        }
        command.add(main);
        return command;
    }

    /// A command line that draws what a script does, which tells first where it would record.
    private List<String> shell(Path file, String script) {
        String tells = "echo $HEDDLE_RECORDING > '%s'; ".formatted(folder.resolve("where"));
        return List.of(file.toString(), "--", "sh", "-c", tells + script);
    }

    private Path recording() throws IOException {
        return Path.of(Files.readString(folder.resolve("where")).strip());
    }

    private int timeline(List<String> arguments) {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        return new CommandLine(new TimelineCommand())
                .setErr(new PrintWriter(new StringWriter()))
                .execute(arguments.toArray(String[]::new));
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
