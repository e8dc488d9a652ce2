package io.heddle.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.heddle.Futures;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.TaskTimeoutException.Limit;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.internal.os.ProcFs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// How commands are ended, with whatever they have started, and what is said of it.
@ExtendWith(NoCommandsLeft.class)
class CommandEndTest {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONGEST_TRY = Duration.ofSeconds(4);
    private static final Duration LONG = Duration.ofSeconds(30);

    /// Children of every sort that hold the output: a plain one, one without an environment, one in a session
    /// of its own whose parent has gone. Says the pid of the one without an environment.
    private static final String FAMILY =
            "sleep 300 & env -i sleep 300 & echo $!; (setsid sleep 300 &) ; wait; sleep 300";

    @TempDir private Path folder;

    // ---- time limits
    // -------------------------------------------------------------------------------

    @Test
    @Tag("fault-57")
    void timeLimitEndsTheWholeFamilyAndTellsWhatWasSaid() {
        CommandTimeoutException e = timeoutOf(Command.shell(FAMILY));
        assertThat(living()).isZero();
        assertThat(e.which()).isEqualTo(Limit.RUN);
        assertThat(e.elapsed()).isGreaterThanOrEqualTo(e.limit());
        assertGone(e.output());
        assertThat(e).hasMessageContainingAll("command=/bin/sh", "limit=", "it was ended");
    }

    @Test
    @Tag("fault-57")
    void timeLimitHoldsWhenTheProgramHasEndedAndAGrandchildHoldsTheOutput() {
        CommandTimeoutException e = timeoutOf(Command.shell("(setsid sleep 300 &); echo done"));
        assertThat(living()).isZero();
        assertThat(e.output().stdout()).isEqualTo("done\n");
    }

    @Test
    @Tag("fault-57")
    void callReturnsThoughSomebodyWhoCannotBeFoundHoldsTheOutput() {
        CommandTimeoutException e = timeoutOf(Command.shell("env -i setsid sleep 60 & echo $!"));
        ProcessHandle hidden =
                ProcessHandle.of(Long.parseLong(e.output().stdout().strip())).orElseThrow();
        assertThat(hidden.isAlive()).as("nobody could know that it belongs there").isTrue();
        hidden.destroyForcibly();
    }

    @Test
    void sessionOfItsOwnFindsEvenThat() {
        timeoutOf(Command.shell("env -i sleep 61 & echo $!").ownSession());
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(process -> process.info().commandLine().orElse("").endsWith("sleep 61"));
    }

    @Test
    @Tag("fault-58")
    void whoIgnoresTermIsKilledAfterTheGrace() {
        CommandTimeoutException e =
                timeoutOf(
                        Command.shell("trap '' TERM; echo deaf; while :; do sleep 300; done")
                                .grace(Duration.ofMillis(100)));
        assertThat(e).hasMessageContaining("TERM was not enough");
        assertThat(e.output().stdout()).isEqualTo("deaf\n");
    }

    @Test
    @Tag("fault-58")
    void whoHearsTermMayCleanUp() {
        CommandTimeoutException e =
                timeoutOf(
                        Command.shell("trap 'echo cleaned; exit 7' TERM; sleep 300 & wait")
                                .grace(LONG));
        assertThat(e.output().stdout()).isEqualTo("cleaned\n");
        assertThat(e).hasMessageContaining("it was ended, with all that it had started");
    }

    @Test
    @Tag("fault-58")
    void whatACleanUpStartsIsNotAskedToEnd() {
        CommandTimeoutException e =
                timeoutOf(
                        Command.shell(
                                        "trap 'sleep 0.3 && sh -c \"sleep 0.3; echo cleaned\"; exit 7' TERM;"
                                                + " sleep 300 & wait")
                                .grace(LONG));
        assertThat(e.output().stdout()).isEqualTo("cleaned\n");
        assertThat(living()).isZero();
    }

