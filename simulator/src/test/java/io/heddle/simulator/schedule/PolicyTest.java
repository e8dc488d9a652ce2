package io.heddle.simulator.schedule;

import static io.heddle.simulator.schedule.Jobs.MILLI;
import static io.heddle.simulator.schedule.Jobs.job;
import static io.heddle.simulator.schedule.Jobs.starts;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What each policy is chosen for.
class PolicyTest {

    @Test
    void cooperativeJobsAlternateAtTheirPausesAndAGreedyOneHoldsAllUp() {
        Job sing = job("sing", 0, 1).pauses().runs(ofMillis(1)).pauses().runs(ofMillis(1));
        Job dance = job("dance", 0, 1).pauses().runs(ofMillis(1)).pauses().runs(ofMillis(1));
        Schedule cooperative = Schedule.of(Policy.cooperative(), 1);

        assertThat(starts(cooperative.run(sing, dance)))
                .containsExactly("0 sing", "1 dance", "2 sing", "3 dance", "4 sing", "5 dance");

        Trace greedy = cooperative.run(job("greedy", 0, 100), sing, dance);
        assertThat(greedy.job("sing").response()).isEqualTo(ofMillis(100));
        assertThat(
                        Schedule.of(Policy.roundRobin(ofMillis(1)), 1)
                                .run(job("greedy", 0, 100), sing, dance)
                                .job("sing")
                                .response())
                .isEqualTo(ofMillis(1));
    }

    @Test
    void whoCameFirstPausesInVain() {
        Trace trace =
                Schedule.of(Policy.firstComeFirstServed(), 1)
                        .run(job("first", 0, 2).pauses().runs(ofMillis(2)), job("second", 1, 1));

        assertThat(starts(trace)).containsExactly("0 first", "4 second");
        assertThat(trace.contextSwitches()).isEqualTo(1);
    }

    @Test
    void roundRobinBoundsTheResponseByTheSlicesOfTheOthers() {
        Duration slice = ofMillis(5);
        Duration change = ofNanos(10_000);
        for (int others = 1; others <= 20; others++) {
            List<Job> jobs = new ArrayList<>();
            for (int i = 0; i < others; i++) {
                jobs.add(job("long" + i, 0, 1_000));
            }
            jobs.add(job("late", 333, 1));
            Trace trace =
                    Schedule.of(Policy.roundRobin(slice), 1)
                            .switchCost(change)
                            .limit(100_000)
                            .run(jobs);

            assertThat(trace.job("late").response())
                    .isLessThanOrEqualTo(slice.plus(change).multipliedBy(others).plus(change));
        }
    }

    @Test
    void whoIsAloneRunsOnAndItsLastSliceEndsOnTheGridOfItsSlices() {
        // alone from 0 on, joined at 9: its slice 8-12 is the last
        Trace trace =
                Schedule.of(Policy.roundRobin(ofMillis(4)), 1)
                        .run(job("alone", 0, 20), job("guest", 9, 1));

        assertThat(starts(trace)).containsExactly("0 alone", "12 guest", "13 alone");
        // a second of slices of a nanosecond costs no step as long as nobody cares
        assertThat(
                        Schedule.of(Policy.roundRobin(ofNanos(1)), 1)
                                .limit(10)
                                .run(job("alone", 0, 1_000))
                                .endNanos())
                .isEqualTo(1_000 * MILLI);
    }

    @Test
    void whoComesAtTheVeryEndOfASliceIsServedNext() {
        Trace trace =
                Schedule.of(Policy.roundRobin(ofMillis(4)), 1)
                        .run(job("A", 0, 8), job("B", 4, 2), job("C", 0, 1));

        // at 4 B joins before A goes back behind it; C has stood there since 0
        assertThat(starts(trace)).containsExactly("0 A", "4 C", "5 B", "7 A");
    }

