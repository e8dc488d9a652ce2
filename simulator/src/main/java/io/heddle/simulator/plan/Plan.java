package io.heddle.simulator.plan;

import io.heddle.simulator.SimulationException;
import java.time.Duration;

/// A load and the workers that are to carry it: one line, any number of workers, each of which does one task
/// after the other and may die and be restarted.
///
/// ```text
/// Plan.of(16).tasks(1_000_000).every(exponential(ofMillis(1))).work(exponential(ofMillis(12))).run()
/// ```
///
/// It answers how many workers are enough, and how long the line gets. It assumes a core for each worker: how
/// workers share cores is the question of `io.heddle.simulator.schedule`. A plan is immutable; the same plan
/// gives the same forecast.
///
/// Ten million tasks on ten thousand workers take seconds. The memory is that of the workers, however many tasks
/// there are.
///
/// @param workers from 1 to [#MOST_WORKERS]
/// @param tasks from 1 to [#MOST_TASKS]
/// @param every between the arrivals of two tasks; always zero if all are there at the beginning
/// @param work how long a task takes
/// @param overhead how long a worker is busy with each attempt besides
/// @param meanLife how long a worker lives, in the mean (exponential); zero if none dies
/// @param restart how long it takes until there is another one in its place
/// @param retries how often a task begins again whose worker died
/// @param seed of the chance
public record Plan(
        int workers,
        long tasks,
        Chance every,
        Chance work,
        Duration overhead,
        Duration meanLife,
        Duration restart,
        int retries,
        long seed) {

    /// More are not simulated.
    public static final int MOST_WORKERS = 1_000_000;

    /// More are not simulated.
    public static final long MOST_TASKS = 1_000_000_000;

    private static final Duration LONGEST_LIFE = Duration.ofDays(10_000);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST_RETRIES = 1_000;

    /// Checks the numbers.
    ///
    /// @throws IllegalArgumentException if one makes no sense
    public Plan {
        if (workers < 1 || workers > MOST_WORKERS) {
            throw new IllegalArgumentException(
                    "a plan has 1 to %d workers: workers=%d".formatted(MOST_WORKERS, workers));
        }
        if (tasks < 1 || tasks > MOST_TASKS) {
            throw new IllegalArgumentException(
                    "a plan has 1 to %d tasks: tasks=%d".formatted(MOST_TASKS, tasks));
        }
        if (retries < 0 || retries > MOST_RETRIES) {
            throw new IllegalArgumentException(
                    "a task is repeated 0 to %d times: retries=%d"
                            .formatted(MOST_RETRIES, retries));
        }
        check("overhead", overhead, DAY);
        check("restart", restart, DAY);
        check("mean-life", meanLife, LONGEST_LIFE);
        if (work.meanNanos() + overhead.toNanos() <= 0) {
            throw new IllegalArgumentException(
                    "a task takes some time: work=%s overhead=%s".formatted(work, overhead));
        }
        if (!meanLife.isZero() && meanLife.toNanos() < 1_000) {
            throw new IllegalArgumentException(
                    "a worker that lives shorter than a microsecond does nothing: mean-life="
                            + meanLife);
        }
    }

    private static void check(String what, Duration time, Duration most) {
        if (time.isNegative() || time.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "a time is zero to %d days: %s=%s".formatted(most.toDays(), what, time));
        }
    }

    /// Begins a plan: a thousand tasks of ten milliseconds that are all there at the beginning, and workers that
    /// never die.
    ///
    /// @param workers from 1 to [#MOST_WORKERS]
    /// @return the plan
    public static Plan of(int workers) {
        return new Plan(
                workers,
                1_000,
                Chance.always(Duration.ZERO),
                Chance.always(Duration.ofMillis(10)),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                0,
                1);
    }

    /// Says how many workers there are.
    ///
    /// @param number from 1 to [#MOST_WORKERS]
    /// @return the plan with that
    public Plan workers(int number) {
        return new Plan(number, tasks, every, work, overhead, meanLife, restart, retries, seed);
    }

    /// Says how many tasks there are.
    ///
    /// @param number from 1 to [#MOST_TASKS]
    /// @return the plan with that
    public Plan tasks(long number) {
        return new Plan(workers, number, every, work, overhead, meanLife, restart, retries, seed);
    }

    /// Says how far apart tasks arrive.
    ///
    /// @param gap between two of them
    /// @return the plan with that
    public Plan every(Chance gap) {
        return new Plan(workers, tasks, gap, work, overhead, meanLife, restart, retries, seed);
    }

    /// Says how long a task takes.
    ///
    /// @param time of a task; the same at each attempt
    /// @return the plan with that
    public Plan work(Chance time) {
        return new Plan(workers, tasks, every, time, overhead, meanLife, restart, retries, seed);
    }

    /// Says how long a worker is busy with an attempt besides the work, such as with handing it over.
    ///
    /// @param time zero to a day
    /// @return the plan with that
    public Plan overhead(Duration time) {
        return new Plan(workers, tasks, every, work, time, meanLife, restart, retries, seed);
    }

    /// Lets workers die and be replaced.
    ///
    /// @param life how long one lives, in the mean (exponential); at least a microsecond
    /// @param replaced how long it takes until there is another one in its place
    /// @return the plan with that
    public Plan failing(Duration life, Duration replaced) {
        return new Plan(workers, tasks, every, work, overhead, life, replaced, retries, seed);
    }

    /// Says how often a task begins again whose worker died; before all that wait in line.
    ///
    /// @param number zero to give it up at once, as Heddle does without more
    /// @return the plan with that
    public Plan retries(int number) {
        return new Plan(workers, tasks, every, work, overhead, meanLife, restart, number, seed);
    }

    /// Takes another chance.
    ///
    /// @param number any
    /// @return the plan with that
    public Plan seed(long number) {
        return new Plan(workers, tasks, every, work, overhead, meanLife, restart, retries, number);
    }

    /// Simulates it.
    ///
    /// @return what comes of it
    /// @throws SimulationException if it takes more than decades of simulated time
    public Forecast run() {
        return new Crowd(this).run();
    }
}
