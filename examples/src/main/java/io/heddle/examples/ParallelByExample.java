package io.heddle.examples;

import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/// Which kind of pool suits which kind of work, and how many workers.
public final class ParallelByExample {

    /// Work that computes for less of its time than this waits.
    private static final double MOSTLY_WAITING = 0.2;

    private static final double MOSTLY_COMPUTING = 0.8;

    private ParallelByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        int cores = Strand.cores();
        show("computing", computing(cores, 20, 200_000));
        show("too many", oversubscribed(cores, 20, 200_000));
        show("waiting", waiting(200, Duration.ofMillis(20)));
        System.out.println("a loop: " + advice(() -> primesBelow(500_000)));
    }

    private static void show(String what, Map<String, Duration> times) {
        System.out.println(what + ":");
        long longest = times.values().stream().mapToLong(Duration::toNanos).max().orElse(1);
        times.forEach((who, time) ->
                System.out.printf(
                        "  %-16s %5d ms %s%n",
                        who, time.toMillis(), "#".repeat((int) (40 * time.toNanos() / longest))));
    }

    static int primesBelow(int end) {
        int found = 0;
        for (int n = 2; n < end; n++) {
            int divisor = 2;
            while (divisor * divisor <= n && n % divisor != 0) {
                divisor++;
            }
            found += divisor * divisor > n ? 1 : 0;
        }
        return found;
    }

    /// The same computation on one thread, on a thread for each core, and on a process for each.
    static Map<String, Duration> computing(int cores, int tasks, int size)
            throws InterruptedException, ExecutionException {
        Map<String, Duration> times = new LinkedHashMap<>();
        times.put("1 thread", timed(TaskPool.threads(1), tasks, () -> primesBelow(size)));
        times.put(
                cores + " threads", timed(TaskPool.threads(cores), tasks, () -> primesBelow(size)));
        times.put(
                cores + " processes",
                timed(TaskPool.processes(cores), tasks, () -> primesBelow(size)));
        return times;
    }

    /// More workers than cores make a computation no faster.
    static Map<String, Duration> oversubscribed(int cores, int tasks, int size)
            throws InterruptedException, ExecutionException {
        Map<String, Duration> times = new LinkedHashMap<>();
        for (int factor : new int[] {0, 1, 4, 16}) {
            int workers = Math.max(1, factor * cores);
            times.put(
                    workers + " threads",
                    timed(TaskPool.threads(workers), tasks, () -> primesBelow(size)));
        }
        return times;
    }

    /// Work that waits: coroutines all wait at the same time.
    static Map<String, Duration> waiting(int tasks, Duration each)
            throws InterruptedException, ExecutionException {
        Map<String, Duration> times = new LinkedHashMap<>();
        times.put("8 threads", timed(TaskPool.threads(8), tasks, () -> pretend(each)));
        times.put("2 processes", timed(TaskPool.processes(2), tasks, () -> pretend(each)));
        times.put("coroutines", timed(TaskPool.coroutines(), tasks, () -> pretend(each)));
        return times;
    }

    private static int pretend(Duration each) throws InterruptedException {
        Thread.sleep(each); // a page that is fetched
        return 1;
    }

    /// How long it takes a pool to run a task so many times, after once before.
    static Duration timed(TaskPool opened, int tasks, Task<Integer> task)
            throws InterruptedException, ExecutionException {
        try (TaskPool pool = opened) {
            pool.submit(task).get(); // its workers are there
            long begin = System.nanoTime();
            List<TaskFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                all.add(pool.submit(task));
            }
            for (TaskFuture<Integer> one : all) {
                one.get();
            }
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    }

    /// Runs a sample in a thread and says which kind suits more of the same.
    static <T> String advice(Task<T> sample) throws InterruptedException, ExecutionException {
        Strand<Double> measured = Strand.ofThread().name("sample").start(() -> shareOfCpu(sample));
        return adviceFor(measured.get());
    }

    static String adviceFor(double computes) {
        int cores = Strand.cores();
        if (computes >= MOSTLY_COMPUTING) {
            return "threads or processes, %d of them".formatted(cores);
        }
        return computes <= MOSTLY_WAITING
                ? "coroutines, as many as there are tasks"
                : "threads, about %d of them".formatted(Math.round(cores / computes));
    }

    private static double shareOfCpu(Task<?> sample) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long cpuBefore = threads.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        sample.call();
        long elapsed = Math.max(1, System.nanoTime() - begin);
        return (double) (threads.getCurrentThreadCpuTime() - cpuBefore) / elapsed;
    }
}