    @Test
    void changesCostTimeAndShortSlicesPayMore() {
        List<Job> jobs = List.of(job("A", 0, 10), job("B", 0, 10));
        Schedule coarse = Schedule.of(Policy.roundRobin(ofMillis(5)), 1).switchCost(ofMillis(1));
        Schedule fine = Schedule.of(Policy.roundRobin(ofMillis(1)), 1).switchCost(ofMillis(1));

        // A B A B: three changes
        assertThat(coarse.run(jobs).contextSwitches()).isEqualTo(3);
        assertThat(coarse.run(jobs).makespan()).isEqualTo(ofMillis(23));
        assertThat(coarse.run(jobs).utilisation()).isEqualTo(20.0 / 23);
        // nineteen changes
        assertThat(fine.run(jobs).makespan()).isEqualTo(ofMillis(39));
        assertThat(fine.run(jobs).switching()).isEqualTo(ofMillis(19));
    }

    @Test
    void withoutAgeingTheLeastUrgentStarvesAndWithItNot() {
        List<Job> jobs = new ArrayList<>();
        jobs.add(job("humble", 0, 3).priority(9));
        // there is always one that is more urgent: a millisecond of work each millisecond
        IntStream.range(0, 2_000).forEach(i -> jobs.add(job("urgent" + i, i, 1).priority(0)));

        Trace starved = Schedule.of(Policy.priorities().preemptive(), 1).run(jobs);
        assertThat(starved.job("humble").response()).isEqualTo(ofSeconds(2));

        // nine steps of 10 ms, and what was running then
        Trace aged =
                Schedule.of(Policy.priorities().preemptive().ageing(ofMillis(10)), 1).run(jobs);
        assertThat(aged.job("humble").response()).isBetween(ofMillis(90), ofMillis(92));
        // what it got by its age is not taken away from it at once
        assertThat(aged.job("humble").turnaround())
                .isEqualTo(aged.job("humble").response().plusMillis(3));
    }

    @Test
    void ageingWithSlicesServesAllEvenBehindEndlessBursts() {
        Trace trace =
                Schedule.of(
                                Policy.priorities()
                                        .preemptive()
                                        .ageing(ofMillis(10))
                                        .slice(ofMillis(5)),
                                1)
                        .run(
                                job("endless", 0, 60_000).priority(0),
                                job("humble", 0, 5).priority(5));

        assertThat(trace.job("humble").response()).isEqualTo(ofMillis(50));
    }

    @Test
    void nobodyMoreUrgentWaitsWhileALessUrgentOneRuns() {
        for (int seed = 0; seed < 30; seed++) {
            Trace trace =
                    Schedule.of(Policy.priorities().preemptive(), 2)
                            .run(
                                    Workload.seeded(seed, 40)
                                            .every(ofMillis(2))
                                            .waiting(ofMillis(3), 4)
                                            .toJobs());
            for (Slot slot : trace.slots()) {
                int running = trace.job(slot.job()).job().priority();
                trace.jobs().stream()
                        .filter(job -> job.job().priority() < running)
                        .flatMap(job -> job.intervals().stream())
                        .filter(interval -> interval.state() == JobState.READY)
                        .forEach(interval ->
                                assertThat(
                                                interval.fromNanos() >= slot.toNanos()
                                                        || interval.toNanos() <= slot.fromNanos())
                                        .as("%s while %s", interval, slot)
                                        .isTrue());
            }
        }
    }

    @Test
    void theLeastUrgentOfSeveralLosesItsCore() {
        Trace trace =
                Schedule.of(Policy.priorities().preemptive(), 2)
                        .run(
                                job("low", 0, 10).priority(5),
                                job("middle", 0, 10).priority(3),
                                job("high", 2, 1).priority(1));

        assertThat(starts(trace)).containsExactly("0 middle", "0 low", "2 high", "3 low");
    }

    @Test
    void feedbackServesInteractiveJobsBeforeThoseThatCompute() {
        Job editor = Job.named("editor").arrives(ofMillis(50));
        for (int key = 0; key < 20; key++) {
            editor = editor.runs(ofMillis(1)).waits(ofMillis(9));
        }
        List<Job> jobs = List.of(job("batch", 0, 500), editor);

        assertThat(
                        Schedule.of(Policy.multiLevelFeedback(ofMillis(30), ofMillis(60)), 1)
                                .run(jobs)
                                .job("editor")
                                .waiting())
                .isZero();
        assertThat(Schedule.of(Policy.firstComeFirstServed(), 1).run(jobs).job("editor").waiting())
                .isGreaterThan(ofMillis(400));
    }

