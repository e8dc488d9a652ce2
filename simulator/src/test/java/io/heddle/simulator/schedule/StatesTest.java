package io.heddle.simulator.schedule;

import static io.heddle.simulator.schedule.Jobs.job;
import static io.heddle.simulator.schedule.Jobs.states;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The states that a job goes through.
class StatesTest {

    private static final Schedule ONE_CORE = Schedule.of(Policy.roundRobin(ofMillis(10)), 1);

    @Test
    void jobGoesFromReadyToRunningToWaitingAndRound() {
        Trace trace =
                ONE_CORE.run(job("A", 0, 5).waits(ofMillis(10)).runs(ofMillis(5)), job("B", 0, 12));

        assertThat(states(trace, "A"))
                .containsExactly("RUNNING 0-5", "WAITING 5-15", "RUNNING 15-20");
        assertThat(states(trace, "B"))
                .containsExactly("READY 0-5", "RUNNING 5-15", "READY 15-20", "RUNNING 20-22");
        assertThat(trace.job("A").states()).endsWith(JobState.RUNNING, JobState.ENDED);
    }

    @Test
    void childIsAZombieUntilItsParentCollectsIt() {
        Trace trace =
                ONE_CORE.run(
                        job("parent", 0, 10).waits(ofMillis(30)).runs(ofMillis(5)).collects(),
                        job("child", 0, 5).childOf("parent"));

        assertThat(states(trace, "child"))
                .containsExactly("READY 0-10", "RUNNING 10-15", "ZOMBIE 15-45");
        assertThat(trace.job("child").endNanos()).isEqualTo(15 * Jobs.MILLI);
        assertThat(trace.job("child").collectedNanos()).isEqualTo(45 * Jobs.MILLI);
        assertThat(trace.job("child").turnaround()).isEqualTo(ofMillis(15));
        assertThat(trace.job("child").states()).endsWith(JobState.ZOMBIE, JobState.ENDED);
    }

    @Test
    void parentThatCollectsWaitsForAllItsChildrenAndNoneOfThemIsAZombieThen() {
        Trace trace =
                ONE_CORE.run(
                        job("parent", 0, 1).collects().runs(ofMillis(2)),
                        job("first", 0, 5).childOf("parent"),
                        job("second", 20, 5).childOf("parent"));

        assertThat(states(trace, "parent"))
                .containsExactly("RUNNING 0-1", "WAITING 1-25", "RUNNING 25-27");
        assertThat(states(trace, "first")).containsExactly("READY 0-1", "RUNNING 1-6");
        assertThat(states(trace, "second")).containsExactly("RUNNING 20-25");
    }

    @Test
    void whomNobodyCollectsIsCollectedWhenItsParentHasEnded() {
        Trace trace =
                ONE_CORE.run(
                        job("careless", 0, 5).waits(ofMillis(20)),
                        job("child", 0, 5).childOf("careless"),
                        job("orphan", 0, 5).waits(ofMillis(50)).childOf("careless"));

        assertThat(states(trace, "child"))
                .containsExactly("READY 0-5", "RUNNING 5-10", "ZOMBIE 10-25");
        // its parent has gone before it
        assertThat(states(trace, "orphan")).endsWith("WAITING 15-65");
        assertThat(trace.job("orphan").collectedNanos()).isEqualTo(65 * Jobs.MILLI);
    }

    @Test
    void grandchildrenHoldUpTheirOwnParentOnly() {
        Trace trace =
                ONE_CORE.run(
                        job("grandparent", 0, 1).collects(),
                        job("parent", 0, 1).collects().childOf("grandparent"),
                        job("child", 0, 1).waits(ofMillis(10)).childOf("parent"));

        assertThat(trace.job("parent").endNanos()).isEqualTo(13 * Jobs.MILLI);
        assertThat(trace.job("grandparent").endNanos()).isEqualTo(13 * Jobs.MILLI);
        assertThat(states(trace, "child")).doesNotContain("ZOMBIE");
    }

    @Test
    void jobIsReadyWhileItsCoreIsStillChanging() {
        Trace trace = ONE_CORE.switchCost(ofMillis(2)).run(job("A", 0, 5), job("B", 0, 5));

        assertThat(states(trace, "B")).containsExactly("READY 0-7", "RUNNING 7-12");
        assertThat(trace.slots())
                .extracting(Slot::use)
                .containsExactly(Slot.Use.RUN, Slot.Use.SWITCH, Slot.Use.RUN);
    }

    @Test
    void whoIsTakenOffInTheMiddleOfAChangeWaitsForItsEnd() {
        // at 5 the core changes to B for 2 ms; C comes at 6, is more urgent, and takes it at 7
        Trace trace =
                Schedule.of(Policy.priorities().preemptive(), 1)
                        .switchCost(ofMillis(2))
                        .run(
                                job("A", 0, 5).priority(5),
                                job("B", 0, 5).priority(5),
                                job("C", 6, 1).priority(0));

        assertThat(states(trace, "C")).containsExactly("READY 6-9", "RUNNING 9-10");
        assertThat(states(trace, "B")).containsExactly("READY 0-12", "RUNNING 12-17");
    }
}
