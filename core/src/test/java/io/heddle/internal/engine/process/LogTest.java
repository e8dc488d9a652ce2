package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.RemoteTaskException;
import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskLine;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What tasks log arrives at the loggers of the parent, the last words before a death included.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class LogTest {

    private static final String NAME = "io.heddle.test.logs";

    /// Held, so that its handler is.
    private static final Logger LOGGER = Logger.getLogger(NAME);

    private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
    private final Queue<TaskLine> lines = new ConcurrentLinkedQueue<>();
    private final List<Handler> installed = new ArrayList<>();

    /// A handler that is a lambda.
    private static final class Receiving extends Handler {

        private final Consumer<LogRecord> receiver;

        Receiving(Consumer<LogRecord> receiver) {
            this.receiver = receiver;
        }

        @Override
        public void publish(LogRecord record) {
            receiver.accept(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() {
        LOGGER.setUseParentHandlers(false);
        handle(records::add);
    }

    private void handle(Consumer<LogRecord> receiver) {
        Handler handler = new Receiving(receiver);
        installed.add(handler);
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        installed.forEach(LOGGER::removeHandler);
        LOGGER.setLevel(null);
    }

    private interface Use {
        void run(TaskPool pool) throws Exception;
    }

    /// Uses a pool and closes it.
    private void withPool(Use use) throws Exception {
        try (TaskPool pool = pool()) {
            use.run(pool);
        }
    }

    private TaskPool pool(String... jvmArgs) {
        return Probe.briefPools()
                .workers(1)
                .jvmArgs(jvmArgs)
                .output(TaskOutput.lines(lines::add))
                .build();
    }

    private LogRecord only() {
        awaitRecords(1);
        return records.element();
    }

    private void awaitRecords(int count) {
        await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                .untilAsserted(() -> assertThat(records).hasSize(count));
    }

    private List<String> messages() {
        return records.stream().map(record -> withoutOrigin(record.getMessage())).toList();
    }

    private static String withoutOrigin(String message) {
        assertThat(message).contains(" [worker=").endsWith("]");
        return message.substring(0, message.lastIndexOf(" [worker="));
    }

    // ---- what arrives --------------------------------------------------------------------------

    @Test
    void recordOfASystemLoggerArrivesWithAllThatItSays() throws Exception {
        Instant before = Instant.now();
        List<Object> ids = new ArrayList<>();
        withPool(pool -> {
            TaskFuture<Long> future =
                    pool.submit(
                            TaskOptions.named("speaker"),
                            () -> {
                                System.getLogger(NAME)
                                        .log(System.Logger.Level.WARNING, "{0} of {1}", 1, "two");
                                return Probe.ownPid();
                            });
            ids.add(resultOf(future));
            ids.add(future.id());
        });

        LogRecord record = only();
        assertThat(record.getLoggerName()).isEqualTo(NAME);
        assertThat(record.getLevel()).isEqualTo(Level.WARNING);
        assertThat(withoutOrigin(record.getMessage())).isEqualTo("1 of two");
        assertThat(record.getMessage())
                .contains("pid=" + ids.getFirst())
                .contains("task=" + ids.getLast() + " speaker")
                .contains("worker=processes-");
        assertThat(record.getInstant()).isBetween(before, Instant.now());
        assertThat(record.getSourceClassName()).isEqualTo(LogTest.class.getName());
        assertThat(lines).isEmpty();
    }

    @Test
    void recordOfJavaUtilLoggingKeepsItsLevelAndItsText() throws Exception {
        LOGGER.setLevel(Level.CONFIG);
        withPool(pool ->
                resultOf(
                        pool.submit(() -> {
                            Logger.getLogger(NAME).config("as {0} as it is");
                            Logger.getLogger(NAME).log(Level.SEVERE, "of {0}", "grüße 🙂");
                        })));

        awaitRecords(2);
        assertThat(messages()).containsExactly("as {0} as it is", "of grüße 🙂");
        assertThat(records)
                .extracting(LogRecord::getLevel)
                .containsExactly(Level.CONFIG, Level.SEVERE);
    }

    @Test
    void exceptionArrivesAsAStandInWithItsStackAndCause() throws Exception {
        withPool(pool ->
                resultOf(
                        pool.submit(() -> {
                            Exception cause = new java.io.IOException("below");
                            System.getLogger(NAME)
                                    .log(
                                            System.Logger.Level.ERROR,
                                            "it failed",
                                            new IllegalStateException("above", cause));
                        })));

        RemoteTaskException thrown = (RemoteTaskException) only().getThrown();
        assertThat(thrown.originalType()).isEqualTo(IllegalStateException.class.getName());
        assertThat(thrown.originalMessage()).isEqualTo("above");
        assertThat(thrown.getStackTrace()[0].getClassName()).isEqualTo(LogTest.class.getName());
        assertThat(thrown.getCause()).hasMessage("java.io.IOException: below");
    }

    @Test
    void recordOfAStrandNamesTheStrand() throws Exception {
        Strand<?> strand =
                Probe.briefStrand()
                        .name("soloist")
                        .start(() -> System.getLogger(NAME).log(System.Logger.Level.INFO, "la"));
        strand.join();

        assertThat(only().getMessage()).contains("worker=soloist").contains("soloist]");
    }

    @Test
    void recordOfAGrandchildArrives() throws Exception {
        withPool(pool ->
                resultOf(
                        pool.submit(() -> {
                            try (TaskPool inner = Probe.briefPool(1)) {
                                inner.submit(() -> Logger.getLogger(NAME).info("far away")).get();
                            }
                        })));

        assertThat(only().getMessage())
                .startsWith("far away [worker=")
                .containsPattern("\\[worker=.*\\] \\[worker=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "two\nlines", "\u001E", "\u001E0123456789abcdef:7\u001E", "null", "\r"})
    void difficultMessageArrives(String message) throws Exception {
        withPool(pool -> resultOf(pool.submit(() -> Logger.getLogger(NAME).info(message))));

        awaitRecords(1);
        assertThat(messages()).containsExactly(message);
        assertThat(lines).isEmpty();
    }

    @Test
    void veryLongMessageIsCutAndNothingElseIsLost() throws Exception {
        withPool(pool ->
                resultOf(
                        pool.submit(() -> {
                            Logger.getLogger(NAME).info("x".repeat(10_000_000));
                            Exception endless = new Exception("y".repeat(10_000_000));
                            Logger.getLogger(NAME).log(Level.INFO, "thrown", endless);
                            Logger.getLogger(NAME).info("after");
                        })));

        awaitRecords(3);
        assertThat(messages().getFirst()).startsWith("xxx").endsWith("… (cut)");
        assertThat(messages().getFirst().length()).isBetween(50_000, 100_000);
        assertThat(messages().get(1)).contains("java.lang.Exception");
        assertThat(messages().get(2)).isEqualTo("after");
    }

    // ---- order and loss ------------------------------------------------------------------------

    @Test
    void recordsOfEachThreadArriveInOrder() throws Exception {
        int threads = 4;
        int each = 2_000;
        withPool(pool ->
                resultOf(
                        pool.submit(() -> {
                            List<Thread> all = new ArrayList<>();
                            for (int t = 0; t < threads; t++) {
                                int number = t;
                                all.add(
                                        Thread.ofVirtual()
                                                .start(() -> {
                                                    for (int i = 0; i < each; i++) {
                                                        Logger.getLogger(NAME)
                                                                .info(number + " " + i);
                                                    }
                                                }));
                            }
                            for (Thread thread : all) {
                                thread.join();
                            }
                        })));

        awaitRecords(threads * each);
        for (int t = 0; t < threads; t++) {
            String own = t + " ";
            assertThat(messages().stream().filter(text -> text.startsWith(own)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, each).mapToObj(i -> own + i).toList());
        }
    }

    @Test
    void recordsStandBetweenTheLinesOfStandardErrorWhereTheyWereLogged() throws Exception {
        List<String> all = new java.util.concurrent.CopyOnWriteArrayList<>();
        handle(record -> all.add(withoutOrigin(record.getMessage())));
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .output(TaskOutput.lines(line -> all.add(line.text())))
                        .build()) {
            resultOf(
                    pool.submit(() -> {
                        System.err.println("line 1");
                        Logger.getLogger(NAME).info("record 2");
                        System.err.print("line 3 ");
                        Logger.getLogger(NAME).info("record 4, within the line");
                        System.err.println("goes on");
                    }));
        }

        assertThat(all)
                .containsExactly(
                        "line 1", "record 2", "record 4, within the line", "line 3 goes on");
    }

    @Test
    void recordsSurviveASubProcessThatFloodsTheSameDescriptor() throws Exception {
        int count = 500;
        String text = "z".repeat(20_000); // several marks each
        withPool(pool ->
                resultOf(
                        pool.submit(() -> {
                            Process flood =
                                    new ProcessBuilder(
                                                    "sh", "-c", "while :; do echo flood >&2; done")
                                            .inheritIO()
                                            .start();
                            for (int i = 0; i < count; i++) {
                                Logger.getLogger(NAME).info(i + text);
                            }
                            flood.destroyForcibly().waitFor();
                        })));

        awaitRecords(count);
        assertThat(messages())
                .containsExactlyElementsOf(
                        IntStream.range(0, count).mapToObj(i -> i + text).toList());
        assertThat(lines).extracting(TaskLine::text).containsOnly("flood");
    }

    @ParameterizedTest
    @ValueSource(strings = {"halt", "KILL", "exit"})
    void lastRecordBeforeADeathArrives(String end) throws Exception {
        try (TaskPool pool = pool()) {
            for (int i = 0; i < 5; i++) {
                int n = i;
                TaskFuture<?> doomed =
                        pool.submit(() -> {
                            Logger.getLogger(NAME).fine("nobody wants to know");
                            Logger.getLogger(NAME).info("last words " + n);
                            switch (end) {
                                case "halt" -> Probe.halt(3);
                                case "exit" -> System.exit(4);
                                default -> Probe.dieBy(end);
                            }
                        });
                Probe.failureOf(doomed, WorkerDiedException.class);
            }
        }

        awaitRecords(5);
        assertThat(messages())
                .containsExactlyElementsOf(
                        IntStream.range(0, 5).mapToObj(i -> "last words " + i).toList());
    }

    // ---- handlers of the parent ----------------------------------------------------------------

    @Test
    void handlerOfTheParentThatLogsMakesNoLoop() throws Exception {
        Queue<String> echoes = new ConcurrentLinkedQueue<>();
        handle(record -> {
            if (!record.getMessage().startsWith("echo")) {
                LOGGER.info("echo of " + withoutOrigin(record.getMessage()));
            } else {
                echoes.add(record.getMessage());
            }
        });
        withPool(pool -> resultOf(pool.submit(() -> Logger.getLogger(NAME).info("call"))));

        awaitRecords(2);
        assertThat(echoes).containsExactly("echo of call");
    }

    @Test
    void handlerOfTheParentThatHangsHoldsUpNoAnswer() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        handle(record -> {
            hanging.countDown();
            awaitUninterruptibly(released);
        });
        try (TaskPool pool = pool()) {
            resultOf(pool.submit(() -> Logger.getLogger(NAME).info("one")));
            awaitUninterruptibly(hanging);
            for (int i = 0; i < 50; i++) {
                int n = i;
                assertThat(
                                resultOf(
                                        pool.submit(() -> {
                                            Logger.getLogger(NAME).info("more");
                                            return n;
                                        })))
                        .isEqualTo(n);
            }
            released.countDown();
        }
        awaitRecords(51);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(Probe.PATIENCE_SECONDS, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void handlerOfTheParentThatThrowsGetsTheNextRecordAllTheSame() throws Exception {
        handle(record -> {
            throw new IllegalStateException("a handler that throws");
        });
        withPool(pool ->
                resultOf(
                        pool.submit(() -> {
                            Logger.getLogger(NAME).info("one");
                            Logger.getLogger(NAME).info("two");
                        })));

        awaitRecords(2);
        assertThat(messages()).containsExactly("one", "two");
    }

    // ---- levels --------------------------------------------------------------------------------

    @Test
    void whatTheParentDoesNotLogDoesNotTravel() throws Exception {
        withPool(pool -> {
            assertThat(resultOf(pool.submit(() -> isLoggable(System.Logger.Level.DEBUG))))
                    .isFalse();
            assertThat(resultOf(pool.submit(() -> isLoggable(System.Logger.Level.INFO)))).isTrue();
        });
        LOGGER.setLevel(Level.FINE);
        withPool(pool -> {
            assertThat(resultOf(pool.submit(() -> isLoggable(System.Logger.Level.DEBUG)))).isTrue();
            assertThat(resultOf(pool.submit(() -> isLoggable(System.Logger.Level.TRACE))))
                    .isFalse();
        });
        LOGGER.setLevel(Level.OFF);
        withPool(pool ->
                assertThat(resultOf(pool.submit(() -> isLoggable(System.Logger.Level.ERROR))))
                        .isFalse());
    }

    private static boolean isLoggable(System.Logger.Level level) {
        return System.getLogger(NAME + ".below").isLoggable(level);
    }

    @Test
    void levelRaisedInTheParentCountsAtOnce() throws Exception {
        withPool(pool -> {
            resultOf(pool.submit(() -> Logger.getLogger(NAME).info("before")));
            awaitRecords(1);
            LOGGER.setLevel(Level.WARNING);
            resultOf(pool.submit(() -> Logger.getLogger(NAME).info("not wanted any more")));
            resultOf(pool.submit(() -> Logger.getLogger(NAME).warning("wanted")));
        });

        awaitRecords(2);
        assertThat(messages()).containsExactly("before", "wanted");
    }

    // ---- what it does not cost
    // -------------------------------------------------------------------

    /// In a class of its own, since this one may load what it names.
    private record Printing(String text) implements Task<String> {

        private static final long serialVersionUID = 1L;

        @Override
        public String call() {
            System.out.println(text);
            return text;
        }
    }

    @Test
    void childThatLogsNothingLoadsNothingOfOursForIt(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("loaded");
        try (TaskPool pool = pool("-Xlog:class+load:file=" + log)) {
            resultOf(pool.submit(new Printing("quiet")));
            assertThat(loggingClasses(log)).isEmpty();
            resultOf(pool.submit(() -> Logger.getLogger(NAME).info("loud")));
            assertThat(loggingClasses(log)).isNotEmpty();
        }
    }

    private static List<String> loggingClasses(Path log) throws IOException {
        return Probe.lines(log).stream().filter(LogTest::isForRecords).toList();
    }

    private static boolean isForRecords(String line) {
        return line.contains("LoggedRecord") || line.contains("WorkerLogHandler");
    }

    @Test
    void handlerThatChildrenAreToldOfIsThere() {
        assertThat(WorkerLogConfiguration.HANDLER).isEqualTo(WorkerLogHandler.class.getName());
    }

    /// A program in an image without `java.logging`.
    static final class BareProgram {

        private BareProgram() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            try (TaskPool pool = Probe.briefPool(1)) {
                boolean logging =
                        pool.submit(() -> ModuleLayer.boot().findModule("java.logging").isPresent())
                                .get();
                System.out.println("java.logging in the child: " + logging);
                pool.submit(() ->
                                System.getLogger("bare").log(System.Logger.Level.WARNING, "heard"))
                        .get();
            }
        }
    }

    @Test
    void withoutJavaLoggingTheTextArrivesOnStandardError(@TempDir Path folder) throws Exception {
        try (ParentProgram parent =
                ParentProgram.startWith(
                        List.of("--limit-modules", "java.base"), folder, BareProgram.class)) {
            assertThat(parent.awaitExit()).as(parent.stderr()).isZero();
            assertThat(parent.stdout()).isEqualTo("java.logging in the child: false\n");
            assertThat(parent.stderr()).contains("WARNING: heard");
            parent.awaitNothingLeft();
        }
    }
}
