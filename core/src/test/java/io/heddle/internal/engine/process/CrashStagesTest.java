package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.awaitIdle;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Action;
import io.heddle.PoolSnapshot;
import io.heddle.RemoteTaskException;
import io.heddle.TaskFunction;
import io.heddle.TaskFuture;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import io.heddle.WorkerDiedException;
import io.heddle.WorkerDiedException.Kind;
import io.heddle.internal.engine.process.Deed.Harm;
import io.heddle.internal.engine.process.Deed.Stage;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Harm at each stage of a task's life, whichever way it was handed in, is that task's alone.
///
/// Each test checks the same of its surroundings: the pool works at once, the other tasks are right and
/// ran once, one future has failed, and soon there are as many workers as before.
@Tag("slow")
class CrashStagesTest {

    private static final int WORKERS = 2;
    private static final int OTHERS = 8;

    private static final List<Stage> DEADLY_STAGES =
            List.of(Stage.ARGUMENT_READ, Stage.RUN, Stage.RESULT_WRITTEN);
    private static final Set<Harm> DEADLY_AT_EACH_STAGE =
            Collections.unmodifiableSet(EnumSet.of(Harm.EXIT_0, Harm.HALT_0, Harm.SEGV));

    private static TaskPool pool;

    @TempDir Path folder;

    private String runs;

    @BeforeAll
    static void open() {
        pool =
                Probe.briefPools()
                        .workers(WORKERS)
                        .output(TaskOutput.discard())
                        // a map that fails cancels its other items; their worker is to live
                        .interruptGrace(Duration.ofMinutes(1))
                        .build();
    }

    @AfterAll
    static void close() {
        pool.close();
        new NoLeftovers().afterEach(null);
    }

    @BeforeEach
    void nameTheFile() {
        runs = folder.resolve("runs").toString();
    }

    private static Stream<Arguments> everyWay(Set<Harm> harms) {
        return Arrays.stream(Way.values())
                .flatMap(way -> harms.stream().map(harm -> Arguments.of(way, harm)));
    }

    static Stream<Arguments> thrown() {
        return everyWay(EnumSet.of(Harm.THROW, Harm.ERROR));
    }

    /// All that ends a worker while a task runs, whichever way this came.
    static Stream<Arguments> deadly() {
        return everyWay(EnumSet.range(Harm.EXIT_0, Harm.KILL));
    }

    static Stream<Arguments> deadlyWhileTravelling() {
        return everyWay(DEADLY_AT_EACH_STAGE);
    }

    static Stream<Arguments> sampleOfDeadly() {
        return deadly().filter(each -> !isAtEachStage(each) || isSampled(Stage.RUN, each));
    }

    static Stream<Arguments> sampleWhileReading() {
        return deadlyWhileTravelling().filter(each -> isSampled(Stage.ARGUMENT_READ, each));
    }

    static Stream<Arguments> sampleWhileWriting() {
        return deadlyWhileTravelling().filter(each -> isSampled(Stage.RESULT_WRITTEN, each));
    }

    private static boolean isAtEachStage(Arguments wayAndHarm) {
        return DEADLY_AT_EACH_STAGE.contains((Harm) wayAndHarm.get()[1]);
    }

    /// Has each way meet each harm at one of the stages: so each way and each harm also meets each stage.
    private static boolean isSampled(Stage stage, Arguments wayAndHarm) {
        int way = List.of(Way.values()).indexOf((Way) wayAndHarm.get()[0]);
        int harm = List.copyOf(DEADLY_AT_EACH_STAGE).indexOf((Harm) wayAndHarm.get()[1]);
        return DEADLY_STAGES.get((way + harm) % DEADLY_STAGES.size()) == stage;
    }

    // ---- the surroundings --------------------------------------------------------------------

    /// What came of it.
    ///
    /// @param failure what the user got
    /// @param deedRuns how often the task ran
    /// @param failed how many futures failed
    private record Outcome(Throwable failure, long deedRuns, long failed) {}

    private Outcome harmAmongOthers(
            Way way, TaskFunction<Object, Object> function, Object argument, boolean deadly)
            throws Exception {
        Set<Long> before = awaitIdle(pool, WORKERS);
        PoolSnapshot was = pool.snapshot();
        List<TaskFuture<Integer>> others = new ArrayList<>();
        submitOthers(others);

        Throwable failure = way.failureOf(pool, function, argument);

        assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
        submitOthers(others);
        for (int i = 0; i < others.size(); i++) {
            assertThat(resultOf(others.get(i))).isEqualTo(i);
        }
        Set<Long> after = awaitIdle(pool, WORKERS);
        assertThat(pool.snapshot().restarts() - was.restarts()).isEqualTo(deadly ? 1 : 0);
        assertThat(after).filteredOn(before::contains).hasSize(deadly ? WORKERS - 1 : WORKERS);
        List<String> lines = Probe.lines(Path.of(runs));
        assertThat(lines)
                .filteredOn(line -> !line.equals("deed"))
                .hasSize(others.size())
                .doesNotHaveDuplicates();
        return new Outcome(
                failure,
                lines.stream().filter("deed"::equals).count(),
                pool.snapshot().failed() - was.failed());
    }