    /// A shell that dies leaves what it was about to start to nobody.
    @Test
    void whatHasLostItsParentMeanwhileIsAskedToEnd() {
        CommandTimeoutException e =
                timeoutOf(
                        Command.shell("trap '(sleep 300) & exit 7' TERM; sleep 300 & wait")
                                .grace(LONG));
        assertThat(e).hasMessageContaining("it was ended, with all that it had started");
        assertThat(living()).isZero();
    }

    @Test
    void pipelineHasTheShorterLimitOfItsParts() {
        Command slow = Command.shell("echo x >&2; sleep 300");
        Command either = slow.timeout(SHORT).pipeTo(Command.of("cat").timeout(LONG));
        assertThatThrownBy(either::run)
                .isInstanceOf(CommandTimeoutException.class)
                .hasMessageContaining("limit=0.1s");
        assertThat(living()).isZero();
    }

    @Test
    void commandThatIsInTimeIsLeftAlone() throws Exception {
        CommandResult result =
                Command.shell("sleep 300 >/dev/null 2>&1 & echo $!").timeout(LONG).run();
        ProcessHandle left =
                ProcessHandle.of(Long.parseLong(result.stdout().strip())).orElseThrow();
        assertThat(left.isAlive()).as("what it has started on purpose").isTrue();
        left.destroyForcibly();
    }

    // ---- communicate
    // -------------------------------------------------------------------------------

