package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.awaitIdle;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.ProcessStrand;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the wire between a pool and its workers is made of, what is left of it, and what a worker can do
/// with its end of it that harms nobody else.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class WorkerWireTest {

    private static final String PROPERTY = "heddle.wire";
    private static final Path SHARED = Path.of("/dev/shm");
    private static final int LARGE = 3 << 20;

    private final String before = System.getProperty(PROPERTY, "");

    @BeforeEach
    void sharedMemoryIsThere() {
        assumeTrue(Files.isWritable(SHARED), "this system has no shared memory");
    }

    @AfterEach
    void forgetTheProperty() {
        setWire(before);
    }

    private static void setWire(String kind) {
        if (kind.isEmpty()) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, kind);
        }
    }

    /// The pieces of memory for wires that a process has mapped.
    private static List<String> wiresOf(String pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", pid, "maps"))) {
            return lines.filter(line -> line.contains("-wire")).toList();
        }
    }

    private static List<String> wiresOf(long pid) throws IOException {
        return wiresOf(Long.toString(pid));
    }

    /// In a method of its own: a lambda takes everything along that it names.
    private static TaskFuture<byte[]> thereAndBack(TaskPool pool, byte[] data) {
        Task<byte[]> identity = () -> data;
        return pool.submit(identity);
    }

    private static byte[] random(int bytes, int seed) {
        byte[] data = new byte[bytes];
        new Random(seed).nextBytes(data);
        return data;
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "socket"})
    void wireIsInMemoryUnlessThatIsForbidden(String kind) throws Exception {
        setWire(kind);
        try (TaskPool pool = Probe.briefPool(2)) {
            for (long worker : awaitIdle(pool, 2)) {
                assertThat(wiresOf(worker)).hasSize(kind.equals("socket") ? 0 : 1);
            }
            byte[] data = random(LARGE, 1);
            assertThat(resultOf(thereAndBack(pool, data))).isEqualTo(data);
        }
    }

    @Test
    void processForASingleTaskGetsNoMemory() throws Exception {
        ProcessStrand<List<String>> strand = Probe.briefStrand().start(() -> wiresOf("self"));
        assertThat(resultOf(strand)).isEmpty();
    }

    @Test
    void memoryOfAWorkerIsGivenBackWhenItEndsAndNeverHasAName() throws Exception {
        try (TaskPool pool = Probe.briefPool(2)) {
            Set<Long> workers = awaitIdle(pool, 2);
            assertThat(wiresOf("self")).hasSize(2);
            Probe.kill(workers.iterator().next());
            awaitIdle(pool, 2);
            await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                    .untilAsserted(() -> assertThat(wiresOf("self")).hasSize(2));
            assertThat(wiresOf("self")).allMatch(line -> line.endsWith("(deleted)"));
        }
        await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                .untilAsserted(() -> assertThat(wiresOf("self")).isEmpty());
    }

    /// However large and however many tasks are, and though both rings are full at once: what is shared stays as
    /// small as it was.
    @Test
    void manyLargeTasksAtOnceComeBackThroughMemoryThatNeverGrows() throws Exception {
        try (TaskPool pool = Probe.briefPool(1)) {
            long worker = awaitIdle(pool, 1).iterator().next();
            List<String> atFirst = wiresOf(worker);
            List<byte[]> questions = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                questions.add(random(i % 8 == 0 ? LARGE : i, i));
            }
            questions.add(random(6 * LARGE, 99));
            List<TaskFuture<byte[]>> answers = new ArrayList<>();
            questions.forEach(each -> answers.add(thereAndBack(pool, each)));

            for (int i = 0; i < questions.size(); i++) {
                assertThat(Arrays.equals(resultOf(answers.get(i)), questions.get(i))).isTrue();
            }
            assertThat(wiresOf(worker)).isEqualTo(atFirst);
            assertThat(awaitIdle(pool, 1)).containsExactly(worker);
        }
    }

    /// Lies about the places in the rings.
    enum Lie {
        TAIL_FAR_AHEAD(1L << 40),
        TAIL_JUST_TOO_FAR((1L << 20) + 1),
        TAIL_BACK(-1);

        private final long step;

        Lie(long step) {
            this.step = step;
        }
    }

    @Test
    void lieAboutWhatWasWrittenCostsTheWorkerAndItsTask() throws Exception {
        try (TaskPool pool = Probe.briefPools().workers(2).jvmArgs(Rogue.OPEN).build()) {
            awaitIdle(pool, 2);
            for (Lie lie : Lie.values()) {
                TaskFuture<Void> rogue = lie(pool, lie.step);
                List<TaskFuture<Integer>> others = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    int n = i;
                    others.add(pool.submit(() -> n));
                }

                assertThat(Probe.failureOf(rogue, io.heddle.WorkerDiedException.class))
                        .as(lie.name())
                        .hasMessageContaining("impossible place in a ring");
                for (int i = 0; i < 10; i++) {
                    assertThat(resultOf(others.get(i))).isEqualTo(i);
                }
            }
            awaitIdle(pool, 2);
            assertThat(pool.snapshot().restarts()).isEqualTo(Lie.values().length);
        }
    }

    private static TaskFuture<Void> lie(TaskPool pool, long step) {
        return pool.submit(() -> {
            Rogue.lieAboutTheTail(step);
            Probe.waitForEver();
        });
    }

    /// The parent meets that lie when it sends the next large task, which goes to another worker.
    @Test
    void lieAboutWhatWasReadCostsTheWorkerAndNoTask() throws Exception {
        try (TaskPool pool = Probe.briefPools().workers(1).jvmArgs(Rogue.OPEN).build()) {
            Set<Long> first = awaitIdle(pool, 1);
            resultOf(pool.submit(() -> Rogue.lieAboutTheHead()));
            byte[] data = random(LARGE, 4);

            assertThat(resultOf(thereAndBack(pool, data))).isEqualTo(data);

            assertThat(awaitIdle(pool, 1)).doesNotContainAnyElementsOf(first);
            assertThat(pool.snapshot().restarts()).isOne();
        }
    }
}
