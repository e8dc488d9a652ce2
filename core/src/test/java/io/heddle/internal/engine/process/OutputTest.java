package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.TaskFuture;
import io.heddle.TaskLine;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What tasks print arrives whole, in order, under the right name, and nothing else does.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class OutputTest {

    private final Queue<TaskLine> lines = new ConcurrentLinkedQueue<>();

    private interface Use {
        void run(TaskPool pool) throws Exception;
    }

    /// Uses a pool and closes it, so that all output has been delivered.
    private void withPool(Use use) throws Exception {
        try (TaskPool pool =
                TaskPool.ofProcesses().workers(1).output(TaskOutput.lines(lines::add)).build()) {
            use.run(pool);
        }
    }

    private List<String> texts(boolean error) {
        return lines.stream().filter(line -> line.error() == error).map(TaskLine::text).toList();
    }

    @Test
    void linesCarryTheirTaskAndWorkerInOrder() throws Exception {
        List<TaskFuture<Long>> futures = new ArrayList<>();
        withPool(pool -> {
            for (int i = 0; i < 40; i++) {
                int n = i;
                futures.add(
                        pool.submit(
                                TaskOptions.named("printer-" + n),
                                () -> {
                                    System.out.println("out " + n + " a");
                                    System.err.println("err " + n);
                                    System.out.println("out " + n + " b");
                                    return Probe.ownPid();
                                }));
            }
            for (TaskFuture<Long> each : futures) {
                resultOf(each);
            }
        });

        assertThat(texts(false))
                .isEqualTo(
                        IntStream.range(0, 40)
                                .boxed()
                                .flatMap(n -> Stream.of("out " + n + " a", "out " + n + " b"))
                                .toList());
        assertThat(texts(true))
                .isEqualTo(IntStream.range(0, 40).mapToObj(n -> "err " + n).toList());
        assertThat(lines)
                .allSatisfy(line -> {
                    int n = Integer.parseInt(line.text().split(" ", -1)[1]);
                    assertThat(line.taskName()).isEqualTo("printer-" + n);
                    assertThat(line.taskId()).isEqualTo(futures.get(n).id());
                    assertThat(line.pid()).isEqualTo(futures.get(n).resultNow());
                    assertThat(line.worker()).isNotEmpty();
                });
    }

    @Test
    void textWithoutLineFeedBelongsToItsTask() throws Exception {
        withPool(pool -> {
            resultOf(pool.submit(TaskOptions.named("first"), () -> System.out.print("no end")));
            org.awaitility.Awaitility.await().until(() -> lines.size() == 1); // not held back
            resultOf(pool.submit(TaskOptions.named("second"), () -> System.out.println("next")));
        });

        assertThat(lines)
                .extracting(TaskLine::text, TaskLine::taskName)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("no end", "first"),
                        org.assertj.core.groups.Tuple.tuple("next", "second"));
    }

    @Test
    void outputOfASubProcessArrivesUnderTheTask() throws Exception {
        withPool(pool ->
                resultOf(
                        pool.submit(
                                TaskOptions.named("shell"),
                                () -> {
                                    new ProcessBuilder("sh", "-c", "echo raw out; echo raw err >&2")
                                            .inheritIO()
                                            .start()
                                            .waitFor();
                                })));

        assertThat(texts(false)).containsExactly("raw out");
        assertThat(texts(true)).containsExactly("raw err");
        assertThat(lines).extracting(TaskLine::taskName).containsOnly("shell");
    }

    static List<String> difficultTexts() {
        return List.of(
                "grüße 你好 🙂",
                "\u001E",
                "\u001E\u001E\u001E",
                "a\u001E0123456789abcdef0123456789abcdef:7\u001Eb",
                "\u001E" + "x".repeat(200),
                "\u001E" + "0".repeat(32) + ":999\u001E",
                "tab\tand\rreturn",
                "#",
                "# A fatal error has been detected by the Java Runtime Environment, says the task",
                "",
                "\u0000\u0001\u001B[31mred\u001B[0m");
    }

    @ParameterizedTest
    @MethodSource("difficultTexts")
    void difficultTextSurvives(String text) throws Exception {
        withPool(pool ->
                resultOf(
                        pool.submit(() -> {
                            System.out.println(text);
                            System.out.print(text + "|");
                            System.out.println();
                            System.out.print(text.isEmpty() ? "-" : text);
                        })));

        assertThat(texts(false)).containsExactly(text, text + "|", text.isEmpty() ? "-" : text);
    }

    @Test
    void floodArrivesWhole() throws Exception {
        withPool(pool ->
                resultOf(
                        pool.submit(() -> {
                            for (int i = 0; i < 100_000; i++) {
                                System.out.println(
                                        "line " + i + " of a flood that goes on and on and on");
                            }
                        })));

        assertThat(lines).hasSize(100_000);
        int n = 0;
        for (TaskLine line : lines) {
            assertThat(line.text()).startsWith("line " + n++ + " ");
        }
    }

    @Test
    void veryLongLineArrivesInPiecesWithNothingLost() throws Exception {
        String piece = "0123456789 äöü 你好 🙂 ";
        withPool(pool -> resultOf(pool.submit(() -> System.out.println(piece.repeat(40_000)))));

        assertThat(lines.size()).isGreaterThan(1);
        assertThat(String.join("", texts(false))).isEqualTo(piece.repeat(40_000));
    }

    @Test
    void discardedOutputIsGone() throws Exception {
        try (TaskPool pool =
                TaskPool.ofProcesses().workers(1).output(TaskOutput.discard()).build()) {
            assertThat(
                            resultOf(
                                    pool.submit(() -> {
                                        System.out.println("x".repeat(1_000_000));
                                        return 42;
                                    })))
                    .isEqualTo(42);
        }
    }

    @Test
    void consumerThatThrowsGetsTheNextLineAllTheSame() throws Exception {
        try (TaskPool pool =
                TaskPool.ofProcesses()
                        .workers(1)
                        .output(
                                TaskOutput.lines(line -> {
                                    lines.add(line);
                                    throw new AssertionError("a consumer that throws");
                                }))
                        .build()) {
            resultOf(pool.submit(() -> System.out.println("one\ntwo\nthree")));
        }

        assertThat(texts(false)).containsExactly("one", "two", "three");
    }

    @Test
    void wordsOfTheJvmAreNotTheTasks() throws Exception {
        try (TaskPool pool =
                TaskPool.ofProcesses()
                        .workers(1)
                        .environment(Map.of("JAVA_TOOL_OPTIONS", "-Dsome.property=1"))
                        .output(TaskOutput.lines(lines::add))
                        .build()) {
            assertThat(resultOf(pool.submit(() -> System.getProperty("some.property"))))
                    .isEqualTo("1");
            TaskFuture<?> crash =
                    pool.submit(() -> {
                        System.out.println("before");
                        Probe.dieBy("SEGV");
                    });
            var death = Probe.failureOf(crash, io.heddle.WorkerDiedException.class);
            java.nio.file.Files.delete(death.crashFile().orElseThrow());
        }

        assertThat(lines).extracting(TaskLine::text).containsExactly("before");
    }

    /// A program that only uses Heddle.
    static final class QuietProgram {

        private QuietProgram() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            try (TaskPool pool = TaskPool.processes(2)) {
                pool.submit(() -> System.out.println("from a task")).get();
                pool.submit(() -> Probe.halt(3)).join();
                TaskFuture<?> spinner = pool.submit(io.heddle.Action.of(() -> Probe.spin()));
                spinner.cancel(true);
                System.out.println("sum " + pool.map(n -> n + 1, List.of(1, 2, 3)));
            }
            io.heddle.Strand.ofProcess().start(() -> System.err.println("from a strand")).join();
        }
    }

    static List<List<String>> consoles() {
        return List.of(List.of(), List.of("--enable-native-access=ALL-UNNAMED"));
    }

    @ParameterizedTest
    @MethodSource("consoles")
    void consoleShowsWhatTheProgramPrintedAndNothingElse(List<String> jvmArgs, @TempDir Path folder)
            throws Exception {
        try (ParentProgram parent = ParentProgram.startWith(jvmArgs, folder, QuietProgram.class)) {
            assertThat(parent.awaitExit()).isZero();
            assertThat(parent.stdout()).isEqualTo("from a task\nsum [2, 3, 4]\n");
            assertThat(parent.stderr()).isEqualTo("from a strand\n");
            parent.awaitNothingLeft();
        }
    }
}
