package io.heddle.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.heddle.Strand;
import io.heddle.internal.os.Descriptors;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot be started says why, by a type and by name, and leaves nothing.
@ExtendWith(NoCommandsLeft.class)
class CommandStartTest {

    @TempDir private Path folder;

    private static <E extends Throwable> E failure(Class<E> type, Command command) {
        E e = catchThrowableOfType(type, command::run);
        assertThat(e).as("%s of %s", type.getSimpleName(), command).isNotNull();
        return e;
    }

    @Test
    @Tag("fault-59")
    void missingProgramIsNamed() {
        assertThat(failure(NoSuchProgramException.class, Command.of("no-such-thing", "x")))
                .hasMessageContainingAll(
                        "program=no-such-thing",
                        "PATH=/",
                        "command=no-such-thing x",
                        "Command.shell");
        assertThat(failure(NoSuchProgramException.class, Command.of("./absent").directory(folder)))
                .hasMessageContainingAll("program=./absent", "directory=" + folder);
        assertThat(failure(NoSuchProgramException.class, Command.of("no-such-thing").ownSession()))
                .hasMessageContaining("program=no-such-thing");
    }

    @Test
    @Tag("fault-59")
    void missingProgramOfAPipelineIsNamedAndNothingOfItRuns() {
        Command pipeline =
                Command.of("sleep", "300")
                        .pipeTo(Command.of("no-such-thing"))
                        .pipeTo(Command.of("cat"));
        assertThat(failure(NoSuchProgramException.class, pipeline))
                .hasMessageContainingAll(
                        "program=no-such-thing", "command=sleep 300 | no-such-thing | cat");
        assertThat(NoCommandsLeft.living()).isEmpty();
    }

    @Test
    void missingInterpreterIsNamed() throws Exception {
        Path script = executable("script", "#!/no/such/interpreter -x\n");
        assertThat(failure(NoSuchProgramException.class, Command.of(script.toString())))
                .hasMessageContainingAll("interpreter=/no/such/interpreter", "script=" + script);
        Path dos = executable("dos", "#!/bin/sh\r\n");
        assertThat(failure(NoSuchProgramException.class, Command.of(dos.toString())))
                .hasMessageContainingAll("interpreter=/bin/sh script=", "carriage return");
        Path nul = executable("nul", "#!/no\0such\n");
        assertThat(failure(NoSuchProgramException.class, Command.of(nul.toString())))
                .hasMessageContaining("interpreter=/no\\0such");
    }

    @Test
    void missingDirectoryIsNamed() throws Exception {
        Path absent = folder.resolve("absent");
        assertThat(failure(NoSuchDirectoryException.class, Command.of("true").directory(absent)))
                .hasMessageContaining("directory=" + absent);
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(failure(NoSuchDirectoryException.class, Command.of("true").directory(file)))
                .hasMessageContaining("it is a file");
    }

    @Test
    void whatMayNotBeStartedIsNamed() throws Exception {
        Path plain = Files.writeString(folder.resolve("plain"), "#!/bin/sh\n");
        assertThat(failure(NoPermissionException.class, Command.of(plain.toString())))
                .hasMessageContainingAll("file=" + plain, "x bit");
        assertThat(failure(NoPermissionException.class, Command.of(folder.toString())))
                .hasMessageContaining("it is a directory");
    }

    @Test
    void argumentsThatAreTooLongAreCounted() {
        Command command = Command.of("echo", "x".repeat(300_000), "y");
        assertThat(failure(ArgumentsTooLongException.class, command))
                .hasMessageContainingAll(
                        "program=echo",
                        "arguments=2",
                        "characters=300005",
                        "longest=300000",
                        "as input")
                .hasMessageNotContaining("xxxxxx");
    }

    @Test
    void variablesThatAreTooLongAreCounted() {
        Command command = Command.of("echo", "x").environment("BIG", "y".repeat(300_000));
        assertThat(failure(ArgumentsTooLongException.class, command))
                .hasMessageContainingAll("program=echo", "variables=1", "longestVariable=300004")
                .hasMessageNotContaining("yyyyyy");
    }

