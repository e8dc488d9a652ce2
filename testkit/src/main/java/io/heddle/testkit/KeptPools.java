package io.heddle.testkit;

import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.TaskPool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// The pools of one class of tests that serve one test after another, since each takes long to begin.
///
/// A pool is kept as long as it comes back whole: open, with all its workers alive and idle, the same
/// processes as before, and nothing queued. One that a test has hurt is ended, and the next test gets a new one.
///
/// Used by one thread, that of the tests; the classes themselves may run side by side.
final class KeptPools {

    /// So long a pool that comes back may need for its last task, or for a worker that has not been needed so far.
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long PAUSE_NANOS = 2_000_000;

    private static final Map<Class<?>, KeptPools> OF_CLASSES = new ConcurrentHashMap<>();

    /// A pool that is lent to tests.
    ///
    /// @param pool the pool
    /// @param workers how many workers it was asked to have
    /// @param processes of these workers; empty before it has come back for the first time
    private record Kept(TaskPool pool, int workers, Set<Long> processes) {}

    private final Map<Integer, Queue<Kept>> idle = new HashMap<>();
    private final List<Kept> lent = new ArrayList<>();

    private KeptPools() {}

    /// Finds those of a class of tests.
    static KeptPools of(Class<?> tests) {
        return OF_CLASSES.computeIfAbsent(tests, _ -> new KeptPools());
    }

    /// Ends those of a class of tests.
    ///
    /// @return what they had, to see that it goes
    static Residents endAllOf(Class<?> tests) throws InterruptedException {
        KeptPools all = OF_CLASSES.remove(tests);
        if (all == null) {
            return Residents.NONE;
        }
        Residents residents = all.residents();
        for (Queue<Kept> some : all.idle.values()) {
            for (Kept kept : some) {
                end(kept.pool);
            }
        }
        return residents;
    }

    /// Lends a pool, until [#takeBack()].
    TaskPool lend(int workers, IntFunction<TaskPool> opening) {
        Kept kept = idle.computeIfAbsent(workers, _ -> new ArrayDeque<>()).poll();
        if (kept == null) {
            kept = new Kept(opening.apply(workers), workers, Set.of());
        }
        lent.add(kept);
        return kept.pool;
    }

    /// Keeps those of the lent pools that are whole, and ends the others.
    void takeBack() throws InterruptedException {
        for (Kept kept : lent) {
            awaitWhole(kept);
            PoolSnapshot now = kept.pool.snapshot();
            if (isWhole(kept, now)) {
                idle.get(kept.workers).add(new Kept(kept.pool, kept.workers, processes(now)));
            } else {
                end(kept.pool);
            }
        }
        lent.clear();
    }

    private static void awaitWhole(Kept kept) throws InterruptedException {
        long begin = System.nanoTime();
        while (!kept.pool.isShutdown()
                && !isWhole(kept, kept.pool.snapshot())
                && System.nanoTime() - begin < PATIENCE_NANOS) {
            TimeUnit.NANOSECONDS.sleep(PAUSE_NANOS);
        }
    }

    private static boolean isWhole(Kept kept, PoolSnapshot now) {
        return !now.shutdown()
                && now.queued() == 0
                && now.running() == 0
                && now.workers().size() == kept.workers
                && now.workers().stream().allMatch(worker -> worker.state() == WorkerState.IDLE)
                && (kept.processes.isEmpty() || kept.processes.equals(processes(now)));
    }

    private static Set<Long> processes(PoolSnapshot now) {
        return now.workers().stream()
                .map(PoolSnapshot.Worker::pid)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static void end(TaskPool pool) throws InterruptedException {
        pool.shutdownNow();
        if (!pool.awaitTermination(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("a pool did not end: " + pool.snapshot());
        }
    }

    /// Tells what may stay after a test.
    Residents residents() {
        Set<Long> processes = new HashSet<>();
        Set<String> threads = new HashSet<>();
        for (Queue<Kept> some : idle.values()) {
            for (Kept kept : some) {
                processes.addAll(kept.processes);
                for (PoolSnapshot.Worker worker : kept.pool.snapshot().workers()) {
                    threads.add("heddle-" + worker.name() + "-");
                }
            }
        }
        return new Residents(processes, threads);
    }

    /// Processes and threads of pools that are kept.
    ///
    /// @param processes their process ids
    /// @param threads how their names begin
    record Residents(Set<Long> processes, Set<String> threads) {

        static final Residents NONE = new Residents(Set.of(), Set.of());

        boolean has(ProcessHandle process) {
            return processes.contains(process.pid());
        }

        boolean has(Thread thread) {
            return threads.stream().anyMatch(thread.getName()::startsWith);
        }
    }
}
