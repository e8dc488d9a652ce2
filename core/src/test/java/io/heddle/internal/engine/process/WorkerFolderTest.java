package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.heddle.Action;
import io.heddle.ProcessStrand;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.internal.os.PrivateFolder;
import io.heddle.internal.os.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each worker has a folder for temporary files of its own, which is gone when the worker is.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class WorkerFolderTest {

    @TempDir Path folder;

    private static String temporary() {
        return System.getProperty("java.io.tmpdir");
    }

    /// Leaves a few things behind, a folder within a folder among them, and a link.
    private static String litter(String linked) throws Exception {
        Path nested = Files.createTempDirectory("litter").resolve("nested");
        Files.createDirectory(nested);
        Files.createSymbolicLink(nested.resolve("link"), Path.of(linked));
        return Files.writeString(nested.resolve("file"), "text").toString();
    }

    private static void awaitGone(Path path) {
        await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Files.notExists(path));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void poolSurvivesACleanerOfTemporaryFiles(boolean all) throws Exception {
        try (TaskPool pool = Probe.briefPool(1)) {
            Probe.awaitIdle(pool, 1);
            Path before = Listener.current().folder();
            Files.delete(Listener.current().socket());
            if (all) {
                PrivateFolder.remove(before);
            }

            failureOf(pool.submit(() -> Probe.halt(1)), WorkerDiedException.class);

            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            assertThat(Listener.current().folder()).isNotEqualTo(before);
            PrivateFolder.remove(before);
        }
    }

    @Test
    void eachWorkerHasAFolderOfItsOwnThatNobodyElseMayEnter() throws Exception {
        try (TaskPool one = Probe.briefPool(1);
                TaskPool other = Probe.briefPool(1)) {
            Set<String> folders =
                    Set.of(
                            Probe.resultOf(one.submit(() -> temporary())),
                            Probe.resultOf(other.submit(() -> temporary())));

            assertThat(folders).hasSize(2).doesNotContain(temporary());
            for (String own : folders) {
                assertThat(
                                PosixFilePermissions.toString(
                                        Files.getPosixFilePermissions(Path.of(own))))
                        .isEqualTo("rwx------");
            }
        }
    }

    @Test
    void temporaryFilesGoWithTheirWorkerHoweverItEnds() throws Exception {
        Path kept = Files.writeString(folder.resolve("kept"), "text");
        String linked = folder.toString();
        Path second;
        try (TaskPool pool = Probe.briefPool(1)) {
            Path first = Path.of(Probe.resultOf(pool.submit(() -> litter(linked))));
            assertThat(first).exists();

            Probe.failureOf(
                    pool.submit(Action.of(() -> Probe.dieBy("KILL"))), WorkerDiedException.class);

            awaitGone(first);
            second = Path.of(Probe.resultOf(pool.submit(() -> litter(linked))));
            assertThat(second).exists();
        }
        awaitGone(second);
        assertThat(kept).exists(); // a link led there
    }

    @Test
    void strandsHaveOneToo() throws Exception {
        ProcessStrand<String> strand = Probe.briefStrand().start(() -> litter("nowhere"));

        Path file = Path.of(Probe.resultOf(strand));

        strand.join();
        awaitGone(file);
    }

    @Test
    void userMayChooseAnotherOneWhichStays() throws Exception {
        try (TaskPool pool =
                Probe.briefPools().workers(1).jvmArgs("-Djava.io.tmpdir=" + folder).build()) {
            assertThat(Path.of(Probe.resultOf(pool.submit(() -> litter("nowhere")))))
                    .startsWith(folder);
        }
        assertThat(folder).isNotEmptyDirectory();
    }

    @Test
    void reportOfACrashStaysEvenThatOfAWorkersWorker() throws Exception {
        Path report;
        try (TaskPool pool = Probe.briefPool(1)) {
            report = Path.of(Probe.resultOf(pool.submit(() -> crashWithin())));
        }
        assertThat(report).exists().hasParentRaw(Path.of(temporary()));
        Files.delete(report);
    }

    private static String crashWithin() throws Exception {
        try (TaskPool inner = Probe.briefPool(1)) {
            inner.submit(Action.of(() -> Probe.dieBy("SEGV"))).get();
            throw new AssertionError("still alive");
        } catch (ExecutionException e) {
            return ((WorkerDiedException) e.getCause()).death().crashFile();
        }
    }

    /// The parents of these tests.
    static final class Parent {

        private Parent() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            switch (arguments[0]) {
                case "litter" -> {
                    TaskPool pool = Probe.briefPool(2);
                    System.out.println(
                            Files.exists(Path.of(pool.submit(() -> litter("nowhere")).get())));
                    Probe.waitForEver();
                }
                case "limits" -> {
                    try (TaskPool two = Probe.briefPool(2);
                            TaskPool five = Probe.briefPool(5);
                            TaskPool own =
                                    Probe.briefPools()
                                            .workers(1)
                                            .jvmArgs("-XX:ActiveProcessorCount=3")
                                            .build();
                            TaskPool usual = TaskPool.processes()) {
                        say("two", two.submit(() -> limits()).get());
                        say("five", five.submit(() -> limits()).get());
                        say("own", own.submit(() -> limits()).get());
                        say("strand", Probe.briefStrand().start(() -> limits()).get());
                        say("usual", "workers=" + usual.snapshot().workers().size());
                    }
                }
                case "limits-of-some" -> {
                    try (TaskPool two = Probe.briefPool(2);
                            TaskPool usual = TaskPool.processes()) {
                        say("two", two.submit(() -> limits()).get());
                        say("usual", "workers=" + usual.snapshot().workers().size());
                    }
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }

        private static void say(String who, String what) {
            System.out.println(who + " " + what);
        }

        private static String limits() {
            Runtime own = Runtime.getRuntime();
            return "processors=%d heap=%d"
                    .formatted(own.availableProcessors(), Math.ceilDiv(own.maxMemory(), 10 << 20));
        }
    }

    @Test
    @Tag("fault-21")
    void temporaryFilesGoWithAParentThatIsKilled() throws Exception {
        try (ParentProgram parent = ParentProgram.start(folder, Parent.class, "litter")) {
            parent.awaitLine("true");

            parent.kill();

            parent.awaitNothingLeft();
        }
    }

    /// The parent has 256 MiB of heap, of which a JVM with a serial collector counts a few less.
    @Test
    void childrenShareProcessorsAndHeapOfTheirParent() throws Exception {
        try (ParentProgram parent =
                ParentProgram.startWith(
                        List.of("-XX:ActiveProcessorCount=4"), folder, Parent.class, "limits")) {
            assertThat(parent.awaitExit()).isZero();
            assertThat(parent.stdout().lines())
                    .containsExactly(
                            "two processors=2 heap=12",
                            "five processors=1 heap=7",
                            "own processors=3 heap=24",
                            "strand processors=4 heap=24",
                            "usual workers=4");
        }
    }

    @Test
    void affinityLimitsTheNumberOfWorkers() throws Exception {
        UserProgram.Outcome outcome =
                UserProgram.in(folder)
                        .command("taskset", "-c", firstProcessor())
                        .java("-cp", System.getProperty("java.class.path"))
                        .command(Parent.class.getName(), "limits-of-some")
                        .run(folder.resolve("run"));

        assertThat(outcome.out().lines())
                .as(outcome::toString)
                .contains("two processors=1 heap=12", "usual workers=1");
    }

    /// In a real group with a real quota, as a container is. Skipped where this user may not make one.
    @Test
    void quotaOfAContainerLimitsTheNumberOfWorkers() throws Exception {
        Path group = groupWithAQuotaOfOneProcessor();
        try {
            UserProgram.Outcome outcome =
                    UserProgram.in(folder)
                            .command(
                                    "sh",
                                    "-c",
                                    "echo $$ > " + group + "/cgroup.procs && exec \"$@\"",
                                    "in-the-group")
                            .java("-cp", System.getProperty("java.class.path"))
                            .command(Parent.class.getName(), "limits-of-some")
                            .run(folder.resolve("run"));

            assertThat(outcome.out().lines())
                    .as(outcome::toString)
                    .contains("two processors=1 heap=12", "usual workers=1");
        } finally {
            await().atMost(
                            Duration.ofSeconds(
                                    Probe.PATIENCE_SECONDS)) // the last may be on its way out
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> Files.deleteIfExists(group) || Files.notExists(group));
        }
    }

    private static Path groupWithAQuotaOfOneProcessor() {
        Path version1 = Path.of("/sys/fs/cgroup/cpu");
        boolean old = Files.isDirectory(version1);
        Path group =
                (old ? version1 : Path.of("/sys/fs/cgroup"))
                        .resolve("heddle-test-" + Trees.random(4));
        try {
            Files.createDirectory(group);
            if (old) {
                Files.writeString(group.resolve("cpu.cfs_period_us"), "100000");
                Files.writeString(group.resolve("cpu.cfs_quota_us"), "100000");
            } else {
                Files.writeString(group.resolve("cpu.max"), "100000 100000");
            }
            return group;
        } catch (IOException e) {
            var _ = group.toFile().delete();
            return abort("this user may not make a group with a quota: " + e);
        }
    }

    private static String firstProcessor() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.replaceAll("[^0-9,-]", "").split("[,-]", -1)[0])
                .findFirst()
                .orElse("0");
    }
}
