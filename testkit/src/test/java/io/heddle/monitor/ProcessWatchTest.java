package io.heddle.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.HeddleException;
import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.StrandStatus;
import io.heddle.testkit.Eventually;
import io.heddle.testkit.Leftovers;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Processes are watched while they stop, go on and end.
@Tag("slow")
class ProcessWatchTest {

    private static final Duration OFTEN = Duration.ofMillis(5);
    private static final Duration NEVER = Duration.ofHours(1);

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        Leftovers.awaitNone(); // the thread of the watches included
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static String firstLine(Process process) throws IOException {
        return process.inputReader(StandardCharsets.UTF_8).readLine();
    }

    private static List<StrandStatus> statuses(Stream<ProcessChange> changes) {
        return changes.map(ProcessChange::status).toList();
    }

    /// Reads until there is a certain change.
    private static void awaitStatus(Iterator<ProcessChange> changes, StrandStatus status) {
        while (changes.next().status() != status) {
            // what it did before
        }
    }

    @Test
    void stopContinueAndEndAreSeenAndTheEndIsTheLast() throws Exception {
        Process child = start("sleep", "1000");
        try (Stream<ProcessChange> changes = ProcessInfo.watch(child.pid(), OFTEN)) {
            Iterator<ProcessChange> each = changes.iterator();
            awaitStatus(each, StrandStatus.WAITING);
            Signals.send(child.pid(), Signal.STOP);
            awaitStatus(each, StrandStatus.STOPPED);
            Signals.send(child.pid(), Signal.CONT);
            awaitStatus(each, StrandStatus.WAITING);
            child.destroyForcibly();
            awaitStatus(each, StrandStatus.ENDED);
            assertThat(each.hasNext()).isFalse();
        }
    }

    @Test
    void endOfAChildIsToldWithoutALook() throws Exception {
        Process child = start("sleep", "1000");
        try (Stream<ProcessChange> changes = ProcessInfo.watch(child.pid(), NEVER)) {
            child.destroyForcibly();
            List<StrandStatus> seen = statuses(changes);
            assertThat(seen).endsWith(StrandStatus.ENDED).hasSize(2);
        }
    }

    @Test
    void endOfAStrangerIsSeenOnceWithTheZombieBeforeIt() throws Exception {
        Process parent = start("sh", "-c", "sleep 1000 & echo $!; read x; wait; read x");
        long stranger = Long.parseLong(firstLine(parent));
        try (Stream<ProcessChange> changes = ProcessInfo.watch(stranger, OFTEN)) {
            Iterator<ProcessChange> each = changes.iterator();
            awaitStatus(each, StrandStatus.WAITING);
            Signals.send(stranger, Signal.KILL);
            awaitStatus(each, StrandStatus.ZOMBIE);
            parent.outputWriter(StandardCharsets.UTF_8).append('\n').flush();
            ProcessChange last = each.next();
            assertThat(last.status()).isEqualTo(StrandStatus.ENDED);
            assertThat(last.pid()).isEqualTo(stranger);
            assertThat(each.hasNext()).isFalse();
        }
    }

    @Test
    void processThatDoesNotExistHasEnded() throws Exception {
        Process ended = start("true");
        ended.waitFor();
        for (long pid : new long[] {ended.pid(), 0, -1, (1L << 32) + 1}) {
            try (Stream<ProcessChange> changes = ProcessInfo.watch(pid)) {
                assertThat(statuses(changes)).containsExactly(StrandStatus.ENDED);
            }
        }
    }

