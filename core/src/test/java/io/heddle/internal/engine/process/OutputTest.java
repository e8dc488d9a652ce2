package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.PoolUnavailableException;
import io.heddle.TaskFuture;
import io.heddle.TaskLine;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
                Probe.briefPools().workers(1).output(TaskOutput.lines(lines::add)).build()) {
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
        try (TaskPool pool = Probe.briefPools().workers(1).output(TaskOutput.discard()).build()) {
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
                Probe.briefPools()
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
                Probe.briefPools()
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

    @Test
    void loneHashIsNotHeldBack(@TempDir Path folder) throws Exception {
        String seen = folder.resolve("seen").toString();
        withPool(pool -> {
            TaskFuture<?> waiting =
                    pool.submit(() -> {
                        System.out.println("#");
                        Probe.awaitFile(Path.of(seen));
                    });
            org.awaitility.Awaitility.await().until(() -> lines.size() == 1);
            Probe.note(seen, "yes");
            resultOf(waiting);
        });

        assertThat(texts(false)).containsExactly("#");
    }

    @Test
    void whatAJvmSaysOfABadOptionIsForTheReportAndNotForTheUser() {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .jvmArgs("-XX:NoSuchOption")
                        .output(TaskOutput.lines(lines::add))
                        .build()) {
            assertThat(Probe.failureOf(pool.submit(() -> 1), PoolUnavailableException.class))
                    .hasStackTraceContaining("NoSuchOption");
        }

        assertThat(lines).isEmpty();
    }

    @Test
    void whatAJvmWasAskedToSayAtItsStartArrives() throws Exception {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .jvmArgs("-showversion")
                        .output(TaskOutput.lines(lines::add))
                        .build()) {
            resultOf(pool.submit(() -> 1));
        }

        assertThat(texts(true)).anyMatch(text -> text.contains("build 25"));
    }

    /// Writes to a descriptor as native code does.
    @SuppressWarnings("restricted") // tests run without native access, and see the warning
    private static void writeNatively(int descriptor, String text) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle write =
                linker.downcallHandle(
                        linker.defaultLookup().find("write").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(text);
            long written = (long) write.invokeExact(descriptor, bytes, bytes.byteSize() - 1);
            assertThat(written).isEqualTo(bytes.byteSize() - 1);
        }
    }

    @Test
    void nativeWritesAndWarningsOfTheJvmArriveUnderTheTask() throws Exception {
        withPool(pool ->
                resultOf(
                        pool.submit(
                                TaskOptions.named("native"),
                                () -> {
                                    try {
                                        writeNatively(1, "raw out\n");
                                        writeNatively(2, "raw err\n");
                                    } catch (Throwable e) {
                                        throw new AssertionError(e);
                                    }
                                })));

        assertThat(texts(false)).containsExactly("raw out");
        assertThat(texts(true))
                .anyMatch(text -> text.startsWith("WARNING: A restricted method"))
                .endsWith("raw err");
        assertThat(lines).extracting(TaskLine::taskName).containsOnly("native");
    }

    @Test
    void consumerThatHangsHoldsUpWhoeverPrintsAndNobodyElse() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger taken = new AtomicInteger();
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(2)
                        .output(
                                TaskOutput.lines(line -> {
                                    taken.incrementAndGet();
                                    awaitUninterruptibly(released);
                                }))
                        .build()) {
            TaskFuture<?> flood =
                    pool.submit(() -> System.out.println("a flood\n".repeat(1_000_000)));
            org.awaitility.Awaitility.await().until(() -> taken.get() == 1);
            for (int i = 0; i < 100; i++) {
                int n = i;
                assertThat(resultOf(pool.submit(() -> n + 1))).isEqualTo(n + 1);
            }
            assertThat(flood.isDone()).isFalse();
            assertThat(taken).hasValue(1);

            flood.cancel(true);
            assertThat(resultOf(pool.submit(() -> "goes on"))).isEqualTo("goes on");
        } finally {
            released.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Takes a flood from a child and says what came.
    static final class FloodProgram {

        private static final int LINE_BYTES = 1_024;
        private static final int LONG_LINE_SHARE = 8;

        private long lines;
        private long piecesTooLong;
        private long charactersOfLongLine;
        private long outOfOrder;

        private FloodProgram() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            int count = Integer.parseInt(arguments[0]) * (1 << 20) / LINE_BYTES;
            FloodProgram flood = new FloodProgram();
            try (TaskPool pool =
                    Probe.briefPools().workers(1).output(TaskOutput.lines(flood::take)).build()) {
                pool.submit(() -> pour(count)).get();
            }
            System.out.printf(
                    "lines=%d outOfOrder=%d longLine=%d tooLong=%d%n",
                    flood.lines, flood.outOfOrder, flood.charactersOfLongLine, flood.piecesTooLong);
        }

        private void take(TaskLine line) {
            String text = line.text();
            if (text.length() > LineReader.LONGEST_LINE_BYTES) {
                piecesTooLong++;
            }
            if (text.startsWith("x")) {
                charactersOfLongLine += text.length();
            } else if (Long.parseLong(text.substring(0, text.indexOf(' '))) == lines) {
                lines++;
            } else {
                outOfOrder++;
            }
        }

        /// First lines, then an eighth of it again as a line that has no end.
        static void pour(int count) throws IOException {
            byte[] filler = "y".repeat(LINE_BYTES).getBytes(StandardCharsets.US_ASCII);
            BufferedOutputStream out = new BufferedOutputStream(System.out, 1 << 16);
            for (int i = 0; i < count; i++) {
                byte[] number = (i + " ").getBytes(StandardCharsets.US_ASCII);
                out.write(number);
                out.write(filler, 0, LINE_BYTES - number.length - 1);
                out.write('\n');
            }
            byte[] endless = "x".repeat(LINE_BYTES).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < count / LONG_LINE_SHARE; i++) {
                out.write(endless);
            }
            out.flush();
        }
    }

    private static void assertFloodFitsInto64MiB(int mebibytes, Path folder) throws Exception {
        try (ParentProgram parent =
                ParentProgram.startWith(
                        List.of("-Xmx64m"),
                        folder,
                        FloodProgram.class,
                        Integer.toString(mebibytes))) {
            assertThat(parent.awaitExit()).as(parent.stderr()).isZero();
            long count = mebibytes * 1_024L;
            assertThat(parent.stdout())
                    .isEqualTo(
                            "lines=%d outOfOrder=0 longLine=%d tooLong=0\n"
                                    .formatted(count, count / 8 * 1_024));
            parent.awaitNothingLeft();
        }
    }

    @Test
    void floodOf128MebibytesFitsIntoAParentWith64(@TempDir Path folder) throws Exception {
        assertFloodFitsInto64MiB(128, folder);
    }

    @Test
    @Tag("stress")
    void floodOfAGibibyteFitsIntoAParentWith64Mebibytes(@TempDir Path folder) throws Exception {
        assertFloodFitsInto64MiB(1_024, folder);
    }

    /// A program that only uses Heddle.
    static final class QuietProgram {

        private QuietProgram() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            try (TaskPool pool = Probe.briefPool(2)) {
                pool.submit(() -> System.out.println("from a task")).get();
                pool.submit(() -> Probe.halt(3)).join();
                TaskFuture<?> spinner = pool.submit(io.heddle.Action.of(() -> Probe.spin()));
                spinner.cancel(true);
                System.out.println("sum " + pool.map(n -> n + 1, List.of(1, 2, 3)));
            }
            Probe.briefStrand().start(() -> System.err.println("from a strand")).join();
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
