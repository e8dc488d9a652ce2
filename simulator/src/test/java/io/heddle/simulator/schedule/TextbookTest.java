package io.heddle.simulator.schedule;

import static io.heddle.simulator.schedule.Jobs.job;
import static io.heddle.simulator.schedule.Jobs.starts;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Examples that every textbook on operating systems has, with the figures that come out by hand.
class TextbookTest {

    private static final List<Job> CONVOY =
            List.of(job("P1", 0, 24), job("P2", 0, 3), job("P3", 0, 3));

    @Test
    void firstComeFirstServedMakesShortJobsWaitBehindALongOne() {
        // P1 0-24, P2 24-27, P3 27-30: (0 + 24 + 27) / 3
        Trace trace = Schedule.of(Policy.firstComeFirstServed(), 1).run(CONVOY);

        assertThat(trace.meanWaiting()).isEqualTo(ofMillis(17));
        assertThat(trace.meanTurnaround()).isEqualTo(ofMillis(27));
        assertThat(trace.contextSwitches()).isEqualTo(2);
    }

    @Test
    void sameJobsInAnotherOrderWaitMuchLess() {
        // P2 0-3, P3 3-6, P1 6-30: (6 + 0 + 3) / 3
        Trace trace =
                Schedule.of(Policy.firstComeFirstServed(), 1)
                        .run(CONVOY.get(1), CONVOY.get(2), CONVOY.get(0));

        assertThat(trace.meanWaiting()).isEqualTo(ofMillis(3));
    }

    @Test
    void roundRobinServesThemInTurn() {
        // P1 0-4, P2 4-7, P3 7-10, P1 10-30: waiting 6, 4, 7
        Trace trace = Schedule.of(Policy.roundRobin(ofMillis(4)), 1).run(CONVOY);

        assertThat(trace.meanWaiting()).isEqualTo(ofNanos(5_666_667));
        assertThat(trace.job("P1").waiting()).isEqualTo(ofMillis(6));
        assertThat(trace.job("P2").waiting()).isEqualTo(ofMillis(4));
        assertThat(trace.job("P3").waiting()).isEqualTo(ofMillis(7));
        assertThat(starts(trace)).containsExactly("0 P1", "4 P2", "7 P3", "10 P1");
        assertThat(trace.contextSwitches()).isEqualTo(3);
    }

    @Test
    void shortestJobFirstSortsThem() {
        // P4 0-3, P1 3-9, P3 9-16, P2 16-24: waiting 3, 16, 9, 0
        Trace trace =
                Schedule.of(Policy.shortestJobFirst(), 1)
                        .run(job("P1", 0, 6), job("P2", 0, 8), job("P3", 0, 7), job("P4", 0, 3));

        assertThat(starts(trace)).containsExactly("0 P4", "3 P1", "9 P3", "16 P2");
        assertThat(trace.meanWaiting()).isEqualTo(ofMillis(7));
    }

    @Test
    void shortestRemainingTimeTakesTheCoreForShorterOnes() {
        List<Job> jobs =
                List.of(job("P1", 0, 8), job("P2", 1, 4), job("P3", 2, 9), job("P4", 3, 5));

        // P1 0-1, P2 1-5, P4 5-10, P1 10-17, P3 17-26: waiting 9, 0, 15, 2
        Trace preemptive = Schedule.of(Policy.shortestRemainingTime(), 1).run(jobs);
        assertThat(starts(preemptive)).containsExactly("0 P1", "1 P2", "5 P4", "10 P1", "17 P3");
        assertThat(preemptive.meanWaiting()).isEqualTo(ofNanos(6_500_000));
        assertThat(preemptive.preemptions()).isEqualTo(1);

        // P1 0-8, P2 8-12, P4 12-17, P3 17-26: waiting 0, 7, 15, 9
        Trace patient = Schedule.of(Policy.shortestJobFirst(), 1).run(jobs);
        assertThat(patient.meanWaiting()).isEqualTo(ofNanos(7_750_000));
        assertThat(patient.preemptions()).isZero();
    }

    @Test
    void prioritiesServeTheMostUrgentFirst() {
        // P2 0-1, P5 1-6, P1 6-16, P3 16-18, P4 18-19: waiting 6, 0, 16, 18, 1
        Trace trace =
                Schedule.of(Policy.priorities(), 1)
                        .run(
                                job("P1", 0, 10).priority(3),
                                job("P2", 0, 1).priority(1),
                                job("P3", 0, 2).priority(4),
                                job("P4", 0, 1).priority(5),
                                job("P5", 0, 5).priority(2));

        assertThat(starts(trace)).containsExactly("0 P2", "1 P5", "6 P1", "16 P3", "18 P4");
        assertThat(trace.meanWaiting()).isEqualTo(ofNanos(8_200_000));
    }

