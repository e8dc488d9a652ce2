package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.HeddleException;
import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.internal.os.Descriptors;
import io.heddle.internal.os.ProcFs;
import io.heddle.internal.os.ProcessTree;
import io.heddle.monitor.ProcessChange;
import io.heddle.monitor.ProcessInfo;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Signals that are sent, by each way that there is, and heard.
///
/// In the test's own process they are tried with URG, which does nothing to a process that does not hear it.
@Tag("slow")
class SignalsTest {

    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
    private static final long OWN = ProcessHandle.current().pid();
    private static final int SECONDS = 20;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        Leftovers.awaitNone();
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static char state(long pid) {
        return ProcFs.stat(pid).map(ProcFs.Stat::state).orElse('-');
    }

    // ---- names

    @Test
    void signalsAreFoundByNameAndByNumber() {
        assertThat(Stream.of("TERM", "SIGTERM", "sigterm", "Term", " 15 ").map(Signal::of))
                .containsOnly(Signal.TERM);
        assertThat(Signal.of("9")).isEqualTo(Signal.KILL);
        assertThatThrownBy(() -> Signal.of("SIGNONSENSE"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("signal=SIGNONSENSE")
                .hasMessageContaining("HUP");
        assertThatThrownBy(() -> Signal.of("0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Signal.of("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersAreThoseOfTheRunningSystem() throws Exception {
        String numbers =
                String.join(
                        " ",
                        Arrays.stream(Signal.values())
                                .map(signal -> Integer.toString(signal.number()))
                                .toList());
        Process shell = start("sh", "-c", "for n in " + numbers + "; do kill -l $n; done");
        try (BufferedReader out = shell.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readAllLines())
                    .map(name -> name.equals("POLL") ? "IO" : name) // it has two names
                    .containsExactlyElementsOf(
                            Arrays.stream(Signal.values()).map(Signal::name).toList());
        }
    }

    // ---- sending

    @Test
    @Tag("fault-59")
    void signalToAProcessThatHasEndedIsSentToNobody() throws Exception {
        Process reaped = start("true");
        reaped.waitFor();
        assertThat(Signals.send(reaped.pid(), Signal.TERM)).isFalse();
        assertThat(Signals.send(reaped.toHandle(), Signal.USR1)).isFalse();
        assertThat(Signals.sendTree(reaped.pid(), Signal.KILL)).isZero();

        Process neglectful =
                start(
                        "sh",
                        "-c",
                        // ends when its parent is no shell any more, which might take note of it
                        "{ until read n < /proc/$$/comm && [ $n = sleep ]; do :; done; exec sleep 0; } & echo $!; exec sleep 1000");
        long zombie = Long.parseLong(firstLine(neglectful));
        Eventually.holds("it is a zombie", () -> state(zombie) == 'Z');
        assertThat(Signals.send(zombie, Signal.TERM)).isFalse();
        assertThat(Signals.send(zombie, Signal.USR1)).isFalse();
    }

    private static String firstLine(Process process) throws IOException {
        return process.inputReader(StandardCharsets.UTF_8).readLine();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -2, Long.MIN_VALUE})
    void groupsAndEverybodyAreNeverMeant(long pid) {
        assertThatThrownBy(() -> Signals.send(pid, Signal.CONT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pid=" + pid);
        assertThatThrownBy(() -> Signals.sendTree(pid, Signal.CONT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pid=" + pid);
    }

    @Test
    void numberThatIsNoPidIsNobodys() throws Exception {
        assertThat(Signals.send((1L << 32) + OWN, Signal.URG)).isFalse();
        assertThat(Signals.send((1L << 32) - 1, Signal.URG)).isFalse(); // -1 in 32 bits
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            long thread =
                    threads.mapToLong(path -> Long.parseLong(path.getFileName().toString()))
                            .filter(id -> id != OWN)
                            .findFirst()
                            .orElseThrow();
            assertThat(Signals.send(thread, Signal.URG)).isFalse();
            ProcessHandle handle = ProcessHandle.of(thread).orElseThrow();
            assertThat(Signals.send(handle, Signal.URG)).isFalse();
        }
    }

    @Test
    void signalIsSentThoughTheSenderIsInterrupted() throws Exception {
        Process sleep = start("sleep", "1000");
        Thread.currentThread().interrupt();
        assertThat(Signals.send(sleep.pid(), Signal.STOP)).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        Eventually.holds("it has stopped", () -> state(sleep.pid()) == 'T');
    }

    /// The system says of it that it is a zombie.
    @Test
    void processWhoseFirstThreadHasEndedGetsItsSignals() throws Exception {
        assumeTrue(hasPython(), "no program here can end its first thread alone");
        Process leaderless =
                start(
                        "python3",
                        "-c",
                        """
                        import ctypes, threading, time
                        threading.Thread(target=time.sleep, args=(1000,)).start()
                        ctypes.CDLL(None).pthread_exit(None)
                        """);
        Eventually.holds("its first thread has ended", () -> state(leaderless.pid()) == 'Z');
        assertThat(ProcessInfo.of(leaderless.pid()).orElseThrow().status())
                .isNotEqualTo(StrandStatus.ZOMBIE);
        assertThat(Signals.send(leaderless.pid(), Signal.TERM)).isTrue();
        assertThat(leaderless.waitFor()).isEqualTo(128 + Signal.TERM.number());
    }

    private static boolean hasPython() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3")));
    }

    @Test
    void treeGetsASignalWithWhatHasASessionOfItsOwn() throws Exception {
        Process root =
                start(
                        "setsid",
                        "sh",
                        "-c",
                        "sh -c 'sleep 1000 & sleep 1000 & wait' & (sleep 1000 &) ; setsid sleep 1000 & echo on; wait");
        assertThat(firstLine(root)).isEqualTo("on");
        List<ProcFs.Stat> members = new ArrayList<>();
        Eventually.holds(
                "all sleep",
                () -> {
                    members.clear();
                    members.addAll(membersOf(root.pid()));
                    return members.stream().filter(m -> m.name().equals("sleep")).count() == 4;
                });

        assertThat(Signals.sendTree(root.pid(), Signal.TERM)).isEqualTo(6);

        Eventually.holds(
                "all have ended",
                () -> members.stream().allMatch(m -> !"RSDT".contains("" + state(m.pid()))));
    }

    /// By the session, and by parents.
    private static List<ProcFs.Stat> membersOf(long root) {
        List<ProcFs.Stat> all = ProcFs.all();
        return all.stream()
                .filter(stat -> stat.session() == root || stat.parent() == root)
                .toList();
    }

    private static void takeAll(List<InputStream> open) throws IOException {
        try {
            while (open.size() < 256) {
                open.add(new FileInputStream("/dev/null"));
            }
        } catch (FileNotFoundException e) {
            return; // none is left
        }
    }

    private static String tryWithoutADescriptor(long pid) throws Exception {
        long self = ProcessHandle.current().pid();
        var _ = new HeddleException("is loaded, which takes a descriptor").getMessage();
        List<String> said = new ArrayList<>();
        Eventually.hasPassed(Duration.ZERO, System.nanoTime());
        said.add("" + Signals.sendTree(pid, Signal.CONT));
        var _ = ProcessInfo.tree(pid);
        said.add("" + !Descriptors.ofOthers(target -> true).isEmpty());
        var _ = ProcessTree.members("no-such-tree", pid);
        ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
        new ProcessBuilder("prlimit", "--pid", "" + self, "--nofile=256:").start().waitFor();
        List<InputStream> open = new ArrayList<>();
        try (Stream<ProcessChange> changes = ProcessInfo.watch(pid, Duration.ofMillis(1))) {
            Iterator<ProcessChange> each = changes.iterator();
            said.add("" + (each.next().status() == StrandStatus.ENDED));
            try {
                String first;
                int tries = 0;
                do { // a look of the watch may just give a descriptor back
                    takeAll(open);
                    first = refusal(() -> ProcessInfo.of(pid));
                } while (!first.startsWith("cannot look") && tries++ < 1_000);
                said.add(first);
                said.add(refusal(() -> ProcessInfo.tree(pid)));
                said.add(refusal(() -> Signals.sendTree(pid, Signal.KILL)));
                said.add(refusal(() -> Signals.send(handle, Signal.KILL)));
                takeAll(open);
                said.add(refusal(() -> ProcessTree.endDescendants("no-such-tree", pid)));
                said.add(refusal(() -> Descriptors.ofOthers(target -> true)));
                Eventually.hasPassed(Duration.ofMillis(20), System.nanoTime());
            } finally {
                for (InputStream one : open) {
                    one.close();
                }
            }
            Signals.send(pid, Signal.STOP);
            StrandStatus seen = each.next().status();
            while (seen != StrandStatus.STOPPED && seen != StrandStatus.ENDED) {
                seen = each.next().status();
            }
            said.add("" + seen);
        }
        return String.join("; ", said);
    }

    private static String refusal(Callable<?> look) throws Exception {
        try {
            return "" + look.call();
        } catch (HeddleException e) {
            return e.getMessage().replaceAll(":.*", "");
        }
    }

    @Test
    @Tag("fault-59")
    void nothingIsTakenForGoneWhereNobodyCanLook() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "no prlimit");
        Process tree = start("sh", "-c", "sleep 1000 & echo on; wait");
        assertThat(firstLine(tree)).isEqualTo("on");
        long pid = tree.pid();
        Strand<String> child =
                ShortLife.strand().jvmArgs(NATIVE).start(() -> tryWithoutADescriptor(pid));
        String cannot = "cannot look at processes";
        assertThat(child.get())
                .isEqualTo(
                        String.join(
                                "; ", "2", "true", "false", cannot, cannot, cannot, cannot, "false",
                                "[]", "STOPPED"));
        child.join();
        assertThat(tree.children()).allMatch(ProcessHandle::isAlive).hasSize(1);
    }

    /// Everything that a child says about itself in the next two tests.
    private record Report(List<Boolean> sent, String refusal, boolean heard) {}

    private static Report trySending(long living, long dead) throws Exception {
        List<Boolean> sent = new ArrayList<>();
        sent.add(Signals.send(living, Signal.KILL));
        sent.add(Signals.send(dead, Signal.KILL));
        sent.add(Signals.send(dead, Signal.USR1));
        CountDownLatch heard = new CountDownLatch(1);
        String refusal = "";
        try (Signals.Registration hearing = Signals.on(Signal.URG, heard::countDown)) {
            sent.add(Signals.send(ProcessHandle.current().pid(), hearing.signal()));
            await(heard);
        } catch (HeddleException e) {
            refusal = e.getMessage();
        }
        return new Report(sent, refusal, heard.getCount() == 0);
    }

    private Report tryWithoutTheProgram(String... jvmArgs) throws Exception {
        Process living = start("sleep", "1000");
        Process dead = start("true");
        dead.waitFor();
        long[] pids = {living.pid(), dead.pid()};
        Strand<String[]> child =
                ShortLife.strand()
                        .jvmArgs(jvmArgs)
                        .environment(Map.of("PATH", "/nowhere"))
                        .start(() -> {
                            Report report = trySending(pids[0], pids[1]);
                            return new String[] {
                                report.sent.toString(), report.refusal, "" + report.heard
                            };
                        });
        String[] report = child.get();
        child.join();
        assertThat(living.waitFor()).isEqualTo(128 + Signal.KILL.number());
        List<Boolean> sent =
                Arrays.stream(report[0].replaceAll("[^a-z,]", "").split(","))
                        .map(Boolean::valueOf)
                        .toList();
        return new Report(sent, report[1], Boolean.parseBoolean(report[2]));
    }

    @Test
    @Tag("fault-59")
    void noProgramIsNeededWhereNativeCodeMayBeCalled() throws Exception {
        assertThat(tryWithoutTheProgram(NATIVE))
                .isEqualTo(new Report(List.of(true, false, false, true), "", true));
    }

    @Test
    @Tag("fault-59")
    void missingProgramIsNamedWhereItIsNeeded() throws Exception {
        Report report = tryWithoutTheProgram();
        assertThat(report.sent).containsExactly(true, false, false);
        assertThat(report.refusal).contains("signal=URG").contains("`kill` program");
        assertThat(report.heard).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void processMaySendItselfWhatEndsIt(boolean withItsTree) throws Exception {
        ProcessStrand<Void> child =
                ShortLife.strand()
                        .start(() -> {
                            if (withItsTree) {
                                new ProcessBuilder("sleep", "1000").start();
                                Signals.sendTree(ProcessHandle.current().pid(), Signal.TERM);
                            } else {
                                ((ProcessStrand<?>) Strand.current()).send(Signal.TERM);
                            }
                            new CountDownLatch(1).await();
                        });
        child.join();
        assertThat(child.exitCode()).hasValue(-Signal.TERM.number());
    }

    // ---- hearing

    @Test
    void allHandlersOfASignalAreCalledOnThreadsOfTheirOwn() throws Exception {
        CountDownLatch heard = new CountDownLatch(2);
        List<Thread> threads = new ArrayList<>();
        Runnable handler =
                () -> {
                    synchronized (threads) {
                        threads.add(Thread.currentThread());
                    }
                    heard.countDown();
                };
        try (var _ = Signals.on(Signal.URG, handler);
                var _ = Signals.on(Signal.URG, handler)) {
            assertThat(Signals.send(OWN, Signal.URG)).isTrue();
            await(heard);
        }
        assertThat(threads).doesNotHaveDuplicates();
        assertThat(threads)
                .allSatisfy(thread -> {
                    assertThat(thread.getName()).isEqualTo("heddle-hears-URG");
                    assertThat(thread.isDaemon()).isTrue();
                });
    }

    @Test
    void handlerThatThrowsIsReportedAndStopsNeitherTheOthersNorItself() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        AtomicReference<Throwable> reported = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            reported.set(failure);
            throw new IllegalStateException("the handler of failures fails too");
        });
        try (var _ =
                        Signals.on(
                                Signal.URG,
                                () -> {
                                    throw new IllegalStateException(
                                            "call " + calls.incrementAndGet());
                                });
                var _ = Signals.on(Signal.URG, others::incrementAndGet)) {
            for (int i = 1; i <= 2; i++) {
                int call = i;
                Signals.send(OWN, Signal.URG);
                Eventually.holds(
                        "both were called", () -> calls.get() == call && others.get() == call);
                Eventually.holds(
                        "it is reported",
                        () ->
                                reported.get() != null
                                        && reported.get().getMessage().equals("call " + call));
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void handlerThatHangsHoldsUpOnlyItsOwnCallsAndNoneBeginsAfterItIsClosed() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        try (var _ = Signals.on(Signal.URG, others::incrementAndGet)) {
            Signals.Registration hanging =
                    Signals.on(
                            Signal.URG,
                            () -> {
                                begun.incrementAndGet();
                                hangUntil(release);
                            });
            for (int i = 1; i <= 3; i++) {
                int call = i;
                Signals.send(OWN, Signal.URG);
                Eventually.holds("the other one is called", () -> others.get() == call);
            }
            assertThat(begun).hasValue(1);
            hanging.close();
            hanging.close();
            release.countDown();
            Signals.send(OWN, Signal.URG);
            Eventually.holds("the other one is called", () -> others.get() == 4);
        }
        Leftovers.awaitNone(); // so its thread has ended
        assertThat(begun).hasValue(1);
    }

    private static void hangUntil(CountDownLatch release) {
        try {
            await(release);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatWasBeforeIsBackAfterTheLastHandler() throws Exception {
        ProcessStrand<Void> child = ShortLife.strand().start(() -> hearTermTwiceAndThenNoMore());
        child.join();
        assertThat(child.exitCode()).hasValue(-Signal.TERM.number());
    }

    private static void hearTermTwiceAndThenNoMore() throws Exception {
        long self = ProcessHandle.current().pid();
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        Signals.Registration one = Signals.on(Signal.TERM, first::incrementAndGet);
        Signals.Registration two = Signals.on(Signal.TERM, second::incrementAndGet);
        Signals.send(self, Signal.TERM);
        Eventually.holds("both hear it", () -> first.get() == 1 && second.get() == 1);
        one.close();
        one.close();
        Signals.send(self, Signal.TERM);
        Eventually.holds("one hears it", () -> second.get() == 2);
        if (first.get() != 1) {
            throw new AssertionError("a closed handler was called");
        }
        two.close();
        Signals.send(self, Signal.TERM);
        new CountDownLatch(1).await();
    }

    @ParameterizedTest
    @EnumSource(names = {"KILL", "STOP"})
    void whatNobodyCanCatchIsRefused(Signal signal) {
        assertThatThrownBy(() -> Signals.on(signal, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("signal=" + signal)
                .hasMessageContaining("no process");
    }

    @ParameterizedTest
    @EnumSource(names = {"QUIT", "ILL", "TRAP", "BUS", "FPE", "SEGV", "USR2"})
    void whatTheJvmKeepsIsRefused(Signal signal) {
        assertThatThrownBy(() -> Signals.on(signal, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("signal=" + signal)
                .hasMessageContaining("JVM");
    }

    @Test
    void everyOtherSignalCanBeHeardAndGivenBack() {
        for (Signal signal : Signal.values()) {
            if (!List.of("KILL", "STOP", "QUIT", "ILL", "TRAP", "BUS", "FPE", "SEGV", "USR2")
                    .contains(signal.name())) {
                Signals.on(signal, () -> {}).close();
            }
        }
        assertThatThrownBy(() -> Signals.on(Signal.USR1, null))
                .isInstanceOf(NullPointerException.class);
    }

    private static String refusalOfTerm() {
        try (Signals.Registration hearing = Signals.on(Signal.TERM, () -> {})) {
            return "none: " + hearing;
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    @Test
    void whyNothingCanBeHeardIsToldWhereTheJvmOrTheJdkDoNotAllowIt() throws Exception {
        Strand<String> reduced = ShortLife.strand().jvmArgs("-Xrs").start(() -> refusalOfTerm());
        Strand<String> small =
                ShortLife.strand()
                        .jvmArgs("--limit-modules", "java.base,java.logging")
                        .start(() -> refusalOfTerm());
        assertThat(reduced.get())
                .startsWith("IllegalArgument")
                .contains("signal=TERM")
                .contains("-Xrs");
        assertThat(small.get()).startsWith("UnsupportedOperation").contains("jdk.unsupported");
        reduced.join();
        small.join();
    }

    @Test
    void handlerOfATaskKeepsNoLimitFromEndingItsWorker(@TempDir Path folder) throws Exception {
        Marks marks = Marks.in(folder);
        try (TaskPool pool =
                TaskPool.ofProcesses()
                        .workers(1)
                        .jvmArgs(ShortLife.jvmArguments())
                        .interruptGrace(Duration.ofMillis(50))
                        .terminateGrace(Duration.ofMillis(500))
                        .build()) {
            TaskFuture<?> spinning =
                    pool.submit(() -> {
                        Signals.on(Signal.TERM, () -> marks.set("heard"));
                        marks.set("begun");
                        while (true) {
                            Thread.onSpinWait();
                        }
                    });
            Eventually.holds("it spins", () -> marks.isSet("begun"));
            spinning.cancel(true);
            assertThat(pool.submit(() -> 42).get()).isEqualTo(42); // the only worker was replaced
        }
        assertThat(marks.isSet("heard")).isTrue();
    }
}
