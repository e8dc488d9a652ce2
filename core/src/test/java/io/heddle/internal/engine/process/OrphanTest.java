package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.Action;
import io.heddle.ProcessStrand;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// However a parent ends, nothing that it has started is left: no process, no folder.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class OrphanTest {

    @TempDir Path folder;

    /// The parents of these tests: what they do is the name in the first argument.
    static final class Parent {

        private Parent() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            String marks = arguments[1];
            switch (arguments[0]) {
                case "killed-early" -> {
                    Probe.briefPool(2);
                    ready();
                    Probe.waitForEver();
                }
                case "spin" -> inPool(marks, Action.of(() -> Probe.spin()));
                case "sleep" -> inPool(marks, Probe::sleepLong);
                case "sub" ->
                        inPool(
                                marks,
                                Action.of(() -> {
                                    Probe.startSub(marks + "/subs", "sleep", "1000");
                                    Probe.startSub(marks + "/subs", "setsid", "sleep", "1000");
                                    Probe.spin();
                                }));
                case "nested" ->
                        inPool(
                                marks,
                                Action.of(() -> {
                                    TaskPool inner = Probe.briefPool(1);
                                    inner.submit(() -> Probe.ownPid()).get();
                                    inner.submit(Action.of(() -> Probe.spin())).get();
                                }));
                case "exit" -> {
                    startTwo(marks, Action.of(() -> Probe.spin()));
                    ready();
                    System.exit(7);
                }
                case "unclosed" -> {
                    TaskFuture<Integer> last = Probe.briefPool(2).submit(() -> 42);
                    System.out.println("result " + last.get());
                }
                case "unclosed-busy" -> {
                    Probe.briefPool(1)
                            .submit(() -> {
                                TimeUnit.MILLISECONDS.sleep(500);
                                Probe.note(marks + "/done", "");
                            });
                    System.out.println("main returns");
                }
                case "strand" -> {
                    Probe.briefStrand()
                            .start(() -> {
                                TimeUnit.MILLISECONDS.sleep(500);
                                Probe.note(marks + "/done", "");
                            });
                    System.out.println("main returns");
                }
                case "daemon" -> {
                    ProcessStrand<Void> daemon =
                            Probe.briefStrand().daemon(true).start(() -> Probe.sleepLong());
                    System.out.println("main returns " + daemon.isAlive());
                }
                case "bad-strand" -> {
                    Object stays = new Object();
                    Probe.briefStrand().daemon(true).start(() -> stays.hashCode());
                    Probe.briefStrand().start(() -> stays.hashCode());
                    System.out.println("main returns");
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }

        private static void inPool(String marks, Action body) throws Exception {
            startTwo(marks, body);
            ready();
            Probe.waitForEver();
        }

        private static void startTwo(String marks, Action body) throws Exception {
            TaskPool pool = Probe.briefPool(2);
            for (int i = 0; i < 2; i++) {
                pool.submit(() -> {
                    Probe.note(marks + "/begun", Probe.ownPid());
                    body.act();
                });
            }
            await().until(() -> Probe.lines(Path.of(marks, "begun")).size() == 2);
        }

        private static void ready() {
            System.out.println("ready");
        }
    }

    private ParentProgram start(String what) throws Exception {
        Path own = Files.createDirectory(folder.resolve("tmp"));
        return ParentProgram.start(own, Parent.class, what, folder.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"spin", "sleep", "sub"})
    @Tag("fault-21")
    void killedParentLeavesNothing(String what) throws Exception {
        try (ParentProgram parent = start(what)) {
            parent.awaitLine("ready");
            if (what.equals("sub")) {
                await().until(() -> Probe.lines(folder.resolve("subs")).size() == 4);
            }

            parent.kill();

            parent.awaitNothingLeft();
        }
    }

    @Test
    @Tag("fault-21")
    @Tag("fault-22")
    void killedParentLeavesNoPoolWithinAWorker() throws Exception {
        try (ParentProgram parent = start("nested")) {
            parent.awaitLine("ready");
            await().atMost(Duration.ofSeconds(20)).until(() -> parent.living().size() == 5);

            parent.kill();

            parent.awaitNothingLeft();
        }
    }

    @Test
    @Tag("fault-21")
    void stoppedWorkerIsEndedByItsSibling() throws Exception {
        for (int which = 0; which < 2; which++) {
            try (ParentProgram parent = start("spin")) {
                parent.awaitLine("ready");
                List<Long> workers =
                        Probe.lines(folder.resolve("begun")).stream()
                                .map(Long::valueOf)
                                .sorted()
                                .toList();
                Probe.stop(workers.get(which));

                parent.kill();

                parent.awaitNothingLeft();
            }
            Files.delete(folder.resolve("begun"));
            deleteTemporaryFolder();
        }
    }

    @Test
    @Tag("fault-21")
    void parentThatIsKilledWhileChildrenStartLeavesNothing() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (ParentProgram parent = start("killed-early")) {
                parent.awaitLine("ready");

                parent.kill();

                parent.awaitNothingLeft();
            }
            deleteTemporaryFolder();
        }
    }

    private void deleteTemporaryFolder() throws Exception {
        try (Stream<Path> entries = Files.list(folder.resolve("tmp"))) {
            for (Path entry : entries.toList()) {
                Files.delete(entry);
            }
        }
        Files.delete(folder.resolve("tmp"));
    }

    @Test
    @Tag("fault-36")
    void programThatNeverClosesItsPoolEnds() throws Exception {
        try (ParentProgram parent = start("unclosed")) {
            assertThat(parent.awaitExit()).isZero();
            assertThat(parent.stdout()).isEqualTo("result 42\n");
            parent.awaitNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unclosed-busy", "strand"})
    @Tag("fault-35")
    void programWaitsForUnfinishedWork(String what) throws Exception {
        try (ParentProgram parent = start(what)) {
            assertThat(parent.awaitExit()).isZero();
            assertThat(parent.stdout()).isEqualTo("main returns\n");
            assertThat(folder.resolve("done")).exists();
            parent.awaitNothingLeft();
        }
    }

    @Test
    void programDoesNotWaitForADaemon() throws Exception {
        try (ParentProgram parent = start("daemon")) {
            assertThat(parent.awaitExit()).isZero();
            assertThat(parent.stdout()).isEqualTo("main returns true\n");
            parent.awaitNothingLeft();
        }
    }

    @Test
    void strandThatCouldNotStartDoesNotKeepTheProgram() throws Exception {
        try (ParentProgram parent = start("bad-strand")) {
            assertThat(parent.awaitExit()).isZero();
            parent.awaitNothingLeft();
        }
    }

    @Test
    void exitOfTheParentEndsRunningChildren() throws Exception {
        try (ParentProgram parent = start("exit")) {
            assertThat(parent.awaitExit()).isEqualTo(7);
            parent.awaitNothingLeft();
        }
    }
}
