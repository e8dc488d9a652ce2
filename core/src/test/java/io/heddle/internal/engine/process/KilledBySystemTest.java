package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.WorkerDiedException.Kind;
import io.heddle.internal.os.KillCounters;
import io.heddle.internal.os.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A worker that the system ends to get memory back is reported as such: in a real group with a real limit,
/// as a container is. Skipped where this user may not make one.
@Tag("slow")
@Tag("whole-machine")
@ExtendWith(NoLeftovers.class)
class KilledBySystemTest {

    private static final long LIMIT = 400L << 20;

    @TempDir Path folder;

    private Path group;

    @BeforeEach
    void makeAGroup() {
        Path counter =
                KillCounters.OF_SYSTEM
                        .ofGroup(Probe.ownPid())
                        .orElseGet(() -> abort("this process is in no group that counts kills"));
        Path own = Objects.requireNonNull(counter.getParent());
        group = own.resolve("heddle-test-" + Trees.random(4));
        try {
            Files.createDirectory(group);
            limitMemory();
        } catch (IOException e) {
            removeTheGroup();
            abort("this user may not make a group with a limit of memory in " + own + ": " + e);
        }
    }

    private void limitMemory() throws IOException {
        Path version1 = group.resolve("memory.limit_in_bytes");
        Files.writeString(
                Files.exists(version1) ? version1 : group.resolve("memory.max"),
                Long.toString(LIMIT));
    }

    @AfterEach
    void removeTheGroup() {
        if (group == null || !Files.exists(group)) {
            return;
        }
        await().atMost(Duration.ofSeconds(20)) // the last process may still be on its way out
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> Files.deleteIfExists(group) || !Files.exists(group));
    }

    /// A program in the group, with two workers of which one eats too much and one is killed by hand.
    static final class Parent {

        private Parent() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            Files.writeString(Path.of(arguments[0], "cgroup.procs"), Long.toString(Probe.ownPid()));
            try (TaskPool pool =
                    TaskPool.ofProcesses()
                            .workers(1)
                            .maxHeapBytes(4L << 30)
                            .output(TaskOutput.discard())
                            .build()) {
                WorkerDiedException hungry =
                        failureOf(pool.submit(KilledBySystemTest::eat), WorkerDiedException.class);
                System.out.println("hungry " + hungry.kind() + " " + hungry.exitCode());
                System.out.println("hint " + hungry.hint());
                WorkerDiedException murdered =
                        failureOf(
                                pool.submit(() -> Probe.dieBy("KILL")), WorkerDiedException.class);
                System.out.println("murdered " + murdered.kind() + " " + murdered.exitCode());
                System.out.println("result " + pool.submit(() -> 42).get());
            }
        }
    }

    private static void eat() {
        List<byte[]> hoard = new ArrayList<>();
        while (hoard.size() < 4_000) {
            hoard.add(new byte[1 << 20]);
        }
    }

    @Test
    @Tag("fault-20")
    void workerThatTheSystemKilledIsToldFromOneThatSomebodyKilled() throws Exception {
        try (ParentProgram parent = ParentProgram.start(folder, Parent.class, group.toString())) {
            parent.awaitLine("result 42");
            assertThat(parent.awaitExit()).isZero();
            assertThat(parent.stdout().lines())
                    .contains("hungry " + Kind.KILLED_BY_OS + " -9")
                    .contains("murdered " + Kind.SIGNAL + " -9")
                    .anyMatch(line -> line.startsWith("hint ") && line.contains(group.toString()));
            parent.awaitNothingLeft();
        }
    }
}
