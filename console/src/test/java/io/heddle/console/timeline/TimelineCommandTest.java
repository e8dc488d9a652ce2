package io.heddle.console.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The command with real programs.
class TimelineCommandTest {

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
        assertThat(trace.outcome(Busy.EVIL)).isEqualTo("done");
        assertThat(trace.outcome("doomed")).isEqualTo("killed");
        assertThat(trace.outcome("failing")).isEqualTo("failed");
        assertThat(trace.task("failing").get("pid")).isNotEqualTo(trace.task("doomed").get("pid"));
        assertThat(trace.task("failing").getAsJsonObject("args").get("pool").getAsString())
                .isEqualTo("mill");
        assertThat(trace.inCategory("task"))
                .as("what was cancelled in the queue has never run")
                .noneMatch(task -> task.get("name").getAsString().equals("second"));
        assertThat(leftInTemporaryFolder()).isEmpty();
    }

    @Test
    void programThatRecordsNothingIsSaidToHaveDoneSo() throws Exception {
        Path file = folder.resolve("out.html");

        int code = timeline(List.of(file.toString(), "--", "sh", "-c", "exit 3"));

        assertThat(code).isEqualTo(1);
        assertThat(errors())
                .contains("the program has ended with 3 and recorded nothing: does it use Heddle");
        assertThat(file).doesNotExist();
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
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        String modules = System.getProperty("jdk.module.path", "");
        if (!modules.isEmpty()) {
            command.set(command.size() - 1, command.getLast() + ":" + modules);
        }
        command.add(Busy.class.getName());
        return command;
    }

    private static List<Path> leftInTemporaryFolder() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(f -> f.getFileName().toString().startsWith("heddle-recording"))
                    .toList();
        }
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
