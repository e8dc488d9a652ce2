package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Action;
import io.heddle.Kind;
import io.heddle.ProcessStrand;
import io.heddle.TaskOutput;
import io.heddle.command.Command;
import io.heddle.supervision.ChildSpec;
import io.heddle.supervision.HealthCheck;
import io.heddle.supervision.RestartPolicy;
import io.heddle.supervision.Supervisor;
import io.heddle.supervision.SupervisorFailedException;
import io.heddle.supervision.SupervisorSnapshot.Child;
import io.heddle.supervision.SupervisorSnapshot.ChildState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Strands of every kind as children of a supervisor, killed for real where they can be.
@Tag("slow")
class SupervisedStrandsTest {

    private static final Duration LONG = Duration.ofHours(1);

    @TempDir Path folder;
    private Marks marks;

    @BeforeEach
    void makeMarks() {
        marks = Marks.in(folder);
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
    }

    private static ChildSpec child(Kind kind, String name, Action action) {
        return switch (kind) {
            case PROCESS ->
                    ChildSpec.strand(name, () -> ShortLife.strand().name(name).start(action));
            case THREAD -> ChildSpec.thread(name, action);
            default -> ChildSpec.coroutine(name, action);
        };
    }

    private static Child child(Supervisor supervisor, String name) {
        return supervisor.snapshot().child(name).orElseThrow();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static void awaitRestart(Supervisor supervisor, String name) throws Exception {
        Eventually.holds(
                "it was restarted",
                () -> {
                    Child now = child(supervisor, name);
                    return now.restarts() == 1 && now.state() == ChildState.RUNNING;
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"PROCESS", "THREAD", "COROUTINE"})
    void strandThatFailsIsRestartedAndOneThatRunsIsInterruptedAtTheEnd(Kind kind) throws Exception {
        Marks own = marks;
        ChildSpec spec =
                child(
                        kind,
                        "a",
                        () -> {
                            if (!own.isSet("first")) {
                                own.set("first");
                                throw new IllegalStateException("stage fright");
                            }
                            own.set("second");
                            try {
                                new java.util.concurrent.CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                own.set("interrupted");
                                throw e;
                            }
                        });
        try (Supervisor supervisor = Supervisor.oneForOne().name("s").child(spec).start()) {
            own.await("second");
            awaitRestart(supervisor, "a");
            assertThat(child(supervisor, "a").lastCause()).contains("stage fright");
            assertThat(child(supervisor, "a").pid() > 0).isEqualTo(kind == Kind.PROCESS);
        }
        assertThat(own.isSet("interrupted")).isTrue();
    }

    @Test
    void killedProcessIsRestartedInAnotherOne() throws Exception {
        Marks own = marks;
        ChildSpec spec = child(Kind.PROCESS, "a", () -> own.await("never"));
        try (Supervisor supervisor = Supervisor.oneForOne().name("s").child(spec).start()) {
            long pid = child(supervisor, "a").pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            awaitRestart(supervisor, "a");

            assertThat(child(supervisor, "a").pid()).isNotEqualTo(pid).isPositive();
            assertThat(child(supervisor, "a").lastCause()).contains("KILL");
        }
    }

    @Test
    void processThatListensToNothingIsKilledWhenItsTimeIsUp() throws Exception {
        Marks own = marks;
        ChildSpec spec =
                child(
                        Kind.PROCESS,
                        "a",
                        () -> {
                            Thread hook = new Thread(() -> own.awaitStubbornly("never"));
                            Runtime.getRuntime().addShutdownHook(hook);
                            own.set("up");
                            own.awaitStubbornly("never");
                        });
        Supervisor supervisor =
                Supervisor.oneForOne()
                        .name("s")
                        .child(spec.stopWithin(Duration.ofMillis(200)))
                        .start();
        own.await("up");
        long pid = child(supervisor, "a").pid();
        supervisor.close();

        assertThat(isAlive(pid)).isFalse();
        assertThat(supervisor.snapshot().abandoned()).isZero();
    }

    @Test
    void commandIsRestartedWhenItFailsAndStoppedWithItsTree() throws Exception {
        String script = "test -e first && { touch second; sleep 600 & wait; }; touch first; exit 3";
        ChildSpec spec =
                ChildSpec.command("a", Command.shell(script).directory(folder))
                        .restart(RestartPolicy.ON_FAILURE);
        try (Supervisor supervisor = Supervisor.oneForOne().name("s").child(spec).start()) {
            marks.await("second");
            awaitRestart(supervisor, "a");
            assertThat(child(supervisor, "a").lastCause()).contains("exit=3");
            assertThat(isAlive(child(supervisor, "a").pid())).isTrue();
        } // the test finds what would be left
    }

    @Test
    void commandThatIsNotThereFailsTheStart() {
        ChildSpec spec = ChildSpec.command("a", Command.of("no-such-program-of-heddle"));

        assertThatThrownBy(() -> Supervisor.oneForOne().child(spec).start())
                .isInstanceOf(SupervisorFailedException.class)
                .cause()
                .hasMessageContaining("no-such-program-of-heddle");
    }

    @Test
    void stoppedProcessIsFoundByItsHealthCheckAndReplaced() throws Exception {
        Marks own = marks;
        AtomicReference<ProcessStrand<?>> running = new AtomicReference<>();
        ChildSpec spec =
                ChildSpec.strand(
                                "a",
                                () -> {
                                    running.set(
                                            ShortLife.strand()
                                                    .start(Action.of(() -> own.await("never"))));
                                    return running.get();
                                })
                        .stopWithin(Duration.ofMillis(100))
                        .healthCheck(
                                HealthCheck.every(
                                                Duration.ofMillis(10),
                                                () ->
                                                        running.get().status()
                                                                != io.heddle.StrandStatus.STOPPED)
                                        .failures(2)
                                        .timeout(LONG));
        try (Supervisor supervisor = Supervisor.oneForOne().name("s").child(spec).start()) {
            running.get().send(io.heddle.Signal.STOP);
            awaitRestart(supervisor, "a");
            assertThat(child(supervisor, "a").lastCause()).contains("child=a");
        }
    }

    @Test
    void threadThatIgnoresItsInterruptIsLeftBehind() throws Exception {
        Marks own = marks;
        ChildSpec spec =
                ChildSpec.coroutine("a", () -> own.awaitStubbornly("end"))
                        .stopWithin(Duration.ofMillis(20));
        Supervisor supervisor = Supervisor.oneForOne().name("s").child(spec).start();
        supervisor.close();

        assertThat(supervisor.snapshot().abandoned()).isEqualTo(1);
        own.set("end");
    }

    @Test
    void taskThatCannotTravelFailsTheStart() {
        Thread cannotTravel = Thread.currentThread();
        Action action = () -> cannotTravel.interrupt();

        assertThatThrownBy(() ->
                        Supervisor.oneForOne()
                                .name("s")
                                .child(child(Kind.PROCESS, "a", action))
                                .start())
                .isInstanceOf(SupervisorFailedException.class)
                .hasMessageContaining("child=a")
                .rootCause()
                .hasMessageContaining("java.lang.Thread");
    }

    @Test
    void nothingIsLeftWhenTheProcessOfTheSupervisorIsKilled() throws Exception {
        Marks own = marks;
        ProcessStrand<?> program =
                ShortLife.strand()
                        .output(TaskOutput.discard())
                        .start(Action.of(() -> superviseForEver(own)));
        Eventually.holds("its child is up", () -> own.count("child-") == 1);
        String mark = java.util.Objects.requireNonNull(folder.toFile().list())[0];
        long pid = Long.parseLong(mark.substring("child-".length()));
        program.kill();

        Eventually.holds("the child is gone", () -> !isAlive(pid));
    }

    private static void superviseForEver(Marks marks) throws Exception {
        ChildSpec spec =
                ChildSpec.strand(
                        "a",
                        () ->
                                ShortLife.strand()
                                        .start(
                                                Action.of(() -> {
                                                    marks.set(
                                                            "child-"
                                                                    + ProcessHandle.current()
                                                                            .pid());
                                                    marks.await("never");
                                                })));
        Supervisor.oneForOne().child(spec).start().join();
    }
}
