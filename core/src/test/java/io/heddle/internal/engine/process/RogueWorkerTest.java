package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.ProcessStrand;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import io.heddle.TaskTimeoutException;
import io.heddle.TravelLimits;
import io.heddle.WorkerDiedException;
import io.heddle.internal.wire.Frame;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A worker whose connection is genuine and whose words are not: it costs itself and its own task.
@Tag("slow")
@Tag("fault-50")
@ExtendWith(NoLeftovers.class)
class RogueWorkerTest {

    /// Enough that each kind of nonsense comes.
    private static final int SOME_ROGUES = 12;

    /// More on demand: `-Dheddle.rogues=1000`.
    private static final int MANY_ROGUES = Integer.getInteger("heddle.rogues", 200);

    @TempDir Path folder;

    private static TaskPool open(int workers) {
        return Probe.briefPools()
                .workers(workers)
                .initializer(() -> {})
                .jvmArgs(Rogue.OPEN)
                .build();
    }

    /// What a rogue says, and then waits to be killed.
    enum Lie {
        NOISE,
        UNKNOWN_TYPE,
        IMPOSSIBLE_LENGTH,
        RESULT_OF_NOBODYS_TASK,
        RESULT_OF_THE_INITIALIZER_AGAIN,
        RESULT_OF_ANOTHER_WORKERS_TASK,
        FAILURE_OF_NOBODYS_TASK,
        READY_AGAIN,
        GIVING_BACK_WHAT_RUNS,
        WORDS_OF_A_PARENT,
        ENDLESS_LAST_WORDS;

        private byte[] header(int type, int mainBytes) {
            return ByteBuffer.allocate(Frame.HEADER_BYTES)
                    .put(0, (byte) type)
                    .putInt(4, mainBytes)
                    .array();
        }

