package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.PoolUnavailableException;
import io.heddle.TaskFuture;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Workers that cannot be started or replaced, and pools that change or nest.
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

    /// Others raise an error here and leak the first three; here a pool opens at once, and says through its
    /// futures what became of it.
    @Test
    @Tag("fault-42")
    void poolWhoseFourthWorkerCannotStartLeavesNothing() throws Exception {
        TaskPool pool =
                TaskPool.ofProcesses()
                        .workers(4)
                        .jvmArgs("-javaagent:%s=%s".formatted(doorkeeper(), folder))
                        .output(TaskOutput.discard())
                        .build();
        String goOn = folder.resolve("go-on").toString();
        List<TaskFuture<Integer>> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int n = i;
            held.add(
                    pool.submit(() -> {
                        Probe.awaitFile(Path.of(goOn));
                        return n;
                    }));
        }
        await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                .until(() -> Probe.lines(folder.resolve("refused")).size() >= 3);
        await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                .until(() -> pool.snapshot().workers().size() == 3);

        TaskFuture<Integer> later = pool.submit(() -> 42);
        Probe.note(goOn, "");

        for (int i = 0; i < 3; i++) {
            assertThat(resultOf(held.get(i))).isEqualTo(i);
        }
        assertThat(failureOf(later, PoolUnavailableException.class))
                .hasMessageContaining("no place for a fourth");
        pool.shutdown();
        assertEnds(pool);
    }

    /// The file with more options for the JVM is good at first and bad later.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("fault-41")
    void taskWhoseWorkerCannotBeReplacedFailsWithTheReason(boolean shutdown) throws Exception {
        Path options = Files.writeString(folder.resolve("options"), "-XX:TieredStopAtLevel=1\n");
        String begun = folder.resolve("begun").toString();
        TaskPool pool =
                TaskPool.ofProcesses()
                        .workers(1)
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

    // ---- pools within pools ------------------------------------------------------------------

    private static int nest(int depth) throws Exception {
        if (depth == 0) {
            return 0;
        }
        try (TaskPool inner = TaskPool.ofProcesses().workers(1).maxHeapBytes(32L << 20).build()) {
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
        try (TaskPool inner = TaskPool.ofProcesses().workers(1).maxHeapBytes(32L << 20).build()) {
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
