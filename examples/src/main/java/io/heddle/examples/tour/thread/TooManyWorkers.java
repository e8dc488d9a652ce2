package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.SynchronousQueue;

/// More threads than cores.
@Shows(
        id = "parallel.oversubscribed",
        title =
                "More workers than cores share the same processors, and changing between them costs time",
        python =
                "multiprocessing.Pool() takes as many workers as there are cores, for this reason: more of"
                        + " them have the same processors to share, and change places more often.")
public final class TooManyWorkers implements Program {

    private static final int SIZE = 100_000;
    private static final int TURNS = 1_000;

    @Override
    public void run(Stage stage) throws Exception {
        int cores = Strand.cores();
        Comparison table = new Comparison();
        Duration withOne = processorTime(table, 1);
        Duration withMany = withOne;
        for (int workers : new int[] {cores, 4 * cores, 16 * cores}) {
            withMany = processorTime(table, workers);
        }
        table.show(stage);
        stage.say(
                "processor time: 1 thread %d ms, 16 for each core %d ms",
                withOne.toMillis(), withMany.toMillis());
        stage.check(
                withMany.multipliedBy(2).compareTo(withOne) > 0,
                "many workers need about as much processor time as one, and have the same processors");

        Duration goingOn = stage.time(() -> count(TURNS));
        Duration takingTurns = stage.time(() -> takeTurns(TURNS));
        stage.say(
                "%d steps: %d us by one thread, %d us by two that take turns",
                TURNS, goingOn.toNanos() / 1_000, takingTurns.toNanos() / 1_000);
        stage.check(
                takingTurns.compareTo(goingOn) > 0, "changing from thread to thread costs time");
    }

    private static Duration processorTime(Comparison table, int workers) throws Exception {
        int tasks = 16 * Strand.cores();
        String who = workers + (workers == 1 ? " thread" : " threads");
        List<Long> nanos =
                table.run(who, TaskPool.threads(workers), workers, tasks, () -> compute());
        return Duration.ofNanos(nanos.stream().mapToLong(n -> n).sum());
    }

    private static long compute() {
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        var _ = Primes.below(SIZE);
        return threads.getCurrentThreadCpuTime() - before;
    }

    private static void count(int steps) {
        int step = 0;
        while (step < steps) {
            step++;
        }
    }

    private static void takeTurns(int steps) throws Exception {
        SynchronousQueue<Integer> turn = new SynchronousQueue<>();
        Strand<?> other =
                Strand.ofThread()
                        .start(() -> {
                            for (int i = 0; i < steps; i++) {
                                turn.put(i);
                            }
                        });
        for (int i = 0; i < steps; i++) {
            var _ = turn.take();
        }
        other.get();
    }
}
