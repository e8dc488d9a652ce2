package io.heddle.simulator.schedule;

import io.heddle.simulator.SimulationException;
import java.time.Duration;
import java.util.List;

/// A simulated computer: some cores, and a policy that says who gets one.
///
/// ```text
/// Trace trace = Schedule.of(Policy.roundRobin(ofMillis(10)), 1).run(jobs);
/// System.out.println(trace.gantt());
/// ```
///
/// Use it to see what a policy does to jobs that you can describe exactly. How many workers a load
/// needs, with chance and by the million, is the question of `Plan`. What a real machine
/// does is told by measuring.
///
/// A schedule is immutable and may be run any number of times, by any thread. The same jobs give the
/// same trace.
///
/// @param policy who gets a core
/// @param cores how many there are, from 1 to [#MOST_CORES]
/// @param switchNanos how long a core needs to change from one job to another; zero or more. The first job
///     of a core costs nothing.
/// @param limit after how many instants at which something happens it gives up
public record Schedule(Policy policy, int cores, long switchNanos, long limit) {

    /// More cores than that make no chart that one could read.
    public static final int MOST_CORES = 1024;

    /// How many instants a run has unless something else was said.
    public static final long DEFAULT_LIMIT = 2_000_000;

    /// Checks the numbers.
    ///
    /// @throws IllegalArgumentException if one makes no sense
    public Schedule {
        if (cores < 1 || cores > MOST_CORES) {
            throw new IllegalArgumentException(
                    "a computer has 1 to %d cores: cores=%d".formatted(MOST_CORES, cores));
        }
        if (switchNanos < 0) {
            throw new IllegalArgumentException(
                    "a change of jobs takes no time or some: switch-nanos=" + switchNanos);
        }
        if (limit < 1) {
            throw new IllegalArgumentException("a run has at least one step: limit=" + limit);
        }
    }

    /// Makes a computer that changes jobs in no time.
    ///
    /// @param policy who gets a core
    /// @param cores how many there are, from 1 to [#MOST_CORES]
    /// @return the computer
    /// @throws IllegalArgumentException if there are fewer or more
    public static Schedule of(Policy policy, int cores) {
        return new Schedule(policy, cores, 0, DEFAULT_LIMIT);
    }

    /// Says how long a core needs to change from one job to another.
    ///
    /// @param time zero to a day
    /// @return the computer with that
    /// @throws IllegalArgumentException if it is less or more
    public Schedule switchCost(Duration time) {
        return new Schedule(policy, cores, Times.nanos(time, "switch"), limit);
    }

    /// Says after how many steps it gives up, a step being an instant at which something happens.
    ///
    /// @param steps at least 1; each takes up to some hundred bytes
    /// @return the computer with that
    public Schedule limit(long steps) {
        return new Schedule(policy, cores, switchNanos, steps);
    }

    /// Runs jobs until all have ended.
    ///
    /// @param jobs at least one; of those that come at the same instant, the first comes first
    /// @return what happened
    /// @throws IllegalArgumentException if jobs have the same name, never run, or have a parent that is not
    ///     there
    /// @throws SimulationException if it takes more steps than the limit
    public Trace run(List<Job> jobs) {
        return new Engine(this, jobs).run();
    }

    /// Runs jobs until all have ended.
    ///
    /// @param jobs as [#run(List)] takes them
    /// @return what happened
    public Trace run(Job... jobs) {
        return run(List.of(jobs));
    }

    /// Describes the computer in a line.
    ///
    /// @return such as `round robin, slice 10ms, 1 core`
    public String title() {
        return policy.title() + ", " + cores + (cores == 1 ? " core" : " cores");
    }
}
