package io.heddle.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command as a process of its own, which is how everybody meets it.
@Tag("slow")
class CommandTest {

    /// What a run of the command left.
    private record Result(int exitCode, String out, String err) {}

    @TempDir private Path temporary;
    private Path input;
    private Path output;

    @BeforeEach
    void makeFolders() throws IOException {
        input = Files.createDirectory(temporary.toRealPath().resolve("input"));
        output = temporary.toRealPath().resolve("output");
    }

    @Test
    void withoutACommandItTellsWhatThereIs() throws Exception {
        Result result = heddle();

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("Usage: heddle", "quickstart");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void anUnknownCommandIsRefusedWithASuggestion() throws Exception {
        Result result = heddle("quikstart");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .contains("heddle: unknown command: quikstart")
                .contains("Did you mean: heddle quickstart?");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void anUnknownOptionIsRefusedWithASuggestion() throws Exception {
        Result result = heddle("quickstart", "--wokers", "2");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--wokers").contains("--workers");
    }

    @Test
    void helpAndVersionGoToStandardOutput() throws Exception {
        Result help = heddle("quickstart", "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("--workers", "Exit codes:", "Examples:");

        Result version = heddle("--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("heddle ").contains("Java 25");
    }

    @Test
    void aMissingDirectoryAndAFileAreRefused() throws Exception {
        Result missing = heddle("quickstart", input.resolve("nowhere").toString());
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err())
                .contains("heddle: no such directory: directory=" + input + "/nowhere");

        Path file = Files.writeString(input.resolve("file"), "x");
        Result notADirectory = heddle("quickstart", file.toString());
        assertThat(notADirectory.exitCode()).isEqualTo(2);
        assertThat(notADirectory.err()).contains("heddle: not a directory: directory=" + file);
    }

    @Test
    void zeroWorkersAreRefused() throws Exception {
        Result result = heddle("quickstart", input.toString(), "--workers", "0");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("a pool needs at least one worker: workers=0");
    }

    @Test
    void anEmptyDirectoryIsNothingToDo() throws Exception {
        Result result = quickstart();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("heddle: no file to read: directory=" + input);
        assertThat(output).isEmptyDirectory();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsFoundBeforeTheWork() throws Exception {
        Files.writeString(input.resolve("file"), "x");
        Files.createFile(output);

        Result result = quickstart();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("heddle: the reports cannot be written: file=" + output)
                .contains("reason=not a directory")
                .doesNotContain("sequential");
    }

    @Test
    void aTourWritesItsReportsAndTellsWhere() throws Exception {
        Files.writeString(input.resolve("a b.txt"), "one two\n");
        Files.writeString(input.resolve("<img src=x onerror=alert(1)>"), "three\n");
        Files.createSymbolicLink(input.resolve("loop"), Path.of("."));

        Result result = quickstart();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("processes + kill", "SIGKILL", "All 2 results of each run equal")
                .contains("Results:  " + output.resolve("result.json"))
                .contains("Timeline: " + output.resolve("timeline.html"))
                .doesNotContain("\u001b");
        assertThat(result.err())
                .contains("heddle: link not followed, it is a loop: loop (-> .)")
                .contains("heddle: sequential: 2 files in")
                .doesNotContain("\u001b", "\r");
        assertThat(output.resolve("timeline.html")).content().doesNotContain("<img");
        assertThat(output.resolve("result.json")).content().contains("one").isNotEmpty();
    }

    @Test
    void jsonIsAllThatGoesToStandardOutput() throws Exception {
        Files.writeString(input.resolve("名.txt"), "one two\n");

        Result result = quickstart("--json");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(JsonParser.parseString(result.out()))
                .isEqualTo(JsonParser.parseString(Files.readString(output.resolve("result.json"))));
        assertThat(result.out()).contains("\"名.txt\"");
        assertThat(result.err()).contains("kind ", "Timeline: ");
    }

    @Test
    void outputThatCannotBeWrittenIsAFailureUnlessItsReaderHasLeft() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no device that is always full");
        Path err = temporary.resolve("err");
        Process full =
                start("tour", "list")
                        .redirectOutput(Path.of("/dev/full").toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(full.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(full.exitValue()).isEqualTo(1);
        assertThat(err).content().startsWith("heddle: what was printed could not be written: ");

        Process unread = start("tour", "list").redirectError(err.toFile()).start();
        unread.getInputStream().close();
        assertThat(unread.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(unread.exitValue()).isZero();
    }

    @Test
    void ctrlCEndsItWithAllItsChildren() throws Exception {
        for (int i = 0; i < 50; i++) {
            Files.writeString(input.resolve("file" + i), "text\n");
        }
        Path err = temporary.resolve("err");
        Process heddle =
                start("quickstart", input.toString(), "--out", output.toString(), "--warm-up", "20")
                        .redirectError(err.toFile())
                        .start();
        try {
            // in the middle of the warm-up of the sequential run
            Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .until(() -> Files.readString(err).contains("first look"));
            new ProcessBuilder("kill", "-INT", String.valueOf(heddle.pid())).start().waitFor();

            assertThat(heddle.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(heddle.exitValue()).isEqualTo(130);
            assertThat(output).isEmptyDirectory();
        } finally {
            heddle.destroyForcibly();
        }
    }

    private Result quickstart(String... more) throws Exception {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("quickstart", input.toString(), "--out", output.toString()));
        arguments.addAll(List.of("--workers", "2", "--warm-up", "0"));
        arguments.addAll(List.of(more));
        return heddle(arguments.toArray(String[]::new));
    }

    private Result heddle(String... arguments) throws Exception {
        Path err = Files.createTempFile(temporary, "err", ".txt");
        Process process = start(arguments).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), out, Files.readString(err));
    }

    private static ProcessBuilder start(String... arguments) {
        return new ProcessBuilder(Started.interruptible(Started.command(arguments)));
    }
}
