package io.heddle.command;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Signal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a command reads, says, and how it ends.
@ExtendWith(NoCommandsLeft.class)
class CommandTest {

    @TempDir private Path folder;

    // ---- how it ends
    // -----------------------------------------------------------------------------

    @Test
    void resultTellsExitCodeAndBothStreams() throws Exception {
        CommandResult result = Command.shell("echo out; echo err >&2; exit 3").run();
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.exitCodes()).containsExactly(3);
        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
        assertThat(result.isSuccess()).isFalse();
        assertThat(result.signal()).isEmpty();
        assertThat(result.duration()).isPositive();
        assertThat(result.toString())
                .startsWith("command=/bin/sh -c 'echo out;")
                .contains("exit=3");
    }

    @Test
    void endByASignalIsANegativeNumber() throws Exception {
        CommandResult result = Command.shell("kill -s TERM $$").run();
        assertThat(result.exitCode()).isEqualTo(-15);
        assertThat(result.signal()).contains(Signal.TERM);
        assertThat(result.toString()).contains("signal=TERM");
        assertThat(Command.shell("exit 128").run().exitCode()).isEqualTo(128);
        assertThat(Command.shell("exit 255").run().exitCode()).isEqualTo(255);
    }

    @Test
    void checkedCommandFailsWithItsCodeItsLineAndItsLastErrors() throws Exception {
        Command failing = Command.shell("seq 1 30 >&2; echo 'no such table' >&2; exit 4").check();
        assertThatThrownBy(failing::run)
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> {
                            assertThat(e.exitCode()).isEqualTo(4);
                            assertThat(e.lastErrorLines()).hasSize(10).endsWith("no such table");
                            assertThat(e.command()).startsWith("/bin/sh -c");
                            assertThat(e.result().stderr()).startsWith("1\n2\n");
                        })
                .hasMessageContainingAll("command=/bin/sh", "exit=4", "30 | no such table");
        assertThat(Command.of("true").check().run().exitCode()).isZero();
    }

    @Test
    void lastWordsOfMuchAreFoundAndWhole() {
        Command much = Command.shell("seq -f 'line %.0f' 1 100000").check();
        assertThatThrownBy(much.pipeTo(Command.shell("cat; exit 1"))::run)
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e ->
                                assertThat(e.lastErrorLines())
                                        .hasSize(10)
                                        .startsWith("line 99991")
                                        .endsWith("line 100000"));
    }

    @Test
    void commandIsImmutableAndCanBeRunAgain() throws Exception {
        Command plain = Command.of("cat");
        Command fed = plain.input("again");
        assertThat(fed.run().stdout()).isEqualTo("again");
        assertThat(fed.run().stdout()).isEqualTo("again");
        assertThat(plain.run().stdout()).as("nothing was given to this one").isEmpty();
    }

    @Test
    void textOfACommandIsWhatAShellWouldRead() {
        Command command =
                Command.of("printf", "%s", "it's", "", "a b", "x=1").pipeTo(Command.of("wc", "-l"));
        assertThat(command).hasToString("printf %s 'it'\\''s' '' 'a b' x=1 | wc -l");
        Command longOne = Command.shell("exit 1 # " + "x".repeat(100_000)).check();
        assertThatThrownBy(longOne::run)
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        e -> assertThat(e.command()).isEqualTo(longOne.toString()))
                .hasMessageContainingAll("x… (", "characters) exit=1")
                .message()
                .hasSizeLessThan(2_000);
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        String hard = "a\"b'c\n\t$HOME `id` \\ *";
        assertThat(Command.of("printf", "%s|", hard, "", "é").run().stdout())
                .isEqualTo(hard + "||é|");
    }

    // ---- surroundings
    // ------------------------------------------------------------------------------

    @Test
    void environmentIsAddedToOrReplaced() throws Exception {
        Command show = Command.shell("echo \"${HOME-none} ${NAME-none}\"");
        assertThat(show.environment("NAME", "v w").run().stdout())
                .isEqualTo(System.getenv("HOME") + " v w\n");
        assertThat(
                        show.environment("NAME", "x")
                                .onlyEnvironment(Map.of("NAME", "y"))
                                .run()
                                .stdout())
                .isEqualTo("none y\n");
        assertThatThrownBy(() -> show.environment("A=B", "c"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void directoryIsWhereItRuns() throws Exception {
        assertThat(Command.of("pwd").directory(folder).run().stdout().strip())
                .isEqualTo(folder.toRealPath().toString());
    }

    // ---- input
    // -------------------------------------------------------------------------------------

    @Test
    void inputOfEachSortArrivesWhole() throws Exception {
        String text = "line\n".repeat(30_000);
        Path file = Files.writeString(folder.resolve("in"), text);
        Command cat = Command.of("cat");
        Stream.of(
                        cat.input(text),
                        cat.input(text.getBytes(UTF_8)),
                        cat.input(file),
                        cat.input(new ByteArrayInputStream(text.getBytes(UTF_8))),
                        cat.input(Collections.nCopies(30_000, "line\n")),
                        cat.input(out -> out.write(text.getBytes(UTF_8))))
                .forEach(each -> assertThat(run(each).stdout()).isEqualTo(text));
        assertThat(cat.input("").run().stdout()).isEmpty();
    }

    @Test
    void endlessInputIsMadeOnlyAsFarAsItIsRead() throws Exception {
        Iterable<String> endless =
                () -> IntStream.iterate(1, i -> i + 1).mapToObj(i -> i + "\n").iterator();
        assertThat(Command.of("head", "-3").input(endless).check().run().stdout())
                .isEqualTo("1\n2\n3\n");
    }

    @Test
    void writerThatFailsEndsTheCommandAndIsTheCause() {
        Command command =
                Command.of("cat")
                        .input(out -> {
                            out.write('x');
                            out.flush();
                            throw new IllegalStateException("no more rows");
                        });
        assertThatThrownBy(command::run)
                .isInstanceOf(CommandOutputException.class)
                .hasRootCauseMessage("no more rows")
                .hasMessageContainingAll("command=cat", "no more rows");
    }

    @Test
    void charsetIsThatOfInputAndOutput() throws Exception {
        Charset gbk = Charset.forName("GBK");
        String text = "域名 服务器\n";
        CommandResult counted = Command.of("wc", "-c").input(text).charset(gbk).run();
        assertThat(counted.stdout().strip()).isEqualTo("" + text.getBytes(gbk).length);
        CommandResult same = Command.of("cat").input(text).charset(gbk).run();
        assertThat(same.stdout()).isEqualTo(text);
        assertThat(same.output().stdoutBytes()).isEqualTo(text.getBytes(gbk));
    }

    @Test
    void piecesOfTextAreOneText() throws Exception {
        assertThat(Command.of("cat").input(List.of("\uD83D", "\uDE00")).run().stdout())
                .isEqualTo("\uD83D\uDE00");
        byte[] coded =
                Command.of("cat")
                        .charset(UTF_16)
                        .input(List.of("a", "b"))
                        .run()
                        .output()
                        .stdoutBytes();
        assertThat(coded).as("one mark of the byte order").isEqualTo("ab".getBytes(UTF_16));
    }

    // ---- output
    // ------------------------------------------------------------------------------------

    @Test
    void outputGoesIntoFilesAndBehindWhatIsThere() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Command both =
                Command.shell("echo o; echo e >&2")
                        .stdout(OutputTo.file(out))
                        .stderr(OutputTo.append(err));
        both.run();
        CommandResult second = both.run();
        assertThat(Files.readString(out)).isEqualTo("o\n");
        assertThat(Files.readString(err)).isEqualTo("e\ne\n");
        assertThat(second.stdout() + second.stderr()).isEmpty();
    }

    @Test
    void mergedErrorsKeepTheirPlace() throws Exception {
        CommandResult result = Command.shell("echo 1; echo 2 >&2; echo 3").mergeErrors().run();
        assertThat(result.stdout()).isEqualTo("1\n2\n3\n");
        assertThat(result.stderr()).isEmpty();
        CommandResult quiet = Command.shell("echo 1; echo 2 >&2").stderr(OutputTo.discard()).run();
        assertThat(quiet.stdout() + quiet.stderr()).isEqualTo("1\n");
    }

    @Test
    void linesComeWhileTheCommandRuns() throws Exception {
        ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
        Path go = folder.resolve("go");
        Command talking =
                Command.shell(
                        "echo first; until [ -e "
                                + go
                                + " ]; do sleep 0.02; done; printf 'é second\\r\\nlast'");
        CommandResult result =
                talking.stdout(
                                OutputTo.lines(line -> {
                                    lines.add(line);
                                    if (line.equals("first")) {
                                        touch(go); // which it waits for
                                    }
                                }))
                        .check()
                        .run();
        assertThat(lines).containsExactly("first", "é second", "last");
        assertThat(result.stdout()).isEmpty();
    }

    @Test
    void consumerThatFailsEndsTheCommandAndIsTheCause() {
        Command talking =
                Command.of("yes")
                        .stdout(
                                OutputTo.lines(line -> {
                                    throw new IllegalStateException("full: " + line);
                                }));
        assertThatThrownBy(talking::run)
                .isInstanceOf(CommandOutputException.class)
                .hasRootCauseMessage("full: y");
    }

    @Test
    void consumerThatInterruptsItselfIsAFailureAndNoLossOfLines() {
        assertThatThrownBy(() ->
                        Command.shell("echo 1; sleep 0.05; echo 2")
                                .stdout(OutputTo.lines(line -> Thread.currentThread().interrupt()))
                                .run())
                .isInstanceOf(CommandOutputException.class)
                .hasRootCauseInstanceOf(InterruptedIOException.class);
    }

    @Test
    void slowConsumerGetsEveryLine() throws Exception {
        List<Integer> lines = new ArrayList<>();
        Command.of("seq", "200000")
                .stdout(
                        OutputTo.lines(line -> {
                            if (lines.size() % 20_000 == 0) {
                                LockSupport.parkNanos(2_000_000);
                            }
                            lines.add(Integer.parseInt(line));
                        }))
                .check()
                .run();
        assertThat(lines).isEqualTo(IntStream.rangeClosed(1, 200_000).boxed().toList());
    }

    @Test
    void moreOutputThanMayBeKeptIsAFailureAndNoUsedUpMemory() {
        assertThatThrownBy(() -> Command.of("yes").maxOutputBytes(100_000).run())
                .isInstanceOfSatisfying(
                        CommandOutputException.class,
                        e -> assertThat(e.output().stdout()).hasSize(100_000))
                .hasMessageContainingAll("maxOutputBytes=100000", "OutputTo.file");
        Command endless = Command.shell("while :; do printf 0123456789; done");
        for (Command longer : List.of(endless, Command.of("echo", "x".repeat(50_001)))) {
            assertThatThrownBy(() ->
                            longer.maxOutputBytes(50_000).stdout(OutputTo.lines(line -> {})).run())
                    .isInstanceOf(CommandOutputException.class)
                    .hasStackTraceContaining("a line is longer");
        }
    }

    // ---- pipelines
    // -----------------------------------------------------------------------------------

    @Test
    void pipelineHandsOnAndTellsAllExitCodes() throws Exception {
        Command pipeline =
                Command.of("cat")
                        .input("b\na\nb\n")
                        .pipeTo(Command.of("sort"))
                        .pipeTo(Command.of("uniq", "-c"))
                        .pipeTo(Command.of("wc", "-l"));
        CommandResult result = pipeline.check().run();
        assertThat(result.stdout().strip()).isEqualTo("2");
        assertThat(result.exitCodes()).containsExactly(0, 0, 0, 0);
    }

    @Test
    void pipelineEndsAsItsLastProgramOrAsTheLastThatFailed() throws Exception {
        Command pipeline =
                Command.shell("echo one >&2; exit 3")
                        .pipeTo(Command.shell("echo two >&2; exit 4"))
                        .pipeTo(Command.of("cat"));
        CommandResult plain = pipeline.run();
        assertThat(plain.exitCode()).isZero();
        assertThat(plain.exitCodes()).containsExactly(3, 4, 0);
        assertThat(plain.stderr().lines()).containsExactlyInAnyOrder("one", "two");
        assertThat(pipeline.pipefail().run().exitCode()).isEqualTo(4);
        CommandResult cut = Command.of("yes").pipeTo(Command.of("head", "-1")).run();
        assertThat(cut.stdout()).isEqualTo("y\n");
        assertThat(cut.exitCodes()).containsExactly(-Signal.PIPE.number(), 0);
    }

    @Test
    void pipelineThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> Command.of("a").stdout(OutputTo.discard()).pipeTo(Command.of("b")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Command.of("a").pipeTo(Command.of("b").input("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static CommandResult run(Command command) {
        try {
            return command.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