    @Test
    void argumentWithANulIsRefusedAtOnce() {
        assertThatThrownBy(() -> Command.of("echo", "a", "b\0c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("arguments[2]='b\\0c'", "command=echo");
        assertThatThrownBy(() -> Command.of("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Command.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fileThatIsNotThereIsNamed() {
        Path absent = folder.resolve("absent");
        assertThat(failure(CommandStartException.class, Command.of("cat").input(absent)))
                .hasMessageContaining("file=" + absent);
        Path nowhere = absent.resolve("out");
        assertThat(
                        failure(
                                CommandStartException.class,
                                Command.of("cat").stdout(OutputTo.file(nowhere))))
                .hasMessageContaining("file=" + nowhere);
    }

    @Test
    void startThatWaitsForANamedPipeHoldsUpNoOther() throws Exception {
        Path pipe = namedPipe();
        Command toPipe = Command.of("echo", "x").stdout(OutputTo.file(pipe));
        Command fromPipe = Command.of("head", "-c", "1").input(pipe);
        Command errorsToPipe = Command.of("echo", "y").stderr(OutputTo.file(pipe));
        List<Strand<CommandResult>> waiting = new ArrayList<>();
        for (Command each : List.of(toPipe, errorsToPipe, toPipe)) {
            waiting.add(Strand.ofCoroutine().start(each::run));
        }
        Strand<CommandResult> other = Strand.ofCoroutine().start(Command.of("echo", "z")::run);
        try {
            assertThat(other.get(20, TimeUnit.SECONDS).stdout()).isEqualTo("z\n");
            assertThat(waiting).noneMatch(Strand::isDone);
        } finally {
            try (var _ = new RandomAccessFile(pipe.toFile(), "rw")) { // it waits for nobody
                for (Strand<CommandResult> each : waiting) {
                    assertThat(each.get(20, TimeUnit.SECONDS).exitCode()).isZero();
                }
                assertThat(fromPipe.run().stdout()).isEqualTo("x");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void startThatWaitsForANamedPipeObeysAnInterruptAndNothingIsStarted(boolean virtually)
            throws Exception {
        Path pipe = namedPipe();
        Path mark = folder.resolve("mark");
        Command marking = Command.of("touch", mark.toString()).input(pipe);
        AtomicReference<Throwable> ran = new AtomicReference<>();
        AtomicReference<Throwable> started = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread.Builder kind = virtually ? Thread.ofVirtual() : Thread.ofPlatform();
        Thread running = kind.start(() -> ran.set(catchThrowable(marking::run)));
        Thread starting =
                kind.start(() -> {
                    started.set(catchThrowable(marking::start));
                    flag.set(Thread.interrupted());
                });
        soon().until(() -> waitingForPipes() == 2);
        running.interrupt();
        starting.interrupt();
        running.join();
        starting.join();
        assertThat(ran.get()).isInstanceOf(InterruptedException.class);
        assertThat(started.get())
                .isInstanceOf(CancellationException.class)
                .hasMessageContainingAll("command=touch", "it was not started")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(flag).hasValue(true);
        try (var _ = new RandomAccessFile(pipe.toFile(), "rw")) {
            soon().until(() -> waitingForPipes() == 0);
        }
        assertThat(mark).doesNotExist();
    }

    private static long waitingForPipes() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("heddle-waits-for-named-pipe"))
                .count();
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    @Test
    void startWaitsOnceForANamedPipeAndHasWhatWasWrittenBeforeIt() throws Exception {
        Path pipe = namedPipe();
        List<SpecialFile> files = List.of(new SpecialFile(pipe, true));
        Strand<NamedPipes> waiting = Strand.ofCoroutine().start(() -> NamedPipes.await(files));
        Files.writeString(pipe, "xy"); // who has written it has gone
        try (NamedPipes _ = waiting.get(20, TimeUnit.SECONDS)) {
            Command one = Command.of("head", "-c", "1").input(pipe);
            Strand<CommandResult> reading = Strand.ofCoroutine().start(one::run);
            assertThat(reading.get(20, TimeUnit.SECONDS).stdout()).isEqualTo("x");
        }
        Strand<CommandResult> all = Strand.ofCoroutine().start(Command.of("cat").input(pipe)::run);
        Files.writeString(pipe, "z");
        assertThat(all.get(20, TimeUnit.SECONDS).stdout()).as("to its end").isEqualTo("z");
    }

    private Path namedPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        Command.of("mkfifo", pipe.toString()).check().run();
        return pipe;
    }

    @Test
    @Tag("slow")
    @Tag("fault-59")
    void failingStartsLeakNoDescriptor() {
        failToStart(60);
    }

    @Test
    @Tag("stress")
    @Tag("fault-59")
    void thousandFailingStartsLeakNoDescriptor() {
        failToStart(1_000);
    }

    private static void failToStart(int times) {
        Command absent = Command.of("no-such-thing").input("x");
        failure(NoSuchProgramException.class, absent); // makes what is made once
        int before = open();
        for (int i = 0; i < times; i++) {
            failure(NoSuchProgramException.class, absent);
        }
        await().pollDelay(Duration.ZERO)
                .untilAsserted(() -> assertThat(open()).isLessThan(before + 20));
    }

    @Test
    void commandsThatHaveEndedLeaveNoDescriptor() throws Exception {
        runAndKill(); // pipes that are kept for the next
        int before = open();
        runAndKill();
        await().pollDelay(Duration.ZERO)
                .untilAsserted(() -> assertThat(open()).isLessThan(before + 12));
    }

    private static void runAndKill() throws Exception {
        List<RunningCommand> killed = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            Command.shell("cat; echo e >&2").input("x").run();
            killed.add(Command.of("cat").start());
        }
        killed.forEach(RunningCommand::kill); // one look for all
        for (RunningCommand each : killed) {
            each.join();
        }
    }

    private static int open() {
        return Descriptors.of(ProcessHandle.current().pid(), target -> true).size();
    }

    private Path executable(String name, String text) throws Exception {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }
}
