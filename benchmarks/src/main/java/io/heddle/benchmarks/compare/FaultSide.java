package io.heddle.benchmarks.compare;

import io.heddle.Action;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import io.heddle.WorkerDiedException;
import io.heddle.internal.os.ProcFs;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// How soon Heddle is back in order when something goes wrong.
abstract class FaultSide extends TimedSide {

    private static final Duration LIMIT = Duration.ofMillis(10);
    private static final long SMALL_HEAP_BYTES = 32L << 20;
    private static final int WORKERS_OF_AN_ORPHAN_MAKER = 2;

    /// From the moment at which a task's time is up to its failed future. The time begins when the worker
    /// begins the task; here it is counted from its submission to an idle worker, so that a hand-over is
    /// in the figure too.
    static Contestant.Side overshoot(int workers, int limits) {
        return new OfPool(TaskPool.processes(workers), limits) {
            @Override
            long operation() throws Exception {
                pool.submit(() -> {}).get(); // somebody is idle
                TaskOptions options = TaskOptions.defaults().timeout(LIMIT);
                long begin = System.nanoTime();
                TaskFuture<?> late = pool.submit(options, () -> TimeUnit.MINUTES.sleep(10));
                requireFailure(late, TaskTimeoutException.class);
                return System.nanoTime() - begin - LIMIT.toNanos();
            }
        };
    }

    /// From the moment at which a task's time is up to the end of its process, if the task takes no notice
    /// of interrupts.
    static Contestant.Side workerGone(int limits) {
        return new OfPool(TaskPool.processes(1), limits) {
            @Override
            long operation() throws Exception {
                long worker = awaitIdleWorker();
                TaskOptions options = TaskOptions.defaults().timeout(LIMIT);
                long begin = System.nanoTime();
                TaskFuture<?> late = pool.submit(options, Action.of(() -> spin()));
                requireFailure(late, TaskTimeoutException.class);
                Waiting.until("the worker is gone", () -> isGone(worker));
                return System.nanoTime() - begin - LIMIT.toNanos();
            }
        };
    }

    /// From a KILL of a small worker to the failed future.
    static Contestant.Side deathDetected(int kills) {
        TaskPool small = TaskPool.ofProcesses().workers(1).maxHeapBytes(SMALL_HEAP_BYTES).build();
        return new OfPool(small, kills) {
            @Override
            long operation() throws Exception {
                long worker = awaitIdleWorker();
                TaskFuture<?> victim = pool.submit(() -> TimeUnit.MINUTES.sleep(10));
                Waiting.until("the task runs", () -> victim.attempts() == 1);
                ProcessHandle process = ProcessHandle.of(worker).orElseThrow();
                long begin = System.nanoTime();
                process.destroyForcibly();
                requireFailure(victim, WorkerDiedException.class);
                return System.nanoTime() - begin;
            }
        };
    }

    /// From a KILL of the parent to the end of the last of its descendants: workers, and what their tasks
    /// have started.
    static Contestant.Side orphansGone(int kills) {
        return new FaultSide(kills) {
            @Override
            long operation() throws Exception {
                Process parent = new ProcessBuilder(orphanMaker()).start();
                List<Long> descendants = new ArrayList<>();
                try (BufferedReader lines = parent.inputReader(StandardCharsets.UTF_8)) {
                    while (descendants.size() < 2 * WORKERS_OF_AN_ORPHAN_MAKER) {
                        String line = lines.readLine();
                        if (line == null) {
                            throw new IllegalStateException("the parent ended by itself");
                        }
                        descendants.add(Long.valueOf(line));
                    }
                    long begin = System.nanoTime();
                    parent.destroyForcibly();
                    Waiting.until(
                            "all descendants are gone",
                            () -> descendants.stream().allMatch(FaultSide::isGone));
                    return System.nanoTime() - begin;
                } finally {
                    parent.destroyForcibly();
                }
            }
        };
    }

    private static List<String> orphanMaker() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OrphanMaker.class.getName(),
                Integer.toString(WORKERS_OF_AN_ORPHAN_MAKER));
    }

    /// A zombie, which waits for somebody to read its exit code, does nothing any more.
    private static boolean isGone(long pid) {
        return ProcFs.stat(pid).filter(ProcFs.Stat::lives).isEmpty();
    }

    private static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static void requireFailure(Future<?> future, Class<? extends Throwable> type)
            throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            if (type.isInstance(e.getCause())) {
                return;
            }
            throw new IllegalStateException("a wrong failure: " + e.getCause(), e);
        }
        throw new IllegalStateException("the task did not fail");
    }

    private FaultSide(int operations) {
        super(operations);
    }

    private abstract static class OfPool extends FaultSide {

        final TaskPool pool;

        OfPool(TaskPool pool, int operations) {
            super(operations);
            this.pool = pool;
        }

        /// Waits until the only worker has nothing to do, and gives its process.
        long awaitIdleWorker() {
            Waiting.until(
                    "the worker is idle",
                    () -> {
                        var workers = pool.snapshot().workers();
                        return workers.size() == 1
                                && workers.getFirst().state() == WorkerState.IDLE;
                    });
            return pool.snapshot().workers().getFirst().pid();
        }

        @Override
        public void close() {
            pool.shutdownNow();
            pool.close();
        }
    }

    /// A program that is there to be killed: its workers and their sub-processes say their pids.
    static final class OrphanMaker {

        private OrphanMaker() {}

        public static void main(String[] arguments) throws Exception {
            int workers = Integer.parseInt(arguments[0]);
            TaskPool pool =
                    TaskPool.ofProcesses().workers(workers).output(TaskOutput.inherit()).build();
            for (int i = 0; i < workers; i++) {
                var _ =
                        pool.submit(
                                Action.of(() -> {
                                    Process sub = new ProcessBuilder("sleep", "1000").start();
                                    System.out.println(ProcessHandle.current().pid());
                                    System.out.println(sub.pid());
                                    spin();
                                }));
            }
            TimeUnit.MINUTES.sleep(10);
        }
    }
}
