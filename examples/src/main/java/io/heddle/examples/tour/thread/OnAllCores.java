package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/// Computing on all cores.
@Shows(
        id = "parallel.cpu-bound",
        title = "Threads that compute use all cores, as processes do",
        python =
                "threading gains nothing for work that computes, since one interpreter lock lets one thread"
                        + " run at a time; only multiprocessing uses the cores. Java has no such lock.")
public final class OnAllCores implements Program {

    private static final int SIZE = 100_000;
    private static final long PRIMES = 9_592;

    /// Longer than two looks take, shorter than a thread has a processor before another one gets it.
    private static final long MOMENT_NANOS = 20_000;

    private static final int SIGHTINGS = 100;

    @Override
    public void run(Stage stage) throws Exception {
        int cores = Strand.cores();
        int tasks = 20 * cores;
        stage.say("%d times: how many primes are there below %d? Cores: %d", tasks, SIZE, cores);
        Comparison table = new Comparison();
        Set<Long> found = new HashSet<>();
        found.addAll(table.run("1 thread", TaskPool.threads(1), tasks, tasks, () -> count()));
        String all = cores + " threads";
        found.addAll(table.run(all, TaskPool.threads(cores), 1, tasks, () -> count()));
        String apart = cores + " processes";
        found.addAll(table.run(apart, TaskPool.processes(cores), tasks, tasks, () -> count()));
        table.show(stage);
        stage.equal(Set.of(PRIMES), found, "all have found the same number of primes");

        // what is faster depends on what else the machine does; whether threads run at once does
        // not
        int watchers = 4 * cores;
        AtomicLongArray moves = new AtomicLongArray(watchers);
        AtomicInteger seen = new AtomicInteger();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        try (TaskPool pool = TaskPool.threads(watchers)) {
            for (int i = 0; i < watchers && cores > 1; i++) {
                int own = i;
                pool.execute(() -> watch(moves, own, seen, end));
            }
        }
        stage.check(cores == 1 || seen.get() >= SIGHTINGS, "threads compute at the same moment");
    }

    private static long count() {
        return Primes.below(SIZE);
    }

    /// Counts how often others move within a moment in which this thread does not let go of its processor.
    private static void watch(AtomicLongArray moves, int own, AtomicInteger seen, long end) {
        while (seen.get() < SIGHTINGS && System.nanoTime() < end) {
            moves.incrementAndGet(own);
            long begin = System.nanoTime();
            long before = sum(moves);
            boolean moved = sum(moves) != before;
            if (moved && System.nanoTime() - begin < MOMENT_NANOS) {
                seen.incrementAndGet();
            }
        }
    }

    private static long sum(AtomicLongArray moves) {
        return IntStream.range(0, moves.length()).mapToLong(moves::get).sum();
    }
}