    @Test
    void prioritiesWithTurnsAmongEquals() {
        // P4 0-7, then P2 and P3 in turns of 2: P2 7-9, P3 9-11, P2 11-13, P3 13-15, P2 15-16, P3
        // 16-20;
        // then P1 and P5: P1 20-22, P5 22-24, P1 24-26, P5 26-27
        Trace trace =
                Schedule.of(Policy.priorities().preemptive().slice(ofMillis(2)), 1)
                        .run(
                                job("P1", 0, 4).priority(3),
                                job("P2", 0, 5).priority(2),
                                job("P3", 0, 8).priority(2),
                                job("P4", 0, 7).priority(1),
                                job("P5", 0, 3).priority(3));

        assertThat(starts(trace))
                .containsExactly(
                        "0 P4", "7 P2", "9 P3", "11 P2", "13 P3", "15 P2", "16 P3", "20 P1",
                        "22 P5", "24 P1", "26 P5");
    }

    @Test
    void responseAndTurnaroundPullInDifferentDirections() {
        List<Job> equals = List.of(job("A", 0, 5), job("B", 0, 5), job("C", 0, 5));

        // A 0-5, B 5-10, C 10-15
        Trace shortest = Schedule.of(Policy.shortestJobFirst(), 1).run(equals);
        assertThat(shortest.meanTurnaround()).isEqualTo(ofMillis(10));
        assertThat(shortest.meanResponse()).isEqualTo(ofMillis(5));

        // ends at 13, 14, 15; first runs at 0, 1, 2
        Trace turns = Schedule.of(Policy.roundRobin(ofMillis(1)), 1).run(equals);
        assertThat(turns.meanTurnaround()).isEqualTo(ofMillis(14));
        assertThat(turns.meanResponse()).isEqualTo(ofMillis(1));
    }

    @Test
    void latecomersDoNotWaitBehindALongJobIfTheyMayTakeItsCore() {
        List<Job> late = List.of(job("A", 0, 100), job("B", 10, 10), job("C", 10, 10));

        // A 0-100, B 100-110, C 110-120: turnaround 100, 100, 110
        assertThat(Schedule.of(Policy.shortestJobFirst(), 1).run(late).meanTurnaround())
                .isEqualTo(ofNanos(103_333_333));
        // A 0-10, B 10-20, C 20-30, A 30-120: turnaround 120, 10, 20
        assertThat(Schedule.of(Policy.shortestRemainingTime(), 1).run(late).meanTurnaround())
                .isEqualTo(ofMillis(50));
    }

    @Test
    void feedbackQueueLetsLongJobsSink() {
        // lines of 8 and 16, then to the end. A 0-8 sinks, B 8-13 ends, A 13-29 sinks, and comes
        // back to the
        // last line, where C, new at 15, was first: C 15-23 took the core at 15 with 14 left of A's
        // 16
        Trace trace =
                Schedule.of(Policy.multiLevelFeedback(ofMillis(8), ofMillis(16)), 1)
                        .run(job("A", 0, 40), job("B", 0, 5), job("C", 15, 8));

        assertThat(starts(trace)).containsExactly("0 A", "8 B", "13 A", "15 C", "23 A");
        assertThat(trace.preemptions()).isEqualTo(1);
        assertThat(trace.job("A").turnaround()).isEqualTo(ofMillis(53));
        assertThat(trace.job("C").waiting()).isZero();
    }

    @Test
    void coreIsUsedWhileOneWaits() {
        // A: five times 10 with waits of 10 in between; B: 60. B runs in A's waits.
        Job a = Job.named("A");
        for (int i = 0; i < 5; i++) {
            a = a.runs(ofMillis(10));
            a = i < 4 ? a.waits(ofMillis(10)) : a;
        }
        Job b = job("B", 0, 60);

        // A 0-10, 20-30 ... 80-90; B in between, and from 90 on
        Trace overlapping = Schedule.of(Policy.shortestRemainingTime(), 1).run(a, b);
        assertThat(overlapping.endNanos()).isEqualTo(ofMillis(110).toNanos());
        assertThat(overlapping.utilisation()).isEqualTo(1.0);
        assertThat(overlapping.job("A").turnaround()).isEqualTo(ofMillis(90));

        // who does not look at what is left lets A wait for all of B: B 10-70, A 70-80, 90-100,
        // 110-120, 130-140
        Trace blind = Schedule.of(Policy.firstComeFirstServed(), 1).run(a, b);
        assertThat(blind.job("A").turnaround()).isEqualTo(ofMillis(140));
    }
}