    @Test
    void waitingJustBeforeTheEndOfASliceDoesNotKeepAJobOnTop() {
        Job sly = Job.named("sly");
        for (int i = 0; i < 20; i++) {
            sly = sly.runs(ofMillis(9)).waits(ofMillis(1));
        }
        Trace trace =
                Schedule.of(Policy.multiLevelFeedback(ofMillis(10)).takingTurns(ofMillis(10)), 1)
                        .run(sly, job("honest", 0, 100));

        // after one slice each they are equals: honest has half of the core and not a tenth
        assertThat(trace.job("honest").turnaround()).isLessThan(ofMillis(220));
    }

    @Test
    void boostLetsSunkJobsRunAgain() {
        List<Job> jobs = new ArrayList<>();
        jobs.add(job("sunk", 0, 20));
        // always somebody new at the top: 1000 jobs of 5 ms, one each 5 ms
        IntStream.range(1, 1_000).forEach(i -> jobs.add(job("new" + i, 5L * i, 5)));

        Policy.FeedbackQueue without = Policy.multiLevelFeedback(ofMillis(5));
        assertThat(Schedule.of(without, 1).run(jobs).job("sunk").turnaround())
                .isEqualTo(ofMillis(5_015));
        assertThat(Schedule.of(without.boost(ofMillis(50)), 1).run(jobs).job("sunk").turnaround())
                .isLessThanOrEqualTo(ofMillis(200));
    }

    @Test
    void boostReachesWhoRunsAndWhoWaits() {
        // alone it sinks at 5 and is lifted at 20 while it runs; its slice begins anew there, so
        // that it
        // sinks again at 25, when the other one has come and takes the core
        Trace running =
                Schedule.of(Policy.multiLevelFeedback(ofMillis(5)).boost(ofMillis(20)), 1)
                        .run(job("alone", 0, 40), job("other", 22, 3));
        assertThat(starts(running)).containsExactly("0 alone", "25 other", "28 alone");

        // it sinks at 5 and waits from 6 to 26; lifted meanwhile, it takes no core away, yet keeps
        // its own
        Job waiter = job("waiter", 0, 6).waits(ofMillis(20)).runs(ofMillis(5));
        Trace waiting =
                Schedule.of(Policy.multiLevelFeedback(ofMillis(5)).boost(ofMillis(20)), 1)
                        .run(waiter, job("late", 28, 1));
        assertThat(starts(waiting)).containsExactly("0 waiter", "26 waiter", "31 late");
    }

    @Test
    void moreCoresRunAtTheSameTimeAndKeepTheirJobs() {
        List<Job> jobs = IntStream.range(0, 4).mapToObj(i -> job("j" + i, 0, 10)).toList();

        Trace one = Schedule.of(Policy.roundRobin(ofMillis(1)), 1).run(jobs);
        Trace four = Schedule.of(Policy.roundRobin(ofMillis(1)), 4).run(jobs);

        assertThat(one.makespan()).isEqualTo(ofMillis(40));
        assertThat(four.makespan()).isEqualTo(ofMillis(10));
        assertThat(four.contextSwitches()).isZero();
        assertThat(four.slots()).hasSize(4);
    }

    @Test
    void whoComesBackGetsTheCoreThatItHad() {
        Trace trace =
                Schedule.of(Policy.firstComeFirstServed(), 2)
                        .run(job("A", 0, 1), job("B", 0, 2).waits(ofMillis(5)).runs(ofMillis(2)));

        assertThat(trace.contextSwitches()).isZero();
        assertThat(trace.job("B").intervals())
                .extracting(Interval::core)
                .containsExactly(1, Interval.NO_CORE, 1);
    }
}
