package io.heddle.simulator.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.simulator.schedule.Slot.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What holds for every policy, on many loads made by chance from seeds: no time is lost and none is made.
class ConservationTest {

    private static final int LOADS = 40;

    @TestFactory
    Stream<DynamicTest> whateverThePolicyTheBooksBalance() {
        return Jobs.allPolicies()
                .map(policy ->
                        DynamicTest.dynamicTest(
                                policy.title(),
                                () ->
                                        IntStream.range(0, LOADS)
                                                .forEach(seed -> check(policy, seed))));
    }

    private static void check(Policy policy, int seed) {
        Random chance = new Random(seed);
        List<Job> jobs = load(chance);
        Schedule schedule =
                Schedule.of(policy, 1 + chance.nextInt(4))
                        .switchCost(Duration.ofNanos(chance.nextBoolean() ? 0 : 150_000));
        Trace trace = schedule.run(jobs);

        for (int core = 0; core < schedule.cores(); core++) {
            assertNoOverlap(trace.slots(core));
        }
        for (JobTrace job : trace.jobs()) {
            assertWhole(job);
            assertNoOverlap(
                    trace.slots().stream()
                            .filter(slot -> slot.use() == Use.RUN)
                            .filter(slot -> slot.job().equals(job.name()))
                            .sorted(Comparator.comparingLong(Slot::fromNanos))
                            .toList());
        }
        assertThat(trace.running().toNanos())
                .as("seed %d", seed)
                .isEqualTo(jobs.stream().mapToLong(Job::runNanos).sum());
        assertThat(trace.switching().toNanos())
                .isEqualTo(trace.contextSwitches() * schedule.switchNanos());
        assertNoCoreIdleWhileSomebodyIsReady(trace);
    }

    /// Half of the jobs pause or wait, some are children, many things happen at the same instant.
    private static List<Job> load(Random chance) {
        List<Job> jobs = new ArrayList<>();
        int count = 2 + chance.nextInt(20);
        for (int i = 0; i < count; i++) {
            Job job =
                    Job.named("j" + i)
                            .arrives(Duration.ofMillis(chance.nextInt(30)))
                            .priority(chance.nextInt(5))
                            .runs(millis(chance));
            for (int phase = chance.nextInt(5); phase > 0; phase--) {
                job =
                        switch (chance.nextInt(4)) {
                            case 0 -> job.pauses();
                            case 1 -> job.waits(millis(chance));
                            case 2 -> job.collects();
                            default -> job.runs(millis(chance));
                        };
            }
            boolean child = i > 0 && chance.nextBoolean();
            jobs.add(child ? job.childOf("j" + chance.nextInt(i)) : job);
        }
        return jobs;
    }

    private static Duration millis(Random chance) {
        return Duration.ofMillis(1 + chance.nextInt(9));
    }

    private static void assertNoOverlap(List<Slot> slots) {
        for (int i = 1; i < slots.size(); i++) {
            assertThat(slots.get(i).fromNanos())
                    .as("%s after %s", slots.get(i), slots.get(i - 1))
                    .isGreaterThanOrEqualTo(slots.get(i - 1).toNanos());
        }
    }

    /// Its states follow each other without gaps from its arrival on, and it had what it needed.
    private static void assertWhole(JobTrace trace) {
        long at = trace.job().arrivalNanos();
        for (Interval interval : trace.intervals()) {
            assertThat(interval.fromNanos()).isEqualTo(at);
            assertThat(interval.nanos()).isPositive();
            assertThat(interval.core() == Interval.NO_CORE)
                    .isEqualTo(interval.state() != JobState.RUNNING);
            at = interval.toNanos();
        }
        assertThat(at).as(trace.name()).isEqualTo(trace.collectedNanos());
        assertThat(trace.in(JobState.RUNNING).toNanos()).isEqualTo(trace.job().runNanos());
        assertThat(trace.in(JobState.WAITING).toNanos())
                .isGreaterThanOrEqualTo(trace.job().waitNanos());
        assertThat(trace.turnaround())
                .isEqualTo(
                        trace.in(JobState.RUNNING)
                                .plus(trace.in(JobState.READY))
                                .plus(trace.in(JobState.WAITING)));
        // of these loads none waits before its first burst
        assertThat(trace.response()).isLessThanOrEqualTo(trace.waiting());
    }

    /// Each policy here is work conserving: at any instant all cores are busy or nobody is ready, except for
    /// those to whom a core is changing.
    private static void assertNoCoreIdleWhileSomebodyIsReady(Trace trace) {
        for (JobTrace job : trace.jobs()) {
            for (Interval interval : job.intervals()) {
                if (interval.state() == JobState.READY) {
                    long busy =
                            trace.slots().stream().mapToLong(slot -> overlap(slot, interval)).sum();
                    assertThat(busy)
                            .as("%s", interval)
                            .isEqualTo(
                                    interval.nanos() * trace.schedule().cores()
                                            - idleWhileItsOwnCoreChanges(trace, interval));
                }
            }
        }
    }

    /// While a core changes to this job, the other cores may have nothing to do.
    private static long idleWhileItsOwnCoreChanges(Trace trace, Interval interval) {
        return trace.slots().stream()
                .filter(slot -> slot.use() == Use.SWITCH && slot.job().equals(interval.job()))
                .filter(slot -> overlap(slot, interval) > 0)
                .mapToLong(change ->
                        trace.schedule().cores() * overlap(change, interval)
                                - trace.slots().stream()
                                        .mapToLong(slot -> overlap(slot, change))
                                        .sum())
                .sum();
    }

    private static long overlap(Slot slot, Interval interval) {
        return Math.max(
                0,
                Math.min(slot.toNanos(), interval.toNanos())
                        - Math.max(slot.fromNanos(), interval.fromNanos()));
    }

    private static long overlap(Slot slot, Slot other) {
        return Math.max(
                0,
                Math.min(slot.toNanos(), other.toNanos())
                        - Math.max(slot.fromNanos(), other.fromNanos()));
    }

    @Test
    void sameJobsGiveTheSameTraceAndAnotherSeedAnotherOne() {
        Workload load =
                Workload.seeded(7, 60).every(Duration.ofMillis(3)).waiting(Duration.ofMillis(4), 5);
        Jobs.allPolicies()
                .forEach(policy -> {
                    Schedule schedule = Schedule.of(policy, 3).switchCost(Duration.ofNanos(333));
                    // not isEqualTo: nobody wants to read both
                    assertThat(schedule.run(load.toJobs()).equals(schedule.run(load.toJobs())))
                            .as(policy.title())
                            .isTrue();
                });
        assertThat(load.toJobs().toString())
                .isNotEqualTo(Workload.seeded(8, 60).toJobs().toString());
    }
}