    @Test
    void readerSeesTheEndOfAStreamThatSomebodyCloses() throws Exception {
        Process child = start("sleep", "1000");
        Stream<ProcessChange> changes = ProcessInfo.watch(child.pid(), OFTEN);
        Iterator<ProcessChange> each = changes.iterator();
        awaitStatus(each, StrandStatus.WAITING);
        Thread reader = Thread.ofPlatform().start(() -> each.forEachRemaining(change -> {}));
        Eventually.holds("it waits", () -> reader.getState() == Thread.State.WAITING);
        changes.close();
        changes.close();
        reader.join();
        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void interruptedReaderFindsTheStreamClosed() throws Exception {
        Process child = start("sleep", "1000");
        try (Stream<ProcessChange> changes = ProcessInfo.watch(child.pid(), OFTEN)) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            AtomicReference<Boolean> flag = new AtomicReference<>();
            Iterator<ProcessChange> each = changes.iterator();
            Thread reader =
                    Thread.ofVirtual()
                            .start(() -> {
                                thrown.set(
                                        catchThrowable(
                                                () -> awaitStatus(each, StrandStatus.ENDED)));
                                flag.set(Thread.interrupted());
                            });
            Eventually.holds("it waits", () -> reader.getState() == Thread.State.WAITING);
            reader.interrupt();
            reader.join();
            assertThat(thrown.get())
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("pid=" + child.pid())
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(flag).hasValue(true);
        }
    }