    private void submitOthers(List<TaskFuture<Integer>> others) {
        String file = runs;
        for (int i = 0; i < OTHERS; i++) {
            int n = others.size();
            others.add(
                    pool.submit(() -> {
                        Probe.note(file, n);
                        return n;
                    }));
        }
    }

    private Outcome strike(Way way, Stage stage, Harm harm) throws Exception {
        Deed deed = new Deed(stage, harm, runs);
        Outcome outcome = harmAmongOthers(way, Deed::perform, deed, harm.isDeadly());
        boolean ownException = stage == Stage.RUN && !harm.isDeadly();
        assertThat(outcome.failed).isEqualTo(ownException && way.isChunked() ? 0 : 1);
        assertThat(outcome.deedRuns).isEqualTo(stage.compareTo(Stage.RUN) < 0 ? 0 : 1);
        return outcome;
    }

    private void assertCannotTravel(Way way, Stage stage, Harm harm, String says) throws Exception {
        assertThat(strike(way, stage, harm).failure)
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining(says)
                .hasStackTraceContaining("boom");
    }

    private void assertDeath(Way way, Stage stage, Harm harm) throws Exception {
        Throwable failure = strike(way, stage, harm).failure;
        assertThat(failure)
                .isInstanceOf(WorkerDiedException.class)
                .hasMessageStartingWith("worker died while running a task: task=");
        WorkerDiedException death = (WorkerDiedException) failure;
        Path crashFile = death.crashFile().orElse(null);
        switch (harm) {
            case EXIT_0, HALT_0 -> assertEnd(death, Kind.EXIT, 0);
            case EXIT_1 -> assertEnd(death, Kind.EXIT, 1);
            case HALT_3 -> assertEnd(death, Kind.EXIT, 3);
            case SEGV, ABRT -> assertEnd(death, Kind.SIGNAL, -6);
            case KILL -> assertEnd(death, Kind.SIGNAL, -9);
            case THROW, ERROR -> throw new AssertionError("no death: " + harm);
        }
        assertThat(crashFile != null).as("there is a crash file").isEqualTo(harm == Harm.SEGV);
        if (crashFile != null) {
            Files.delete(crashFile);
        }
    }

    private static void assertEnd(WorkerDiedException death, Kind kind, int exitCode) {
        assertThat(death.kind()).isEqualTo(kind);
        assertThat(death.exitCode()).isEqualTo(exitCode);
    }

    // ---- stage by stage ----------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("thrown")
    @Tag("fault-1")
    void argumentThatCannotBeWritten(Way way, Harm harm) throws Exception {
        assertCannotTravel(
                way, Stage.ARGUMENT_WRITTEN, harm, "the task cannot travel to another process");
    }

    @ParameterizedTest
    @MethodSource("thrown")
    @Tag("fault-3")
    void argumentThatCannotBeRead(Way way, Harm harm) throws Exception {
        assertCannotTravel(
                way, Stage.ARGUMENT_READ, harm, "the task could not be read in the worker");
    }

    @ParameterizedTest
    @MethodSource("sampleWhileReading")
    @Tag("fault-4")
    void argumentWhoseReadingEndsTheWorker(Way way, Harm harm) throws Exception {
        assertDeath(way, Stage.ARGUMENT_READ, harm);
    }

    @ParameterizedTest
    @MethodSource("deadlyWhileTravelling")
    @Tag("stress")
    void argumentWhoseReadingEndsTheWorkerWhicheverWayItDoes(Way way, Harm harm) throws Exception {
        assertDeath(way, Stage.ARGUMENT_READ, harm);
    }

    @ParameterizedTest
    @MethodSource("thrown")
    @Tag("fault-5")
    void taskThatThrows(Way way, Harm harm) throws Exception {
        assertThat(strike(way, Stage.RUN, harm).failure)
                .isExactlyInstanceOf(
                        harm == Harm.THROW ? IllegalStateException.class : AssertionError.class)
                .hasMessage("boom");
    }

    @ParameterizedTest
    @MethodSource("sampleOfDeadly")
    @Tag("fault-5")
    void taskThatEndsItsWorker(Way way, Harm harm) throws Exception {
        assertDeath(way, Stage.RUN, harm);
    }