    @Test
    @Tag("fault-56")
    void nothingIsLostIfCommunicateIsRepeatedAfterATimeout() throws Exception {
        Path go = folder.resolve("go");
        String input = "0123456789abcdef\n".repeat(100_000);
        RunningCommand slow =
                Command.shell(
                                "echo hello; until [ -e "
                                        + go
                                        + " ]; do sleep 0.02; done; cat; echo bye >&2")
                        .check()
                        .start();
        soon().until(() -> slow.output().stdout().equals("hello\n"));
        CommandTimeoutException e =
                catchThrowableOfType(
                        CommandTimeoutException.class, () -> slow.communicate(input, SHORT));
        assertThat(e.which()).isEqualTo(Limit.WAIT);
        assertThat(e.output().stdout()).isEqualTo("hello\n");
        assertThat(e).hasMessageContainingAll("it goes on", "pid=" + slow.pid());
        assertThatThrownBy(() -> slow.communicate("more"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has its input already");
        assertThatThrownBy(() -> slow.communicate(Duration.ZERO))
                .isInstanceOf(CommandTimeoutException.class);
        Files.createFile(go);
        Command.Output all = slow.communicate();
        assertThat(all.stdout().length()).isEqualTo("hello\n".length() + input.length());
        assertThat(all.stdout()).endsWith(input);
        assertThat(all.stderr()).isEqualTo("bye\n");
        assertThat(slow.communicate(LONG).stdout()).isEqualTo(all.stdout());
    }

    @Test
    void communicateFailsAsTheCommandDoes() throws Exception {
        RunningCommand failing = Command.shell("cat; exit 2").check().start();
        assertThatThrownBy(() -> failing.communicate("x"))
                .isInstanceOf(CommandFailedException.class);
        assertThatThrownBy(failing::get).hasCauseInstanceOf(CommandFailedException.class);
        RunningCommand slow = Command.of("sleep", "300").timeout(SHORT).start();
        assertThatThrownBy(slow::communicate).isInstanceOf(CommandTimeoutException.class);
    }

    // ---- futures
    // -----------------------------------------------------------------------------------

    @Test
    void manyAreWaitedForLikeTasks() throws Exception {
        Path go = folder.resolve("go");
        RunningCommand slow =
                Command.shell("until [ -e " + go + " ]; do sleep 0.02; done; echo slow").start();
        RunningCommand fast = Command.of("echo", "fast").start();
        RunningCommand failing = Command.of("false").check().start();
        assertThat(Futures.await(List.of(slow, fast), Futures.Until.FIRST).done())
                .containsExactly(fast);
        List<String> order = new ArrayList<>();
        for (RunningCommand next : Futures.asCompleted(List.of(slow, fast, failing))) {
            order.add(next.name() + " " + next.state());
            if (order.size() == 2) {
                Files.createFile(go);
            }
        }
        assertThat(order).hasSize(3).endsWith("/bin/sh SUCCESS").contains("false FAILED");
        assertThat(
                        slow.thenApply(CommandResult::stdout)
                                .toCompletableFuture()
                                .get(20, TimeUnit.SECONDS))
                .isEqualTo("slow\n");
    }

    @Test
    void exitIsToldThoughOutputIsStillToCome() throws Exception {
        RunningCommand begun = Command.shell("(sleep 300 &) ; exit 5").start();
        assertThat(begun.onExit().get(20, TimeUnit.SECONDS)).isEqualTo(5);
        assertThat(begun.exitCode()).hasValue(5);
        assertThat(begun.isAlive()).isFalse();
        assertThat(begun.isDone()).as("somebody has its output open").isFalse();
        assertThat(begun.stop(Duration.ZERO)).isTrue();
        assertThat(begun.get(20, TimeUnit.SECONDS).exitCode()).isEqualTo(5);
    }

    @Test
    void cancelEndsTheFamily() throws Exception {
        RunningCommand begun = Command.shell(FAMILY).start();
        soon().until(() -> begun.output().stdout().endsWith("\n"));
        assertThat(begun.cancel(true)).isTrue();
        begun.join();
        assertGone(begun.output());
        assertThat(begun.exitCode()).isPresent();
        assertThatThrownBy(begun::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(begun::communicate).isInstanceOf(CancellationException.class);
    }

    @Test
    void killEndsTheFamilyAndTheFutureTellsOfTheSignal() throws Exception {
        RunningCommand begun = Command.shell(FAMILY).start();
        soon().until(() -> begun.output().stdout().endsWith("\n"));
        begun.kill();
        assertThat(begun.get(20, TimeUnit.SECONDS).exitCode()).isEqualTo(-9);
        assertGone(begun.output());
        begun.kill();
        begun.terminate();
        begun.send(Signal.INT);
    }

    @Test
    void interruptOfRunEndsTheFamily() throws Exception {
        Path begun = folder.resolve("begun");
        Strand<String> caller =
                Strand.ofThread()
                        .start(() -> {
                            try {
                                return Command.shell("touch " + begun + ";" + FAMILY)
                                        .run()
                                        .stdout();
                            } catch (InterruptedException e) {
                                return "interrupted " + living();
                            }
                        });
        soon().until(() -> Files.exists(begun));
        Thread waiting = threadIn("runToEnd");
        waiting.interrupt();
        assertThat(caller.get(20, TimeUnit.SECONDS)).isEqualTo("interrupted 0");
    }

    private static Thread threadIn(String method) {
        return soon().until(
                        () ->
                                Thread.getAllStackTraces().entrySet().stream()
                                        .filter(entry ->
                                                List.of(entry.getValue()).stream()
                                                        .anyMatch(f ->
                                                                f.getMethodName().equals(method)))
                                        .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow()
                .getKey();
    }

    @Test
    void scopeEndsWhatWasStartedInIt() {
        assertThatThrownBy(
                        () -> {
                            try (CoroutineScope scope = CoroutineScope.open()) {
                                scope.spawn(() -> {
                                    var _ = Command.shell(FAMILY).start();
                                    throw new IllegalStateException("no more");
                                });
                                scope.joinAll();
                            }
                        })
                .hasStackTraceContaining("no more");
        assertThat(living()).isZero();
    }

    // ---- the dead
    // ------------------------------------------------------------------------------------

    @Test
    @Tag("fault-59")
    void signalToOneThatHasEndedDoesNothing() throws Exception {
        RunningCommand ended = Command.of("true").start();
        assertThat(ended.get().exitCode()).isZero();
        ended.send(Signal.USR1);
        ended.send(Signal.KILL);
        ended.terminate();
        ended.kill();
        assertThat(ended.stop(Duration.ZERO)).isTrue();
        assertThat(ended.cancel(true)).isFalse();
        assertThat(ended.get().exitCode()).isZero();
    }

    @Test
    @Tag("fault-59")
    void anyNumberOfThreadsWaitForOne() throws Exception {
        Path go = folder.resolve("go");
        RunningCommand one =
                Command.shell("until [ -e " + go + " ]; do sleep 0.02; done; echo x; exit 3")
                        .start();
        List<Strand<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiting.add(
                    Strand.ofCoroutine()
                            .start(() -> one.communicate().stdout() + one.get().exitCode()));
        }
        Files.createFile(go);
        for (Strand<String> each : waiting) {
            assertThat(each.get(20, TimeUnit.SECONDS)).isEqualTo("x\n3");
        }
    }

    @Test
    void signalReachesTheProgram() throws Exception {
        RunningCommand begun =
                Command.shell(
                                "trap 'echo heard; exit 0' USR1; echo ready; while :; do sleep 0.02; done")
                        .start();
        soon().until(() -> begun.output().stdout().equals("ready\n"));
        begun.send(Signal.USR1);
        assertThat(begun.get(20, TimeUnit.SECONDS).stdout()).isEqualTo("ready\nheard\n");
    }

    // ---- threads
    // -------------------------------------------------------------------------------------

    @Test
    void oneThreadReadsAllAndVirtualOnesOnlyPark() throws Exception {
        List<Strand<String>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String word = "w" + i;
            all.add(
                    Strand.ofCoroutine()
                            .start(() -> Command.of("echo", word).check().run().stdout()));
        }
        long readers =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("heddle-reads-command"))
                        .count();
        for (int i = 0; i < 100; i++) {
            assertThat(all.get(i).get(20, TimeUnit.SECONDS)).isEqualTo("w" + i + "\n");
        }
        assertThat(readers).isLessThanOrEqualTo(1);
    }

    @Test
    void threadsReadWhereThereIsNoOtherWay() throws Exception {
        System.setProperty(OutputReader.PROPERTY, "threads");
        try {
            assertThat(Command.shell("seq 100000; echo e >&2").run().stdout())
                    .hasLineCount(100_000);
            List<String> lines = new ArrayList<>();
            CommandResult result =
                    Command.shell("echo 1 >&2; seq 100000")
                            .pipeTo(Command.shell("cat; echo 2 >&2"))
                            .stdout(OutputTo.lines(lines::add))
                            .run();
            assertThat(lines).hasSize(100_000).endsWith("100000");
            assertThat(result.stderr().lines()).containsExactlyInAnyOrder("1", "2");
            CommandTimeoutException e = timeoutOf(Command.shell(FAMILY));
            assertGone(e.output());
        } finally {
            System.clearProperty(OutputReader.PROPERTY);
        }
    }

    /// Looks often, so that nobody waits for the next look.
    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    /// Runs a command over its limit, which is longer the next time if it was too short to say anything.
    private static CommandTimeoutException timeoutOf(Command command) {
        Duration limit = SHORT;
        while (true) {
            CommandTimeoutException e =
                    catchThrowableOfType(
                            CommandTimeoutException.class, command.timeout(limit)::run);
            assertThat(e).isNotNull();
            assertThat(e.limit()).isEqualTo(limit);
            if (!e.output().stdout().isEmpty() || limit.compareTo(LONGEST_TRY) > 0) {
                return e;
            }
            limit = limit.multipliedBy(4);
        }
    }

    /// Nobody of the [#FAMILY] is left.
    private static void assertGone(Command.Output said) {
        assertThat(said.stdout()).matches("\\d+\n");
        long hidden = Long.parseLong(said.stdout().strip());
        assertThat(ProcFs.stat(hidden).filter(ProcFs.Stat::lives)).isEmpty();
        assertThat(living()).isZero();
    }

    private static int living() {
        return NoCommandsLeft.living().size();
    }
}