        private void tell(long idOfAnother) {
            long unknown = Long.MAX_VALUE;
            switch (this) {
                case NOISE ->
                        Rogue.write(
                                "GET / HTTP/1.1\r\n\r\n"
                                        .repeat(100)
                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                case UNKNOWN_TYPE -> Rogue.write(header(99, 0));
                case IMPOSSIBLE_LENGTH -> Rogue.write(header(4, -1));
                case RESULT_OF_NOBODYS_TASK -> Rogue.send(Rogue.result(unknown, "forged"));
                case RESULT_OF_THE_INITIALIZER_AGAIN ->
                        Rogue.send(Rogue.result(Initializer.ID, "forged"));
                case RESULT_OF_ANOTHER_WORKERS_TASK ->
                        Rogue.send(Rogue.result(idOfAnother, "forged"));
                case FAILURE_OF_NOBODYS_TASK ->
                        Rogue.send(
                                new Frame(Frame.Type.FAILED, true, unknown, 1, Rogue.unreadable()));
                case READY_AGAIN -> Rogue.send(Frame.of(Frame.Type.READY, false, 0, 1));
                case GIVING_BACK_WHAT_RUNS ->
                        Rogue.send(Frame.of(Frame.Type.RECALLED, true, Rogue.ownId(), 0));
                case WORDS_OF_A_PARENT -> Rogue.send(Frame.of(Frame.Type.END, false, 0, 0));
                case ENDLESS_LAST_WORDS ->
                        Rogue.send(Frame.ofText(Frame.Type.EXITING, 0, "x".repeat(1_000_000)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void lieCostsOneWorkerAndItsTask(Lie lie) throws Exception {
        try (TaskPool pool = open(2)) {
            Probe.awaitIdle(pool, 2);
            Path go = folder.resolve("go");
            String gate = go.toString();
            TaskFuture<String> innocent =
                    pool.submit(() -> {
                        Probe.awaitFile(Path.of(gate));
                        return "innocent";
                    });
            long another = ((io.heddle.spi.TaskCompletion<?>) innocent).id();
            String runs = folder.resolve("runs").toString();
            TaskFuture<String> rogue =
                    pool.submit(() -> {
                        Probe.note(runs, "once");
                        lie.tell(another);
                        Probe.waitForEver();
                        return "never";
                    });

            failureOf(rogue, WorkerDiedException.class);
            assertThat(innocent.isDone()).isFalse();
            Files.createFile(go);
            assertThat(resultOf(innocent)).isEqualTo("innocent");
            assertThat(Probe.lines(Path.of(runs))).hasSize(1);
            Probe.awaitIdle(pool, 2);
            assertThat(pool.snapshot().restarts()).isOne();
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
        }
    }

    @Test
    void strandThatTalksLikeAParentIsKilled() {
        ProcessStrand<String> rogue =
                Probe.briefStrand()
                        .jvmArgs(Rogue.OPEN)
                        .start(() -> {
                            Rogue.send(Frame.of(Frame.Type.END, false, 0, 0));
                            Probe.waitForEver();
                            return "never";
                        });
        assertThat(failureOf(rogue, WorkerDiedException.class))
                .hasMessageContaining("no child sends");
    }

    @Test
    void secondAnswerToATaskCostsTheWorkerAndNobodyElse() throws Exception {
        try (TaskPool pool = open(1)) {
            Probe.awaitIdle(pool, 1);
            TaskFuture<String> rogue =
                    pool.submit(() -> {
                        Rogue.send(Rogue.result(Rogue.ownId(), "first"));
                        Rogue.send(Rogue.result(Rogue.ownId(), "second"));
                        Probe.waitForEver();
                        return "never";
                    });
            TaskFuture<Integer> next = pool.submit(() -> 42);

            assertThat(resultOf(rogue))
                    .isEqualTo("first"); // it may answer its own task as it likes
            assertThat(resultOf(next)).isEqualTo(42);
            Probe.awaitIdle(pool, 1);
            assertThat(pool.snapshot().restarts()).isOne();
        }
    }

    @Test
    void unreadableAnswerFailsItsTaskAlone() throws Exception {
        try (TaskPool pool = open(1)) {
            TaskFuture<String> rogue =
                    pool.submit(() -> {
                        Rogue.send(
                                new Frame(
                                        Frame.Type.RESULT,
                                        true,
                                        Rogue.ownId(),
                                        1,
                                        Rogue.unreadable()));
                        Probe.halt(0); // before anything else is begun
                        return "never";
                    });
            failureOf(rogue, TaskSerializationException.class);
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
        }
    }

    @Test
    void chunkAnsweredByOtherThanItsResultsFailsItsMap() throws Exception {
        try (TaskPool pool = open(1)) {
            assertThatThrownBy(() ->
                            pool.map(
                                    n -> {
                                        Rogue.send(Rogue.result(Rogue.ownId(), "forged"));
                                        Probe.halt(0); // before anything else is begun
                                        return n;
                                    },
                                    List.of(1, 2)))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("answered by other than their results: items=1");
            assertThat(pool.map(n -> n + 1, List.of(1, 2))).containsExactly(2, 3);
        }
    }

    /// What is announced and never comes takes no memory; the time limit ends the wait for it.
    @Test
    void announcedGigabyteThatNeverComesEndsAtTheTimeLimit() throws Exception {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .jvmArgs(Rogue.OPEN)
                        .taskTimeout(Duration.ofSeconds(2))
                        .build()) {
            TaskFuture<String> rogue =
                    pool.submit(() -> {
                        Rogue.write(Lie.NOISE.header(4, 1 << 30));
                        Probe.waitForEver();
                        return "never";
                    });
            failureOf(rogue, TaskTimeoutException.class);
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
        }
    }

    @Test
    void payloadOverTheLimitOfThePoolIsNotEvenReceived() throws Exception {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .jvmArgs(Rogue.OPEN)
                        .travelLimits(TravelLimits.defaults().bytes(TravelLimits.LEAST_BYTES))
                        .build()) {
            failureOf(
                    pool.submit(() -> {
                        Rogue.send(Rogue.result(Rogue.ownId(), new byte[70_000]));
                        Probe.waitForEver();
                        return "never";
                    }),
                    WorkerDiedException.class);

            // who keeps to the rules is told by them, on either side, and lives
            var workers = Probe.awaitIdle(pool, 1);
            assertThat(failureOf(pool.submit(() -> new byte[70_000])))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("bytes=70001 limit=65536");
            byte[] large = new byte[70_000];
            assertThat(failureOf(pool.submit(() -> large.length)))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("limit=65536");
            assertThat(
                            failureOf(
                                    pool.submit(() -> {
                                        throw new IllegalStateException("x".repeat(100_000));
                                    })))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("type=java.lang.IllegalStateException");
            assertThat(Probe.pids(pool)).isEqualTo(workers);
        }
    }

    @Test
    void someRoguesCostNobodyElseAnything() throws Exception {
        letLoose(SOME_ROGUES, 4);
    }

    @Test
    @Tag("stress")
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void manyRoguesCostNobodyElseAnything() throws Exception {
        letLoose(MANY_ROGUES, 8);
    }

    private static void letLoose(int count, int workers) throws Exception {
        try (TaskPool pool = open(workers)) {
            List<TaskFuture<Integer>> rogues = new ArrayList<>();
            List<TaskFuture<Integer>> innocents = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int n = i;
                rogues.add(
                        pool.submit(() -> {
                            Rogue.write(Rogue.nonsense(n));
                            Rogue.hangUp();
                            Probe.waitForEver();
                            return -1;
                        }));
                innocents.add(pool.submit(() -> n * n));
                innocents.add(pool.submit(() -> n + n));
            }
            for (int i = 0; i < count; i++) {
                assertThat(innocents.get(2 * i).get(5, TimeUnit.MINUTES)).isEqualTo(i * i);
                assertThat(innocents.get(2 * i + 1).get(5, TimeUnit.MINUTES)).isEqualTo(i + i);
            }
            for (TaskFuture<Integer> rogue : rogues) {
                assertThat(endOf(rogue))
                        .isInstanceOfAny(
                                WorkerDiedException.class, TaskSerializationException.class);
            }
            Probe.awaitIdle(pool, workers);
        }
    }

    private static Throwable endOf(TaskFuture<?> future) throws Exception {
        try {
            future.get(5, TimeUnit.MINUTES);
            return new AssertionError("nonsense became a result");
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
