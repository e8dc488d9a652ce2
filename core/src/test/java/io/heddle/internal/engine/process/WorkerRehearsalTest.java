package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.PoolSnapshot.Worker;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.ProcessPoolBuilder;
import io.heddle.TaskLine;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.TravelLimits;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.Codec;
import io.heddle.spi.CodecRules;
import io.heddle.spi.Payload;
import java.io.ObjectInputFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BinaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A worker tries out the way of a task before it has one, and nobody sees anything of it.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class WorkerRehearsalTest {

    private static final String THREAD = "heddle-rehearsal";

    /// Where the JDK tells what filters decide, for each object that is read.
    private static final Logger FILTERS = Logger.getLogger("java.io.serialization");

    @TempDir Path folder;

    private final Queue<TaskLine> lines = new ConcurrentLinkedQueue<>();

    private ProcessPoolBuilder pool() {
        return TaskPool.ofProcesses()
                .workers(1)
                .output(TaskOutput.lines(lines::add))
                .jvmArgs("-Xlog:class+load:file=" + loaded());
    }

    private Path loaded() {
        return folder.resolve("loaded");
    }

    /// Waits until the worker has run a lambda that is none of ours, and written a result.
    private void awaitRehearsal() {
        await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() ->
                        assertThat(Probe.lines(loaded()))
                                .anyMatch(line -> line.contains("Rehearsal$$Lambda"))
                                .anyMatch(line -> line.contains("ObjectOutputStream$HandleTable")));
    }

    private static boolean isGoingOn() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(THREAD));
    }

    /// In a worker.
    private static boolean awaitEnd() {
        long end = System.nanoTime() + Duration.ofSeconds(Probe.PATIENCE_SECONDS).toNanos();
        while (isGoingOn() && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return !isGoingOn();
    }

    @Test
    void workerHasGoneTheWayOfATaskBeforeItHasOneAndNobodyCountsIt() throws Exception {
        try (TaskPool pool = pool().maxTasksPerWorker(1).build()) {
            awaitRehearsal();
            await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                    .until(() ->
                            pool.snapshot().workers().stream()
                                    .anyMatch(worker -> worker.state() == WorkerState.IDLE));
            Worker idle = pool.snapshot().workers().getFirst();
            assertThat(idle.tasksDone()).isZero();
            assertThat(idle.taskId()).isZero();
            assertThat(pool.snapshot().restarts()).isZero();
            assertThat(resultOf(pool.submit(Probe::ownPid))).isEqualTo(idle.pid());
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void rehearsalEndsByItself() throws Exception {
        try (TaskPool pool = pool().build()) {
            awaitRehearsal();
            assertThat(resultOf(pool.submit(WorkerRehearsalTest::awaitEnd))).isTrue();
        }
    }

    @Test
    void workerThatDiesInItsFirstTaskSaysNothingOfARehearsal() throws Exception {
        try (TaskPool pool = pool().build()) {
            awaitRehearsal();
            assertThat(Probe.failureOf(pool.submit(() -> Probe.halt(3))))
                    .hasMessageContaining("exit=3");
            assertThat(resultOf(pool.submit(() -> 1))).isEqualTo(1);
            assertThat(pool.snapshot().restarts()).isOne();
        }
    }

    // ---- logs ----------------------------------------------------------------------------------

    private static final class Collecting extends Handler {

        private final Queue<String> messages = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            messages.add(String.valueOf(record.getMessage()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void whatTheJdkLogsOfTheRehearsalReachesNobody() throws Exception {
        var collecting = new Collecting();
        FILTERS.setUseParentHandlers(false);
        FILTERS.setLevel(Level.ALL);
        FILTERS.addHandler(collecting);
        try (TaskPool pool = pool().build()) {
            awaitRehearsal();
            assertThat(resultOf(pool.submit(WorkerRehearsalTest::awaitEnd))).isTrue();
            await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                    .untilAsserted(() ->
                            assertThat(ofWorker(collecting))
                                    .as("the task's own, so that it is known to be logged at all")
                                    .anyMatch(message -> message.contains(" task=")));
            assertThat(ofWorker(collecting)).allMatch(message -> message.contains(" task="));
        } finally {
            FILTERS.removeHandler(collecting);
            FILTERS.setLevel(null);
            FILTERS.setUseParentHandlers(true);
        }
    }

    private static List<String> ofWorker(Collecting collecting) {
        return collecting.messages.stream()
                .filter(message -> message.contains(" [worker="))
                .filter(message -> message.contains("ObjectInputFilter"))
                .toList();
    }

    // ---- filters -------------------------------------------------------------------------------

    /// A filter factory as a user may give one to a JVM; remembers who asked it.
    public static final class Watching implements BinaryOperator<ObjectInputFilter> {

        private static final Queue<String> THREADS = new ConcurrentLinkedQueue<>();

        /// Made by the JDK.
        public Watching() {}

        @Override
        public @Nullable ObjectInputFilter apply(
                @Nullable ObjectInputFilter current, @Nullable ObjectInputFilter next) {
            THREADS.add(Thread.currentThread().getName());
            return next == null ? current : next;
        }

        static String threads() {
            return String.join(" ", THREADS);
        }
    }

    @Test
    void filterFactoryOfTheUserSeesNoRehearsal() throws Exception {
        try (TaskPool pool =
                TaskPool.ofProcesses()
                        .workers(1)
                        .jvmArgs("-Djdk.serialFilterFactory=" + Watching.class.getName())
                        .build()) {
            Probe.awaitIdle(pool, 1);
            assertThat(resultOf(pool.submit(WorkerRehearsalTest::awaitEnd))).isTrue();
            assertThat(resultOf(pool.submit(Watching::threads)))
                    .isNotEmpty()
                    .doesNotContain(THREAD);
        }
    }

    static List<CodecRules> rules() {
        return List.of(
                CodecRules.defaults(),
                CodecRules.defaults().plusAllowed(List.of()),
                CodecRules.defaults().plusAllowed(List.of("com.example.**")),
                CodecRules.defaults()
                        .withLimits(TravelLimits.defaults().bytes(TravelLimits.LEAST_BYTES)));
    }

    /// Otherwise the first task in such a pool would be the slow one, and nothing would say so.
    @ParameterizedTest
    @MethodSource("rules")
    void rehearsalIsAllowedUnderEveryList(CodecRules rules) throws Exception {
        WorkerRun run = new WorkerRun(Codec.jdk(rules), null);
        for (byte[] sample : WorkerRehearsal.samples()) {
            Frame answer = run.answer(task(sample));
            assertThat(answer.type()).isEqualTo(Frame.Type.RESULT);
            assertThat(Codec.jdk().decode(answer.payload())).isNotNull();
        }
    }

    private static Frame task(byte[] sample) {
        return new Frame(Frame.Type.RUN, true, 0, 0, Payload.of(sample));
    }
}
