package io.heddle.simulator.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The shortest first is the best that one can do for the mean, held against every other way.
class OptimalityTest {

    private static final int CASES = 12;

    @Test
    void noOrderOfJobsWaitsLessThanTheShortestFirst() {
        for (int seed = 0; seed < CASES; seed++) {
            Random chance = new Random(seed);
            List<Job> jobs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                jobs.add(Jobs.job("j" + i, 0, 1 + chance.nextInt(20)));
            }
            Duration best = Duration.ofDays(1);
            for (List<Job> order : permutations(jobs)) {
                Duration mean =
                        Schedule.of(Policy.firstComeFirstServed(), 1).run(order).meanWaiting();
                best = mean.compareTo(best) < 0 ? mean : best;
            }
            assertThat(Schedule.of(Policy.shortestJobFirst(), 1).run(jobs).meanWaiting())
                    .isEqualTo(best);
        }
    }

    /// Each millisecond the core goes to any of those that are there: all ways to do so.
    @Test
    void noWayToShareTheCoreEndsEarlierInTheMeanThanTheShortestRemaining() {
        for (int seed = 0; seed < CASES; seed++) {
            Random chance = new Random(seed);
            int[] arrival = new int[4];
            int[] run = new int[4];
            List<Job> jobs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                arrival[i] = chance.nextInt(6);
                run[i] = 1 + chance.nextInt(4);
                jobs.add(Jobs.job("j" + i, arrival[i], run[i]));
            }
            Trace trace = Schedule.of(Policy.shortestRemainingTime(), 1).run(jobs);
            long sum = trace.jobs().stream().mapToLong(job -> job.endNanos() / Jobs.MILLI).sum();

            assertThat(sum).as("seed %d", seed).isEqualTo(leastSumOfEnds(0, arrival, run));
        }
    }

    private static int leastSumOfEnds(int now, int[] arrival, int[] left) {
        int best = Integer.MAX_VALUE;
        boolean open = false;
        for (int i = 0; i < left.length; i++) {
            open |= left[i] > 0;
            if (left[i] > 0 && arrival[i] <= now) {
                left[i]--;
                int end = left[i] == 0 ? now + 1 : 0;
                best = Math.min(best, end + leastSumOfEnds(now + 1, arrival, left));
                left[i]++;
            }
        }
        if (!open) {
            return 0;
        }
        return best == Integer.MAX_VALUE ? leastSumOfEnds(now + 1, arrival, left) : best;
    }

    private static List<List<Job>> permutations(List<Job> jobs) {
        if (jobs.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Job>> all = new ArrayList<>();
        for (Job first : jobs) {
            List<Job> rest = new ArrayList<>(jobs);
            rest.remove(first);
            for (List<Job> tail : permutations(rest)) {
                List<Job> order = new ArrayList<>(List.of(first));
                order.addAll(tail);
                all.add(order);
            }
        }
        return all;
    }
}
