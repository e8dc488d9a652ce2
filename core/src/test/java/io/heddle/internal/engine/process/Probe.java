package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.ProcessPoolBuilder;
import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.TaskFuture;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What tests of this room ask, on both sides: a few questions to a pool, and a few things that a task
/// does in its worker.
final class Probe {

    /// A generous bound for whatever the engine promises "within a second".
    static final long PATIENCE_SECONDS = 20;

    /// Of a JVM that compiles only what runs often, and quickly.
    static final List<String> COMPILING_LITTLE =
            List.of("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=10");

    /// Which finds the classes of the JDK in an archive too.
    private static final String[] SHORT_LIFE =
            Stream.concat(COMPILING_LITTLE.stream(), ClassArchive.options().stream())
                    .toArray(String[]::new);

    private Probe() {}

    /// Tells what a JVM gets that lives shortly: children, and programs that start children.
    static List<String> shortLife() {
        return List.of(SHORT_LIFE);
    }

    // ---- in the parent

    static <T> T resultOf(Future<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static <T> T quietResultOf(Future<T> future) {
        try {
            return resultOf(future);
        } catch (Exception e) {
            throw new AssertionError("a task failed that should not have", e);
        }
    }

    static Throwable failureOf(Future<?> future) {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> resultOf(future));
        assertThat(failure).as("the task should have failed").isNotNull();
        return failure.getCause();
    }

    static <X extends Throwable> X failureOf(Future<?> future, Class<X> type) {
        Throwable cause = failureOf(future);
        assertThat(cause).isInstanceOf(type);
        return type.cast(cause);
    }

    static Set<Long> pids(TaskPool pool) {
        return pool.snapshot().workers().stream()
                .map(PoolSnapshot.Worker::pid)
                .collect(Collectors.toSet());
    }

    /// Waits until a pool has all its workers, alive, and none of them has anything to do.
    static Set<Long> awaitIdle(TaskPool pool, int workers) {
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() ->
                        assertThat(pool.snapshot().workers())
                                .hasSize(workers)
                                .allSatisfy(worker -> {
                                    assertThat(worker.state()).isEqualTo(WorkerState.IDLE);
                                    assertThat(isAlive(worker.pid())).isTrue();
                                }));
        return pids(pool);
    }

    /// Waits until all processes of a new pool are there, ready or not.
    static Set<Long> awaitAllStarted(TaskPool pool, int workers) {
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> pids(pool).size() == workers && !pids(pool).contains(0L));
        return pids(pool);
    }

    /// Begins a pool whose workers live for a fraction of a second, of which the compilers of their JVM would take a
    /// third. What workers do is the same, as long as no code of theirs becomes hot. [LifecycleTest], [TravelTest]
    /// and others always run with the JVM as it is, as users have it.
    static ProcessPoolBuilder briefPools() {
        return TaskPool.ofProcesses().jvmArgs(SHORT_LIFE);
    }

    /// Makes such a pool with nothing else that is its own.
    static TaskPool briefPool(int workers) {
        return briefPools().workers(workers).build();
    }

    /// Makes such a pool whose output nobody wants.
    static TaskPool quickPool(int workers) {
        return briefPools().workers(workers).output(TaskOutput.discard()).build();
    }

    /// Begins a child that lives as short as [#briefPools()].
    static ProcessStrand.Builder briefStrand() {
        return Strand.ofProcess().jvmArgs(SHORT_LIFE);
    }

    /// Makes a pool of one worker that takes tasks ahead, since its tasks are short.
    static TaskPool poolThatWorksAhead() throws Exception {
        TaskPool pool =
                briefPools()
                        .workers(1)
                        .output(TaskOutput.discard())
                        .interruptGrace(Duration.ofMinutes(1))
                        .build();
        doManyShortTasks(pool);
        awaitIdle(pool, 1);
        return pool;
    }

    /// Makes the workers of a pool take tasks ahead.
    static void doManyShortTasks(TaskPool pool) throws Exception {
        for (int i = 0; i < 2_000; i++) {
            assertThat(resultOf(pool.submit(() -> 1))).isEqualTo(1);
        }
    }

    /// Submits short tasks that note that they ran.
    static List<TaskFuture<Integer>> submitQuick(TaskPool pool, String runs, int count) {
        return IntStream.range(0, count)
                .mapToObj(n ->
                        pool.submit(() -> {
                            note(runs, n);
                            return n;
                        }))
                .toList();
    }

    /// Sees that each task gives its number.
    static void assertAllRight(List<TaskFuture<Integer>> futures) throws Exception {
        for (int n = 0; n < futures.size(); n++) {
            assertThat(resultOf(futures.get(n))).isEqualTo(n);
        }
    }

    /// How many tasks the workers of a pool have beside those that they run.
    static int ahead(TaskPool pool) {
        return ((ProcessTaskPool) pool).activeWorkers().stream().mapToInt(PoolWorker::ahead).sum();
    }

    static void awaitFile(Path file) {
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Files.exists(file));
    }

    static void awaitGone(long pid) {
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !isAlive(pid));
    }

    static boolean isAlive(long pid) {
        return io.heddle.internal.os.ProcFs.stat(pid)
                .filter(io.heddle.internal.os.ProcFs.Stat::lives)
                .isPresent();
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /// Stops a process, and comes back when each of its threads has stopped: until then some may go on.
    static void stop(long pid) {
        signal(pid, "STOP");
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> isStopped(pid));
    }

    private static boolean isStopped(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                if (!stat.startsWith(" T", stat.lastIndexOf(')') + 1)) {
                    return false;
                }
            }
        } catch (NoSuchFileException e) {
            return false; // a thread that has just ended
        }
        return true;
    }

    /// Waits for a latch, within bounds.
    static void awaitOpen(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- on either side

    static void signal(long pid, String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-s", signal, Long.toString(pid)).start();
            kill.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- in a worker

    static long ownPid() {
        return ProcessHandle.current().pid();
    }

    /// Ends this process by a signal, and never returns.
    static void dieBy(String signal) {
        signal(ownPid(), signal);
        waitForEver();
    }

    static void halt(int code) {
        Runtime.getRuntime().halt(code);
    }

    static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    /// Neither an interrupt nor TERM ends it.
    static void ignoreEverything() {
        Runtime.getRuntime().addShutdownHook(new Thread(Probe::waitForEver));
        spin();
    }

    static void waitForEver() {
        while (true) {
            LockSupport.park();
        }
    }

    /// Leaves a trace of a run, in one write.
    static void note(String file, Object what) throws IOException {
        Files.writeString(
                Path.of(file),
                what + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.WRITE);
    }

    static void sleepLong() throws InterruptedException {
        TimeUnit.MINUTES.sleep(10);
    }

    /// Starts a sub-process that would live on, and leaves its pid in a file.
    static Process startSub(String file, String... command) throws IOException {
        Process sub = new ProcessBuilder(command).start();
        note(file, sub.pid());
        return sub;
    }

    private static final List<byte[]> LEAKED = new ArrayList<>();

    /// Keeps memory for ever.
    static long leak(int bytes) {
        byte[] block = new byte[bytes];
        Arrays.fill(block, (byte) 1);
        LEAKED.add(block);
        return ownPid();
    }

    /// Leaves garbage behind whose objects refer to each other.
    static long garbage() {
        List<Object> ring = new ArrayList<>();
        ring.add(ring.size());
        ring.add(new Object[] {ring});
        return ownPid();
    }

    /// Waits for a file and gives its first line.
    static String waitForFile(String file) throws IOException {
        while (lines(Path.of(file)).isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return lines(Path.of(file)).getFirst();
    }
}