    @ParameterizedTest
    @MethodSource("deadly")
    @Tag("stress")
    void taskThatEndsItsWorkerWhicheverWayItDoes(Way way, Harm harm) throws Exception {
        assertDeath(way, Stage.RUN, harm);
    }

    @ParameterizedTest
    @MethodSource("thrown")
    @Tag("fault-6")
    void resultThatCannotBeWritten(Way way, Harm harm) throws Exception {
        assertCannotTravel(way, Stage.RESULT_WRITTEN, harm, "the result cannot travel back");
    }

    @ParameterizedTest
    @MethodSource("sampleWhileWriting")
    @Tag("fault-6")
    void resultWhoseWritingEndsTheWorker(Way way, Harm harm) throws Exception {
        assertDeath(way, Stage.RESULT_WRITTEN, harm);
    }

    @ParameterizedTest
    @MethodSource("deadlyWhileTravelling")
    @Tag("stress")
    void resultWhoseWritingEndsTheWorkerWhicheverWayItDoes(Way way, Harm harm) throws Exception {
        assertDeath(way, Stage.RESULT_WRITTEN, harm);
    }

    @ParameterizedTest
    @MethodSource("thrown")
    @Tag("fault-7")
    void resultThatCannotBeReadHere(Way way, Harm harm) throws Exception {
        assertCannotTravel(way, Stage.RESULT_READ, harm, "the result could not be read");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("fault-10")
    void twentyResultsInARowThatCannotBeWritten(Way way) throws Exception {
        Set<Long> before = awaitIdle(pool, WORKERS);
        Deed deed = new Deed(Stage.RESULT_WRITTEN, Harm.THROW, runs);
        for (int i = 0; i < 20; i++) {
            assertThat(way.failureOf(pool, Deed::perform, deed))
                    .isInstanceOf(TaskSerializationException.class);
        }
        assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
        assertThat(awaitIdle(pool, WORKERS)).isEqualTo(before);
        assertThat(Probe.lines(Path.of(runs))).hasSize(20);
    }

    // ---- exceptions that cannot travel -------------------------------------------------------

    /// An exception with something about it.
    private abstract static class Bad extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;

        Bad(String message) {
            super(message);
        }
    }

    private static final class MandatoryArguments extends Bad {
        @Serial private static final long serialVersionUID = 1L;

        private final int code;

        MandatoryArguments(int code, Object notNull) {
            super(notNull + ":" + code);
            this.code = code;
        }
    }

    private static final class ReadingThrows extends Bad {
        @Serial private static final long serialVersionUID = 1L;

        ReadingThrows() {
            super("reading throws");
        }

        @Serial
        private void readObject(ObjectInputStream in) {
            throw new AssertionError("not here");
        }
    }

    private static final class ReplacedByJunk extends Bad {
        @Serial private static final long serialVersionUID = 1L;

        ReplacedByJunk() {
            super("replaced by junk");
        }

        @Serial
        private Object writeReplace() {
            return "junk";
        }
    }

    private static final class WritingThrows extends Bad {
        @Serial private static final long serialVersionUID = 1L;

        WritingThrows() {
            super("writing throws");
        }

        @Serial
        private void writeObject(ObjectOutputStream out) {
            throw new AssertionError("not here");
        }
    }

    private static final class WritingHalts extends Bad {
        @Serial private static final long serialVersionUID = 1L;

        WritingHalts() {
            super("writing halts");
        }

        @Serial
        private void writeObject(ObjectOutputStream out) {
            Probe.halt(8);
        }
    }

    private static Object throwBad(Object what) {
        throw switch (what.toString()) {
            case "arguments" -> new MandatoryArguments(7, "seven");
            case "reading" -> new ReadingThrows();
            case "junk" -> new ReplacedByJunk();
            case "writing" -> new WritingThrows();
            case "halt" -> new WritingHalts();
            default -> new IllegalArgumentException(what.toString());
        };
    }

