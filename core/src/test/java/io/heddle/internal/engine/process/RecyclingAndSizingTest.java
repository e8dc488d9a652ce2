package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.PoolUnavailableException;
import io.heddle.TaskFuture;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Workers that cannot be started or replaced, that go at an awkward moment, and pools that nest.
///
/// That workers come and go as the rules say, while nothing goes wrong, is for [RecyclingTest].
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class RecyclingAndSizingTest {

    @TempDir Path folder;

    private static void assertEnds(TaskPool pool) throws Exception {
        assertThat(pool.awaitTermination(Probe.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    // ---- workers that cannot be started ------------------------------------------------------

    /// Lets the first three children of a pool in, and ends every later one before it begins.
    public static final class Doorkeeper {

        private Doorkeeper() {}

        /// Runs in each child before its main method.
        ///
        /// @param folder where those are counted that came in
        public static void premain(String folder) throws IOException {
            for (int place = 1; place <= 3; place++) {
                try {
                    Files.createFile(Path.of(folder, "place-" + place));
                    if (Files.exists(Path.of(folder, "slow"))) {
                        awaitRefusals(folder);
                    }
                    return;
                } catch (FileAlreadyExistsException e) {
                    // taken
                }
            }
            Probe.note(folder + "/refused", "");
            System.err.println("no place for a fourth");
            Probe.halt(9);
        }
    }

    private static void awaitRefusals(String folder) {
        await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                .until(() -> Probe.lines(Path.of(folder, "refused")).size() > 2);
    }

    private Path doorkeeper() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", Doorkeeper.class.getName());
        Path jar = folder.resolve("doorkeeper.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar;
    }

    /// Others raise an error here and leak the first three; here these three go on, and only when the last
    /// of them has gone does the pool say through its futures what became of it.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("fault-42")
    void poolWhoseFourthWorkerCannotStartGoesOnWithThreeAndLeavesNothing(boolean threeAreSlower)
            throws Exception {
        if (threeAreSlower) {
            Files.createFile(folder.resolve("slow"));
        }
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(4)
                        .restartLimit(2, Duration.ofMinutes(5))
                        .jvmArgs("-javaagent:%s=%s".formatted(doorkeeper(), folder))
                        .output(TaskOutput.discard())
                        .build()) {
            awaitRefusals(folder.toString());

            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                    .untilAsserted(() ->
                            assertThat(pool.snapshot().workers())
                                    .filteredOn(worker -> worker.state() == WorkerState.IDLE)
                                    .hasSize(3));

            for (int i = 0; i < 3; i++) {
                failureOf(pool.submit(() -> Probe.halt(1)), WorkerDiedException.class);
            }
            assertThat(failureOf(pool.submit(() -> 42), PoolUnavailableException.class))
                    .hasMessageContaining("workers cannot be started: pool=")
                    .hasMessageContaining("no place for a fourth");
        }
    }

    /// The file with more options for the JVM is good at first and bad later.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("fault-41")
    void taskWhoseWorkerCannotBeReplacedFailsWithTheReason(boolean shutdown) throws Exception {
        Path options = Files.writeString(folder.resolve("options"), "-XX:TieredStopAtLevel=1\n");
        String begun = folder.resolve("begun").toString();
        TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .restartLimit(2, Duration.ofMinutes(5))
                        .jvmArgs("-XX:VMOptionsFile=" + options)
                        .output(TaskOutput.discard())
                        .build();
        pool.submit(() -> {
            Probe.note(begun, "");
            Probe.waitForEver();
        });
        List<TaskFuture<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(pool.submit(() -> 42));
        }
        Probe.awaitFile(Path.of(begun));
        Files.writeString(options, "-XX:NoSuchFlag\n");
        if (shutdown) {
            pool.shutdown();
        }

        Probe.pids(pool).forEach(Probe::kill);

        for (TaskFuture<Integer> each : waiting) {
            assertThat(failureOf(each, PoolUnavailableException.class))
                    .hasMessageContaining("NoSuchFlag");
        }
        if (!shutdown) {
            failureOf(pool.submit(() -> 42), PoolUnavailableException.class);
            pool.shutdown();
        }
        assertEnds(pool);
    }

    /// Whoever must be replaced after each task, and cannot be.
    @Test
    @Tag("fault-41")
    void taskBehindARecycledWorkerThatCannotBeReplacedFailsWithTheReason() throws Exception {
        Path options = Files.writeString(folder.resolve("options"), "-XX:TieredStopAtLevel=1\n");
        String begun = folder.resolve("begun").toString();
        String goOn = folder.resolve("go-on").toString();
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .maxTasksPerWorker(2)
                        .restartLimit(2, Duration.ofMinutes(5))
                        .jvmArgs("-XX:VMOptionsFile=" + options)
                        .output(TaskOutput.discard())
                        .build()) {
            TaskFuture<Integer> first =
                    pool.submit(() -> {
                        Probe.note(begun, "");
                        Probe.awaitFile(Path.of(goOn));
                        return 1;
                    });
            Probe.awaitFile(Path.of(begun));
            Files.writeString(options, "-XX:NoSuchFlag\n");
            TaskFuture<Integer> second = pool.submit(() -> 2);
            TaskFuture<Integer> third = pool.submit(() -> 3);
            Probe.note(goOn, "");

            assertThat(resultOf(first)).isEqualTo(1);
            assertThat(failureOf(third, PoolUnavailableException.class))
                    .hasMessageContaining("NoSuchFlag");
            assertThat(second.join(Duration.ofSeconds(Probe.PATIENCE_SECONDS))).isTrue();
        }
    }

    // ---- workers that go at an awkward moment ------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("fault-40")
    @Tag("fault-41")
    void poolStoppedWhileItsWorkersAreAtTheirLimitComesToItsEnd(boolean now) throws Exception {
        for (int finished = 0; finished < 3; finished++) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            TaskPool pool = Probe.briefPools().workers(2).maxTasksPerWorker(1).build();
            for (int i = 0; i < 4; i++) {
                int n = i;
                futures.add(pool.submit(() -> n));
            }
            if (finished > 0) {
                resultOf(futures.get(finished - 1));
            }

            int never = now ? pool.shutdownNow().size() : 0;
            pool.shutdown();

            assertEnds(pool);
            assertThat(futures).allMatch(TaskFuture::isDone);
            assertThat(futures)
                    .filteredOn(TaskFuture::isCancelled)
                    .hasSizeBetween(never, now ? 4 : 0);
            assertThat(futures).noneMatch(each -> each.state() == State.FAILED);
        }
    }

    private static final class SlowToWrite implements Serializable {
        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private void writeObject(ObjectOutputStream out) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(40));
        }
    }

    @Test
    @Tag("fault-28")
    void argumentThatIsWrittenSlowlyFindsAWorkerThoughAllHaveLeft() throws Exception {
        SlowToWrite slow = new SlowToWrite();
        try (TaskPool pool =
                Probe.briefPools().workers(1).idleTimeout(Duration.ofMillis(1)).build()) {
            for (int i = 0; i < 5; i++) {
                int n = i;
                assertThat(resultOf(pool.submit(() -> slow == null ? -1 : n))).isEqualTo(n);
            }
            assertThat(pool.snapshot().failed()).isZero();
        }
    }

    @Test
    @Tag("fault-23")
    void killedSparesAreMadeUpForAndCostNobodyAnything() throws Exception {
        try (TaskPool pool = Probe.briefPools().workers(1).spares(2).build()) {
            List<Long> spares = awaitSpares(pool, 2);
            long worker = resultOf(pool.submit(Probe::ownPid));
            assertThat(spares).doesNotContain(worker);

            Probe.kill(spares.get(0));
            Probe.signal(spares.get(1), "TERM");

            assertThat(resultOf(pool.submit(Probe::ownPid))).isEqualTo(worker);
            spares.forEach(Probe::awaitGone);
            await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                    .untilAsserted(() ->
                            assertThat(awaitSpares(pool, 2)).doesNotContainAnyElementsOf(spares));
            assertThat(resultOf(pool.submit(Probe::ownPid))).isEqualTo(worker);
            assertThat(pool.snapshot().failed()).isZero();
        }
    }

    private static List<Long> awaitSpares(TaskPool pool, int count) {
        List<Long> spares = new ArrayList<>();
        await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                .until(() -> {
                    spares.clear();
                    pool.snapshot().workers().stream()
                            .filter(worker -> worker.state() == WorkerState.SPARE)
                            .forEach(worker -> spares.add(worker.pid()));
                    return spares.size() == count;
                });
        return spares;
    }

    /// Several threads that change the size, one that kills, and tasks that know nothing of it.
    @Test
    @Tag("fault-17")
    @Tag("fault-45")
    void sizeChangedByManyThreadsWhileWorkersAreKilledIsTheLastOneInTheEnd() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        try (TaskPool pool = Probe.briefPools().workers(2).build()) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 1; t <= 3; t++) {
                int size = t;
                threads.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    while (!enough.get()) {
                                        pool.resize(size);
                                        LockSupport.parkNanos(2_000_000);
                                    }
                                }));
            }
            int lost = 0;
            for (int round = 0; round < 6; round++) {
                List<TaskFuture<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    int n = i;
                    futures.add(pool.submit(() -> n));
                }
                Probe.pids(pool).stream().filter(pid -> pid > 0).limit(1).forEach(Probe::kill);
                for (int i = 0; i < 50; i++) {
                    assertThat(futures.get(i).join(Duration.ofSeconds(Probe.PATIENCE_SECONDS)))
                            .isTrue();
                    if (futures.get(i).state() == State.FAILED) {
                        failureOf(futures.get(i), WorkerDiedException.class);
                        lost++;
                    } else {
                        assertThat(resultOf(futures.get(i))).isEqualTo(i);
                    }
                }
            }
            enough.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(lost).isLessThanOrEqualTo(6);

            pool.resize(2);
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            Probe.awaitIdle(pool, 2);
        }
    }

    // ---- pools within pools ------------------------------------------------------------------

    private static int nest(int depth) throws Exception {
        if (depth == 0) {
            return 0;
        }
        try (TaskPool inner = Probe.briefPools().workers(1).maxHeapBytes(32L << 20).build()) {
            return 1 + inner.submit(() -> nest(depth - 1)).get();
        }
    }

    @Test
    @Tag("fault-46")
    void poolsNest() throws Exception {
        assertThat(nest(3)).isEqualTo(3);
    }

    private static int failDeep(int depth) throws Exception {
        if (depth == 0) {
            throw new IllegalStateException("deep");
        }
        try (TaskPool inner = Probe.briefPools().workers(1).maxHeapBytes(32L << 20).build()) {
            return inner.submit(() -> failDeep(depth - 1)).get();
        }
    }

    /// A program that fails two pools deep.
    static final class NestedFailure {

        private NestedFailure() {}

        /// Begins.
        public static void main(String[] arguments) {
            try {
                failDeep(2);
            } catch (Exception e) {
                Throwable root = e;
                while (root.getCause() != null) {
                    root = root.getCause();
                }
                System.out.println(root);
            }
        }
    }

    @Test
    @Tag("fault-46")
    void failureInANestedPoolArrivesAndTheProgramEndsQuietly() throws Exception {
        Path own = Files.createDirectory(folder.resolve("tmp"));
        try (ParentProgram program = ParentProgram.start(own, NestedFailure.class)) {
            assertThat(program.awaitExit()).as(program::errors).isZero();
            assertThat(program.stdout()).isEqualTo("java.lang.IllegalStateException: deep\n");
            assertThat(program.stderr()).isEmpty();
            program.awaitNothingLeft();
        }
    }
}
