package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.assertAllRight;
import static io.heddle.internal.engine.process.Probe.awaitIdle;
import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static io.heddle.internal.engine.process.Probe.submitQuick;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.TaskFuture;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Code of a task that writes where only the engine should: into the wire, and into the page in which the
/// worker says what it has started. It costs its own worker and its own task.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class HostileWorkerTest {

    @TempDir Path folder;

    private String runs() {
        return folder.resolve("runs").toString();
    }

    // ---- the wire ----------------------------------------------------------------------------

    private static void writeRubbishIntoEverySocket() throws Exception {
        byte[] rubbish =
                "What a task has no business to say. "
                        .repeat(10)
                        .getBytes(StandardCharsets.US_ASCII);
        Field number = FileDescriptor.class.getDeclaredField("fd");
        number.setAccessible(true);
        for (Path open : openFiles()) {
            if (Files.isSymbolicLink(open)
                    && Files.readSymbolicLink(open).toString().startsWith("socket:")) {
                FileDescriptor descriptor = new FileDescriptor();
                number.setInt(descriptor, Integer.parseInt(open.getFileName().toString()));
                writeAsFarAsItGoes(new FileOutputStream(descriptor), rubbish);
            }
        }
    }

    private static void writeAsFarAsItGoes(FileOutputStream socket, byte[] bytes) {
        try {
            socket.write(bytes);
        } catch (IOException e) {
            // one that is only for reading, or that was closed because of what came before
        }
    }

    private static List<Path> openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.toList();
        }
    }

    @Test
    @Tag("fault-15")
    void rubbishOnTheChannelCostsOneWorkerAndItsTask() throws Exception {
        String runs = runs();
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(2)
                        .jvmArgs("--add-opens=java.base/java.io=ALL-UNNAMED")
                        .output(TaskOutput.discard())
                        .build()) {
            Set<Long> before = awaitIdle(pool, 2);
            TaskFuture<?> vandal =
                    pool.submit(() -> {
                        Probe.note(runs, "vandal");
                        writeRubbishIntoEverySocket();
                        Probe.waitForEver();
                    });
            List<TaskFuture<Integer>> others = submitQuick(pool, runs, 20);

            WorkerDiedException death = failureOf(vandal, WorkerDiedException.class);

            assertAllRight(others);
            assertThat(before).contains(death.pid());
            assertThat(awaitIdle(pool, 2))
                    .doesNotContain(death.pid())
                    .filteredOn(before::contains)
                    .hasSize(1);
            assertThat(Probe.lines(Path.of(runs))).hasSize(21).doesNotHaveDuplicates();
            assertThat(pool.snapshot().failed()).isEqualTo(1);
        }
    }

    // ---- the page ----------------------------------------------------------------------------

    /// Writes over the number of the task that was started last, as a stray pointer would.
    private static void overwritePage(String folderOfPages, long number) throws IOException {
        String page =
                Files.readAllLines(Path.of("/proc/self/maps")).stream()
                        .filter(line -> line.contains(" rw-s ") && line.contains(folderOfPages))
                        .findFirst()
                        .orElseThrow();
        long address = Long.parseUnsignedLong(page.substring(0, page.indexOf('-')), 16);
        try (RandomAccessFile memory = new RandomAccessFile("/proc/self/mem", "rw")) {
            memory.seek(address + Long.BYTES);
            memory.writeLong(number);
        }
    }

    @Test
    @Tag("fault-12")
    void pageThatNamesNoTaskOfItsOwnFailsTheOldestTask() throws Exception {
        String runs = runs();
        String pages = Listener.current().folder().toString();
        try (TaskPool pool = Probe.briefPools().workers(1).output(TaskOutput.discard()).build()) {
            for (TaskFuture<Integer> warm : submitQuick(pool, runs + ".warm", 300)) {
                resultOf(warm); // so short that tasks are handed over ahead
            }
            TaskFuture<?> vandal =
                    pool.submit(() -> {
                        Probe.note(runs, "vandal");
                        overwritePage(pages, 0x4141_4141_4141_4141L);
                        if (Probe.lines(Path.of(runs)).size() == 1) {
                            Probe.halt(3);
                        }
                    });
            List<TaskFuture<Integer>> others = submitQuick(pool, runs, 20);

            assertThat(failureOf(vandal, WorkerDiedException.class).exitCode()).isEqualTo(3);

            assertAllRight(others);
            assertThat(Probe.lines(Path.of(runs))).hasSize(21).doesNotHaveDuplicates();
        }
    }
}