    private Throwable failBy(Way way, String what, boolean deadly) throws Exception {
        TaskFunction<Object, Object> function =
                argument -> argument.equals(what) ? throwBad(argument) : argument;
        Outcome outcome = harmAmongOthers(way, function, what, deadly);
        assertThat(outcome.failed).isEqualTo(way.isChunked() && !deadly ? 0 : 1);
        return outcome.failure;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("fault-8")
    void exceptionWithMandatoryArguments(Way way) throws Exception {
        assertThat(failBy(way, "arguments", false))
                .isInstanceOfSatisfying(
                        MandatoryArguments.class, e -> assertThat(e.code).isEqualTo(7))
                .hasMessage("seven:7");
    }

    static Stream<Arguments> standIns() {
        return Arrays.stream(Way.values())
                .flatMap(way ->
                        Stream.of(
                                Arguments.of(way, "reading", ReadingThrows.class, "reading throws"),
                                Arguments.of(way, "junk", ReplacedByJunk.class, "replaced by junk"),
                                Arguments.of(
                                        way, "writing", WritingThrows.class, "writing throws")));
    }

    @ParameterizedTest
    @MethodSource("standIns")
    @Tag("fault-8")
    void exceptionThatCannotTravelHasAStandIn(Way way, String what, Class<?> type, String message)
            throws Exception {
        assertThat(failBy(way, what, false))
                .isInstanceOfSatisfying(
                        RemoteTaskException.class,
                        e -> {
                            assertThat(e.originalType()).isEqualTo(type.getName());
                            assertThat(e.originalMessage()).isEqualTo(message);
                            assertThat(e.getStackTrace()[0].getMethodName()).isEqualTo("throwBad");
                        });
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("fault-8")
    void exceptionWhoseWritingEndsTheWorker(Way way) throws Exception {
        assertThat(failBy(way, "halt", true))
                .isInstanceOfSatisfying(WorkerDiedException.class, e -> assertEnd(e, Kind.EXIT, 8));
    }

    // ---- a class that only the parent has ----------------------------------------------------

    /// Gives an object of a class that is in no file, and whose loader has no bytes to give.
    private static Object ofAClassThatIsOnlyHere() throws ReflectiveOperationException {
        byte[] bytes =
                ClassFile.of()
                        .build(
                                ClassDesc.of("only.here.Argument"),
                                type ->
                                        type.withInterfaceSymbols(
                                                        ClassDesc.of(Serializable.class.getName()))
                                                .withFlags(ClassFile.ACC_PUBLIC)
                                                .withMethodBody(
                                                        ConstantDescs.INIT_NAME,
                                                        ConstantDescs.MTD_void,
                                                        ClassFile.ACC_PUBLIC,
                                                        code ->
                                                                code.aload(0)
                                                                        .invokespecial(
                                                                                ConstantDescs
                                                                                        .CD_Object,
                                                                                ConstantDescs
                                                                                        .INIT_NAME,
                                                                                ConstantDescs
                                                                                        .MTD_void)
                                                                        .return_()));
        ClassLoader loader =
                new ClassLoader(CrashStagesTest.class.getClassLoader()) {
                    @Override
                    protected Class<?> findClass(String name) {
                        return defineClass(name, bytes, 0, bytes.length);
                    }
                };
        return loader.loadClass("only.here.Argument").getConstructor().newInstance();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("fault-3")
    void argumentWhoseClassIsMissingInTheWorker(Way way) throws Exception {
        Outcome outcome =
                harmAmongOthers(way, argument -> argument, ofAClassThatIsOnlyHere(), false);

        assertThat(outcome.failure)
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("the task could not be read in the worker")
                .hasMessageContaining("only.here.Argument");
        assertThat(outcome.failed).isEqualTo(1);
    }

    // ---- the collection of garbage -----------------------------------------------------------

    private static final Cleaner CLEANER = Cleaner.create();

    /// Ends the process in which it is read, as soon as it is collected there.
    private static final class EndsWhenCollected implements Serializable {
        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            CLEANER.register(this, () -> Probe.halt(9));
        }
    }

    private static Object ownPidFor(Object argument) {
        return argument instanceof EndsWhenCollected ? Probe.ownPid() : argument;
    }

    private static void collectGarbage() throws InterruptedException {
        while (true) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("fault-9")
    void argumentWhoseCollectionEndsTheWorker(Way way) throws Exception {
        awaitIdle(pool, WORKERS);
        PoolSnapshot was = pool.snapshot();

        long doomed =
                (Long) way.resultOf(pool, CrashStagesTest::ownPidFor, new EndsWhenCollected());
        List<TaskFuture<?>> collectors = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            collectors.add(pool.submit(Action.of(() -> collectGarbage())));
        }
        Probe.awaitGone(doomed);
        collectors.forEach(each -> each.cancel(true));

        List<TaskFuture<Integer>> others = new ArrayList<>();
        submitOthers(others);
        for (int i = 0; i < others.size(); i++) {
            assertThat(resultOf(others.get(i))).isEqualTo(i);
        }
        awaitIdle(pool, WORKERS);
        assertThat(pool.snapshot().restarts() - was.restarts()).isEqualTo(1);
        assertThat(pool.snapshot().failed() - was.failed()).isLessThanOrEqualTo(1);
        for (TaskFuture<?> each : collectors) {
            if (each.state() == State.FAILED) {
                assertEnd(Probe.failureOf(each, WorkerDiedException.class), Kind.EXIT, 9);
            }
        }
    }
}
