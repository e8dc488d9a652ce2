package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Strand;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that end, or forget their pool, where it is awkward for the engine: they end as they wish, and
/// nothing is left.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class ProgramEndTest {

    @TempDir Path folder;

    private static final class ExitsWhenWritten implements Serializable {
        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private void writeObject(ObjectOutputStream out) {
            System.exit(7);
        }
    }

    private static final class ExitsWhenRead implements Serializable {
        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) {
            System.exit(7);
        }
    }

    /// The programs of these tests.
    static final class Program {

        private Program() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            switch (arguments[0]) {
                case "exit-writing" -> {
                    ExitsWhenWritten argument = new ExitsWhenWritten();
                    Probe.briefPool(2).submit(() -> argument.hashCode()).get();
                }
                case "exit-reading" -> Probe.briefPool(2).submit(() -> new ExitsWhenRead()).get();
                case "exit-callback" -> {
                    Probe.briefPool(2).submit(() -> 1).thenRun(() -> System.exit(7));
                    Probe.waitForEver();
                }
                case "exit-early" -> {
                    Probe.briefPool(4);
                    TimeUnit.MILLISECONDS.sleep(Long.parseLong(arguments[2]));
                    System.exit(7);
                }
                case "shutdown-busy" -> {
                    TaskPool pool = Probe.briefPool(1);
                    pool.submit(() -> {
                        TimeUnit.MILLISECONDS.sleep(300);
                        Probe.note(arguments[1] + "/done", "");
                    });
                    pool.submit(() -> Probe.note(arguments[1] + "/done", ""));
                    pool.shutdown();
                    System.out.println("main returns");
                }
                case "dropped" -> {
                    TaskFuture<?> doomed = submitToAPoolThatIsForgotten(arguments[1] + "/go-on");
                    for (int i = 0; i < 5; i++) {
                        System.gc();
                    }
                    Probe.note(arguments[1] + "/go-on", "");
                    WorkerDiedException death = Probe.failureOf(doomed, WorkerDiedException.class);
                    System.out.println("exit=" + death.exitCode());
                }
                case "failed" -> {
                    Strand<?> kept = Strand.ofThread().name("lonely").start(Program::fail);
                    System.out.println(kept.name());
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }

        private static void fail() {
            throw new IllegalStateException("of the test");
        }

        private static TaskFuture<?> submitToAPoolThatIsForgotten(String goOn) {
            TaskPool pool = Probe.briefPool(2);
            return pool.submit(() -> {
                Probe.awaitFile(Path.of(goOn));
                Probe.halt(3);
            });
        }
    }

    private ParentProgram start(String what, String... more) throws Exception {
        Path own = Files.createDirectory(folder.resolve("tmp"));
        List<String> arguments = new ArrayList<>(List.of(what, folder.toString()));
        arguments.addAll(List.of(more));
        return ParentProgram.start(own, Program.class, arguments.toArray(String[]::new));
    }

    /// In the writing of an argument the thread is the user's, in a callback it is a virtual one, and in
    /// the reading of a result it is one of the engine's.
    @ParameterizedTest
    @ValueSource(strings = {"exit-writing", "exit-reading", "exit-callback"})
    @Tag("fault-2")
    @Tag("fault-7")
    @Tag("fault-37")
    void exitFromWithinTheEngineEndsTheProgramCleanly(String what) throws Exception {
        try (ParentProgram program = start(what)) {
            assertThat(program.awaitExit()).as(program::errors).isEqualTo(7);
            assertThat(program.stderr()).isEmpty();
            program.awaitNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 30, 60, 100})
    @Tag("fault-42")
    void exitWhileChildrenAreStartedLeavesNothing(int afterMillis) throws Exception {
        try (ParentProgram program = start("exit-early", Integer.toString(afterMillis))) {
            assertThat(program.awaitExit()).as(program::errors).isEqualTo(7);
            assertThat(program.stderr()).isEmpty();
            program.awaitNothingLeft();
        }
    }

    @Test
    @Tag("fault-35")
    void programEndsAfterWhatItsClosedPoolStillRuns() throws Exception {
        try (ParentProgram program = start("shutdown-busy")) {
            assertThat(program.awaitExit()).as(program::errors).isZero();
            assertThat(program.stdout()).isEqualTo("main returns\n");
            assertThat(Probe.lines(folder.resolve("done"))).hasSize(2);
            program.awaitNothingLeft();
        }
    }

    @Test
    @Tag("fault-18")
    @Tag("fault-36")
    void deathInAForgottenPoolIsReportedAndTheProgramEnds() throws Exception {
        try (ParentProgram program = start("dropped")) {
            assertThat(program.awaitExit()).as(program::errors).isZero();
            assertThat(program.stdout()).isEqualTo("exit=3\n");
            program.awaitNothingLeft();
        }
    }

    @Test
    void failureOfAStrandThatNobodyJoinedIsReportedAtTheEnd() throws Exception {
        try (ParentProgram program = start("failed")) {
            assertThat(program.awaitExit()).as(program::errors).isZero();
            assertThat(program.stdout()).isEqualTo("lonely\n");
            assertThat(program.stderr())
                    .containsOnlyOnce("strand=lonely")
                    .contains("IllegalStateException: of the test");
        }
    }
}
