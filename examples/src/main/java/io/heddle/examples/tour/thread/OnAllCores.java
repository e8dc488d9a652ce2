package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

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

    @Override
    public void run(Stage stage) throws Exception {
        int cores = Strand.cores();
        int tasks = 20 * cores;
        stage.say("%d times: how many primes are there below %d? Cores: %d", tasks, SIZE, cores);
        String one = "1 thread";
        String all = cores + " threads";
        String apart = cores + " processes";
        Comparison table = new Comparison();
        Set<Long> found = new HashSet<>();
        // on a machine that is busy otherwise it may take some rounds until that shows
        stage.becomes(
                cores == 1
                        ? "with one core nothing is faster than one thread"
                        : "threads for all cores need less than four fifths of the time of one",
                () -> {
                    found.addAll(table.run(one, TaskPool.threads(1), tasks, tasks, () -> count()));
                    found.addAll(table.run(all, TaskPool.threads(cores), 1, tasks, () -> count()));
                    return cores == 1 || isLess(table.of(all), 4, table.of(one), 5);
                });
        found.addAll(table.run(apart, TaskPool.processes(cores), tasks, tasks, () -> count()));
        table.show(stage);
        stage.equal(Set.of(PRIMES), found, "all have found the same number of primes");
    }

    private static long count() {
        return Primes.below(SIZE);
    }

    private static boolean isLess(Duration some, int numerator, Duration other, int denominator) {
        return some.multipliedBy(denominator).compareTo(other.multipliedBy(numerator)) < 0;
    }
}