    @Test
    void oneThreadWatchesThemAll() throws Exception {
        List<Stream<ProcessChange>> watches = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            watches.add(ProcessInfo.watch(start("sleep", "1000").pid(), OFTEN));
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("heddle-watches-processes"))
                .hasSize(1);
        started.forEach(Process::destroyForcibly);
        for (Stream<ProcessChange> watch : watches) {
            try (watch) {
                assertThat(statuses(watch)).containsOnlyOnce(StrandStatus.ENDED);
            }
        }
    }

    @Test
    void onlyAThousandUnreadChangesAreKeptTheEndAmongThem() {
        AtomicInteger looks = new AtomicInteger();
        ProcessWatch watch =
                new ProcessWatch(
                        1,
                        () ->
                                looks.incrementAndGet() > 3_000
                                        ? StrandStatus.ENDED
                                        : looks.get() % 2 == 0
                                                ? StrandStatus.RUNNING
                                                : StrandStatus.WAITING);
        for (int i = 0; i < 3_010; i++) {
            watch.look();
        }
        try (Stream<ProcessChange> changes = watch.stream()) {
            assertThat(statuses(changes))
                    .hasSize(1_000)
                    .endsWith(StrandStatus.ENDED)
                    .containsOnlyOnce(StrandStatus.ENDED);
        }
    }

    @Test
    void nothingIsSeenAfterTheEndNorAfterItWasClosed() {
        Iterator<StrandStatus> what =
                List.of(StrandStatus.ENDED, StrandStatus.RUNNING, StrandStatus.ENDED).iterator();
        ProcessWatch ended = new ProcessWatch(1, what::next);
        for (int i = 0; i < 3; i++) {
            ended.look();
        }
        assertThat(statuses(ended.stream())).containsExactly(StrandStatus.ENDED);

        ProcessWatch closed = new ProcessWatch(1, () -> StrandStatus.RUNNING);
        closed.close();
        closed.look();
        assertThat(statuses(closed.stream())).isEmpty();
    }

    @Test
    void lookThatNobodyCouldTakeIsLeftOut() {
        Iterator<Boolean> can = List.of(false, true, false, true).iterator();
        Iterator<StrandStatus> what = List.of(StrandStatus.RUNNING, StrandStatus.ENDED).iterator();
        ProcessWatch watch =
                new ProcessWatch(
                        1,
                        () -> {
                            if (!can.next()) {
                                throw new HeddleException("cannot look at processes");
                            }
                            return what.next();
                        });
        for (int i = 0; i < 4; i++) {
            watch.look();
        }
        assertThat(statuses(watch.stream()))
                .containsExactly(StrandStatus.RUNNING, StrandStatus.ENDED);
    }

    @Test
    void lookThatFailsIsToldToTheReaderAfterWhatWasSeen() throws Exception {
        Iterator<StrandStatus> what = List.of(StrandStatus.RUNNING).iterator();
        try (ProcessWatch watch = new ProcessWatch(1, what::next)) {
            watch.look();
            watch.look(); // there is no next one
            Iterator<ProcessChange> each = watch.stream().iterator();
            assertThat(each.next().status()).isEqualTo(StrandStatus.RUNNING);
            assertThatThrownBy(each::next)
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("pid=1")
                    .hasCauseInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void closedWatchOfALivingChildIsForgotten() throws Exception {
        Process child = start("sleep", "1000");
        WeakReference<ProcessWatch> gone = closedWatchOf(child);
        ProcessWatch other = ProcessWatch.begin(child.pid(), NEVER);
        assertThat(closedWatchOf(child).get()).isNotSameAs(other);
        Eventually.holds(
                "nobody remembers it",
                () -> {
                    System.gc();
                    return gone.get() == null;
                });
        child.destroyForcibly();
        assertThat(statuses(other.stream())).endsWith(StrandStatus.ENDED).hasSize(2);
    }

    private static WeakReference<ProcessWatch> closedWatchOf(Process child) {
        ProcessWatch watch = ProcessWatch.begin(child.pid(), NEVER);
        watch.close();
        return new WeakReference<>(watch);
    }

    @Test
    void threadOfTheWatchesSleepsBetweenTheLooks() throws Exception {
        try (Stream<ProcessChange> changes = ProcessInfo.watch(1, NEVER)) {
            assertThat(changes.iterator().next().pid()).isEqualTo(1);
            Eventually.holds("it sleeps", () -> timesItSlept() > 0);
            long before = timesItSlept();
            Eventually.hasPassed(Duration.ofMillis(300), System.nanoTime());
            assertThat(timesItSlept() - before).isLessThan(5);
        }
    }

    private static long timesItSlept() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.map(thread -> statusOf(thread))
                    .filter(status -> status.startsWith("Name:\theddle-watches"))
                    .flatMap(String::lines)
                    .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                    .mapToLong(line -> Long.parseLong(line.split("\\s+", -1)[1]))
                    .sum();
        }
    }

    private static String statusOf(Path thread) {
        try {
            return Files.readString(thread.resolve("status"));
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    @Test
    void intervalThatWouldBusyAProcessorIsRefused() {
        for (Duration interval :
                List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofNanos(999_999))) {
            assertThatThrownBy(() -> ProcessInfo.watch(1, interval))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("interval=");
        }
    }

    /// The system is told which pid to give next. Whoever else starts something at that moment gets it instead.
    @Test
    @Tag("fault-59")
    void pidThatIsUsedAgainIsTheEndOfTheFirstAndNobodyIsSignalledForIt() throws Exception {
        Path next = Path.of("/proc/sys/kernel/ns_last_pid");
        assumeTrue(Files.isWritable(next), "pids cannot be chosen here");
        Process parent = start("sh", "-c", "sleep 1000 & echo $!; wait");
        long pid = Long.parseLong(firstLine(parent));
        ProcessHandle first = ProcessHandle.of(pid).orElseThrow();
        try (ProcessWatch watch = ProcessWatch.begin(pid, NEVER)) {
            Signals.send(pid, Signal.KILL);
            Eventually.holds("it is gone", () -> ProcessInfo.of(pid).isEmpty());
            // whose start is told from the first one's by ticks of a hundredth of a second
            Eventually.hasPassed(Duration.ofMillis(30), System.nanoTime());
            Process second = startAs(pid, next);

            assertThat(Signals.send(first, Signal.TERM)).isFalse();
            assertThat(Signals.send(first, Signal.STOP)).isFalse();
            assertThat(second.isAlive()).isTrue();
            assertThat(ProcessInfo.of(pid).orElseThrow().status())
                    .isNotEqualTo(StrandStatus.STOPPED);
            watch.look();
            assertThat(statuses(watch.stream())).endsWith(StrandStatus.ENDED);
        }
    }

    private Process startAs(long pid, Path next) throws IOException {
        for (int i = 0; i < 100; i++) {
            Files.writeString(next, Long.toString(pid - 1));
            Process process = new ProcessBuilder("sleep", "1000").start();
            if (process.pid() == pid) {
                started.add(process);
                return process;
            }
            process.destroyForcibly().onExit().join();
        }
        assumeTrue(false, "others were always faster");
        throw new AssertionError();
    }
}
