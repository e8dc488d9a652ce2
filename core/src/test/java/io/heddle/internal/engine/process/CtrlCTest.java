package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Action;
import io.heddle.Signal;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ctrl-C goes to a program and to its workers at the same moment. All of them end, and nobody has much to say.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class CtrlCTest {

    /// How long a hook of the program's own takes.
    private static final long HOOK_MILLIS = 200;

    @TempDir Path folder;

    /// The programs of these tests.
    static final class Program {

        private Program() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            String marks = arguments[1];
            // long enough for a thread that is told of a death to print it
            CountDownLatch never = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> {
                                try {
                                    var _ = never.await(HOOK_MILLIS, TimeUnit.MILLISECONDS);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }));
            TaskPool pool = Probe.briefPool(1);
            switch (arguments[0]) {
                case "spawn" -> System.out.println("ready");
                case "idle" -> {
                    Probe.awaitIdle(pool, 1);
                    System.out.println("ready");
                }
                case "map" -> {
                    pool.map(
                            n -> {
                                Probe.note(marks + "/begun", n);
                                Probe.spin();
                                return n;
                            },
                            IntStream.range(0, 10).boxed().toList());
                }
                case "shutdown" -> {
                    pool.submit(
                            Action.of(() -> {
                                Probe.note(marks + "/begun", "");
                                Probe.spin();
                            }));
                    pool.submit(() -> Probe.note(marks + "/never", ""));
                    pool.close();
                }
                case "hook" -> {
                    TaskFuture<?> spinning =
                            pool.submit(
                                    Action.of(() -> {
                                        Probe.note(marks + "/begun", "");
                                        Probe.spin();
                                    }));
                    Runtime.getRuntime()
                            .addShutdownHook(new Thread(() -> Probe.failureOf(spinning)));
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
            Probe.waitForEver();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spawn", "idle", "map", "shutdown"})
    @Tag("fault-60")
    void programEndsCleanlyWithAllItsWorkers(String what) throws Exception {
        endsCleanly(what);
    }

    @Test
    @Tag("fault-60")
    @Tag("stress")
    void shutdownHookThatWaitsForATaskHoldsUpTheEndOnlyForAMoment() throws Exception {
        endsCleanly("hook");
    }

    private void endsCleanly(String what) throws Exception {
        Path own = Files.createDirectory(folder.resolve("tmp"));
        try (ParentProgram program =
                ParentProgram.startInForeground(own, Program.class, what, folder.toString())) {
            if (List.of("map", "shutdown", "hook").contains(what)) {
                Probe.awaitFile(folder.resolve("begun"));
            } else {
                program.awaitLine("ready");
            }

            program.pressCtrlC();

            assertThat(program.awaitExit())
                    .as(program::errors)
                    .isEqualTo(128 + Signal.INT.number());
            assertThat(program.stderr()).isEmpty();
            program.awaitNothingLeft();
        }
    }
}
