package io.heddle.console.simulate;

import io.heddle.Action;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.simulator.plan.Forecast;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// What a real pool of processes makes of a recorded load: its tasks come as they came, and each waits for as long as it
/// ran. Waiting takes no core, so the machine is not asked for more of them than it has, which the model does not know.
///
/// @param forecast what was predicted
/// @param makespans what was measured, the shortest first
/// @param turnarounds the mean from arrival to result of each round, the shortest first
record MeasuredLoad(Forecast forecast, List<Duration> makespans, List<Duration> turnarounds) {

    static final int ROUNDS = 5;

    /// Each is a JVM.
    static final int MOST_WORKERS = 64;

    private static final Duration WARM_UP = Duration.ofMillis(50);

    /// Measures.
    ///
    /// @param load what comes when
    /// @param forecast what was predicted, and for how many workers
    static MeasuredLoad of(TraceLoad load, Forecast forecast)
            throws InterruptedException, ExecutionException {
        List<Duration> makespans = new ArrayList<>();
        List<Duration> turnarounds = new ArrayList<>();
        int workers = forecast.plan().workers();
        try (TaskPool pool = TaskPool.processes(workers)) {
            warmUp(pool, workers);
            for (int round = 0; round < ROUNDS; round++) {
                Round measured = Round.of(load, pool);
                makespans.add(measured.makespan);
                turnarounds.add(measured.turnaround);
            }
        }
        Collections.sort(makespans);
        Collections.sort(turnarounds);
        return new MeasuredLoad(forecast, makespans, turnarounds);
    }

    /// Until all workers are there and have run something.
    private static void warmUp(TaskPool pool, int workers)
            throws InterruptedException, ExecutionException {
        while (pool.snapshot().workers().stream().filter(w -> w.tasksDone() > 0).count()
                < workers) {
            List<TaskFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 2 * workers; i++) {
                all.add(pool.submit(waiting(WARM_UP)));
            }
            for (TaskFuture<?> one : all) {
                one.get();
            }
        }
    }

    private static Action waiting(Duration time) {
        long nanos = time.toNanos();
        return () -> TimeUnit.NANOSECONDS.sleep(nanos);
    }

    private record Round(Duration makespan, Duration turnaround) {

        static Round of(TraceLoad load, TaskPool pool)
                throws InterruptedException, ExecutionException {
            long begin = System.nanoTime();
            List<TaskFuture<?>> futures = new ArrayList<>();
            List<java.util.concurrent.CompletionStage<Long>> ends = new ArrayList<>();
            for (TraceLoad.Task task : load.tasks()) {
                long early = begin + task.arrival().toNanos() - System.nanoTime();
                if (early > 0) {
                    TimeUnit.NANOSECONDS.sleep(early);
                }
                TaskFuture<?> future = pool.submit(waiting(task.work()));
                futures.add(future);
                ends.add(future.thenApply(_ -> System.nanoTime() - begin));
            }
            long last = 0;
            long sum = 0;
            for (int i = 0; i < futures.size(); i++) {
                long end = ends.get(i).toCompletableFuture().get();
                last = Math.max(last, end);
                sum += end - load.tasks().get(i).arrival().toNanos();
            }
            return new Round(Duration.ofNanos(last), Duration.ofNanos(sum / futures.size()));
        }
    }

    Duration medianMakespan() {
        return makespans.get(makespans.size() / 2);
    }

    Duration medianTurnaround() {
        return turnarounds.get(turnarounds.size() / 2);
    }

    /// By how much the prediction is off, as a part of what was measured; negative if it was too short.
    double makespanError() {
        return error(forecast.makespan(), medianMakespan());
    }

    double turnaroundError() {
        return error(forecast.turnaround().mean(), medianTurnaround());
    }

    private static double error(Duration predicted, Duration measured) {
        return (predicted.toNanos() - measured.toNanos()) / (double) measured.toNanos();
    }
}
