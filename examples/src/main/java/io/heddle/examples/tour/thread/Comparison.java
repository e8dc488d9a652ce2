package io.heddle.examples.tour.thread;

import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/// The same tasks in one pool after the other, and how long each took: a table with bars.
final class Comparison {

    private static final int LONGEST_BAR = 40;

    private final Map<String, Duration> times = new LinkedHashMap<>();

    /// Runs tasks in a pool of its own and closes it. The times of several runs under one name are added.
    ///
    /// @param who names the pool
    /// @param opened the pool
    /// @param before how many run first and are not counted: until workers are there and the code is compiled
    /// @param tasks how many are counted
    /// @param task what each does
    /// @return what those gave that are counted
    <T> List<T> run(String who, TaskPool opened, int before, int tasks, Task<T> task)
            throws InterruptedException, ExecutionException {
        try (TaskPool pool = opened) {
            var _ = runAll(pool, before, task);
            long begin = System.nanoTime();
            List<T> results = runAll(pool, tasks, task);
            times.merge(who, Duration.ofNanos(System.nanoTime() - begin), Duration::plus);
            return results;
        }
    }

    private static <T> List<T> runAll(TaskPool pool, int tasks, Task<T> task)
            throws InterruptedException, ExecutionException {
        List<TaskFuture<T>> all = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            all.add(pool.submit(task));
        }
        List<T> results = new ArrayList<>();
        for (TaskFuture<T> one : all) {
            results.add(one.get());
        }
        return results;
    }

    /// Tells how long one of them took.
    Duration of(String who) {
        return times.getOrDefault(who, Duration.ZERO);
    }

    /// Prints the table.
    void show(Stage stage) {
        long longest = times.values().stream().mapToLong(Duration::toNanos).max().orElse(1);
        times.forEach((who, time) -> {
            String bar = "#".repeat((int) (LONGEST_BAR * time.toNanos() / longest));
            stage.say("%-14s %5d ms %s", who, time.toMillis(), bar);
        });
    }
}
