package io.heddle.simulator.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Jobs made by chance, the same for the same seed on every machine: they come as calls come to an exchange
/// (exponential times between arrivals), and alternate between bursts and waits whose lengths are
/// exponential too.
///
/// @param seed of the chance
/// @param jobs how many, from 1 to 1,000,000
/// @param meanGap between two arrivals; zero if all come at once
/// @param meanRun of a burst; more than zero
/// @param meanWait of a wait; zero for jobs of one burst
/// @param bursts how many a job has at most; each number from 1 on is as likely. Without waits there is one.
public record Workload(
        long seed, int jobs, Duration meanGap, Duration meanRun, Duration meanWait, int bursts) {

    private static final int MOST_JOBS = 1_000_000;
    private static final int MOST_BURSTS = 1_000;
    private static final int PRIORITIES = 10;

    /// Checks the numbers.
    ///
    /// @throws IllegalArgumentException if one makes no sense
    public Workload {
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw new IllegalArgumentException(
                    "a workload has 1 to %d jobs: jobs=%d".formatted(MOST_JOBS, jobs));
        }
        if (bursts < 1 || bursts > MOST_BURSTS) {
            throw new IllegalArgumentException(
                    "a job has 1 to %d bursts: bursts=%d".formatted(MOST_BURSTS, bursts));
        }
        Times.positive(meanRun, "mean-run");
        if (Times.nanos(meanGap, "mean-gap") < 0 || Times.nanos(meanWait, "mean-wait") < 0) {
            throw new IllegalArgumentException(
                    "a mean time is zero or more: mean-gap=%s mean-wait=%s"
                            .formatted(meanGap, meanWait));
        }
    }

    /// Begins a workload: ten milliseconds between two arrivals, bursts of five and no waits.
    ///
    /// @param seed of the chance
    /// @param jobs how many
    /// @return the workload
    public static Workload seeded(long seed, int jobs) {
        return new Workload(
                seed, jobs, Duration.ofMillis(10), Duration.ofMillis(5), Duration.ZERO, 1);
    }

    /// Says how far apart they come.
    ///
    /// @param mean between two arrivals; zero if all come at once
    /// @return the workload with that
    public Workload every(Duration mean) {
        return new Workload(seed, jobs, mean, meanRun, meanWait, bursts);
    }

    /// Says how long a burst is.
    ///
    /// @param mean more than zero
    /// @return the workload with that
    public Workload running(Duration mean) {
        return new Workload(seed, jobs, meanGap, mean, meanWait, bursts);
    }

    /// Says how long they wait between bursts.
    ///
    /// @param mean more than zero
    /// @param atMost so many bursts has a job at most
    /// @return the workload with that
    public Workload waiting(Duration mean, int atMost) {
        return new Workload(seed, jobs, meanGap, meanRun, mean, atMost);
    }

    /// Makes the jobs.
    ///
    /// @return named `job1` and so on in the order of their coming, with priorities from 0 to 9
    public List<Job> toJobs() {
        Random chance = new Random(seed);
        List<Job> made = new ArrayList<>(jobs);
        long at = 0;
        for (int i = 1; i <= jobs; i++) {
            Job job =
                    Job.named("job" + i)
                            .priority(chance.nextInt(PRIORITIES))
                            .arrives(Duration.ofNanos(at))
                            .runs(draw(chance, meanRun));
            int rest = meanWait.isZero() ? 0 : chance.nextInt(bursts);
            for (int burst = 0; burst < rest; burst++) {
                job = job.waits(draw(chance, meanWait)).runs(draw(chance, meanRun));
            }
            made.add(job);
            at += meanGap.isZero() ? 0 : draw(chance, meanGap).toNanos();
        }
        return made;
    }

    /// At least a nanosecond, at most a day.
    private static Duration draw(Random chance, Duration mean) {
        double nanos = -StrictMath.log(1 - chance.nextDouble()) * mean.toNanos();
        return Duration.ofNanos(Math.clamp(Math.round(nanos), 1, Duration.ofDays(1).toNanos()));
    }
}
