package io.heddle.simulator.schedule;

import static io.heddle.simulator.schedule.Jobs.job;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.simulator.SimulationException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is refused, with what is said then.
class LimitsTest {

    private static final Schedule SCHEDULE = Schedule.of(Policy.cooperative(), 1);

    @Test
    void slicesThatAreTooShortForTheWorkEndTheRunWithAReason() {
        Schedule schedule = Schedule.of(Policy.roundRobin(ofNanos(1)), 1).limit(1_000);

        assertThatThrownBy(() -> schedule.run(job("A", 0, 1), job("B", 0, 1)))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("limit=1000")
                .hasMessageContaining("unfinished=2")
                .hasMessageContaining("longer slices");
    }

    @Test
    void boostsWithoutEndEndToo() {
        Schedule schedule =
                Schedule.of(Policy.multiLevelFeedback(ofNanos(1)).boost(ofNanos(2)), 1)
                        .limit(1_000);

        assertThatThrownBy(() -> schedule.run(job("A", 0, 1)))
                .isInstanceOf(SimulationException.class);
    }

    @Test
    void jobsThatMakeNoSenseAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Job.named(" "))
                .withMessageContaining("a job has a name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Job.named("a\nb"))
                .withMessageContaining("name='a?b'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Job.named("A").arrives(ofMillis(-1)))
                .withMessageContaining("job=A");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Job.named("A").runs(Duration.ZERO))
                .withMessageContaining("takes time: kind=RUN nanos=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Job.named("A").waits(ofDays(2)))
                .withMessageContaining("at most a day");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Job.named("A").runs(Duration.ofSeconds(Long.MIN_VALUE)))
                .withMessageContaining("at most a day");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Job.named("A").priority(1_000))
                .withMessageContaining("priority=1000");
    }

    @Test
    void loadsThatMakeNoSenseAreRefusedWithTheCulprit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SCHEDULE.run(List.of()))
                .withMessageContaining("jobs=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SCHEDULE.run(job("A", 0, 1), job("A", 0, 2)))
                .withMessageContaining("name='A'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SCHEDULE.run(Job.named("idle").waits(ofMillis(1))))
                .withMessageContaining("runs at least once: job=idle");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SCHEDULE.run(job("A", 0, 1).childOf("B")))
                .withMessageContaining("job=A parent='B'");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SCHEDULE.run(job("A", 0, 1).childOf("B"), job("B", 0, 1).childOf("A")))
                .withMessageContaining("own ancestor");
        Job eternal = Job.named("eternal").runs(ofDays(1));
        for (int i = 0; i < 9_999; i++) {
            eternal = eternal.runs(ofDays(1));
        }
        Job patient = eternal;
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SCHEDULE.run(
                                IntStream.range(0, 3)
                                        .mapToObj(i -> copyOf(patient, "j" + i))
                                        .toList()))
                .withMessageContaining("more than a simulation can take");
    }

    private static Job copyOf(Job job, String name) {
        Job copy = Job.named(name);
        for (Phase phase : job.phases()) {
            copy = copy.with(phase);
        }
        return copy;
    }

    @Test
    void computersAndPoliciesThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.of(Policy.cooperative(), 0))
                .withMessageContaining("cores=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.of(Policy.cooperative(), 1_025))
                .withMessageContaining("cores=1025");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SCHEDULE.switchCost(ofNanos(-1)))
                .withMessageContaining("switch-nanos=-1");
        assertThatIllegalArgumentException().isThrownBy(() -> SCHEDULE.limit(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policy.roundRobin(Duration.ZERO))
                .withMessageContaining("slice=0ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policy.priorities().ageing(ofMillis(-1)))
                .withMessageContaining("ageing=-1ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policy.multiLevelFeedback())
                .withMessageContaining("slices=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Workload.seeded(1, 0))
                .withMessageContaining("jobs=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Workload.seeded(1, 1).waiting(ofMillis(1), 0))
                .withMessageContaining("bursts=0");
    }

    @Test
    void jobsOfADayFitAndAreExactToTheNanosecond() {
        Trace trace =
                SCHEDULE.run(
                        Job.named("A").runs(ofDays(1)),
                        Job.named("B").arrives(ofNanos(1)).runs(ofNanos(1)));

        assertThat(trace.job("B").waiting()).isEqualTo(ofDays(1).minusNanos(1));
        assertThat(trace.makespan()).isEqualTo(ofDays(1).plusNanos(1));
    }

    @Test
    void neighbouringPhasesOfAKindAreOneAndPausesBesideWaitsAreNothing() {
        Job job =
                Job.named("A")
                        .pauses()
                        .runs(ofMillis(1))
                        .runs(ofMillis(2))
                        .pauses()
                        .waits(ofMillis(1))
                        .pauses()
                        .runs(ofMillis(1))
                        .pauses();

        assertThat(job.phases().toString())
                .isEqualTo("[pause, run 3ms, pause, wait 1ms, pause, run 1ms, pause]");
        Trace trace = SCHEDULE.run(job, job("B", 0, 1));
        assertThat(Jobs.starts(trace)).containsExactly("0 A", "3 B", "4 A");
    }

    @Test
    void questionAboutAStrangerIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SCHEDULE.run(job("A", 0, 1)).job("B"))
                .withMessageContaining("name='B'");
    }
}
