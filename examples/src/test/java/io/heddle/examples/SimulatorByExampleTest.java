package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.simulator.schedule.JobState;
import org.junit.jupiter.api.Test;

/// The snippets about the simulator do what their page says.
class SimulatorByExampleTest {

    @Test
    void slicesAreGivenInTurn() {
        assertThat(SimulatorByExample.slices())
                .contains("core 0  editor---|music----|editor---|mail-----|music----|");
    }

    @Test
    void policiesDifferInWhatIsWaitedFor() {
        assertThat(SimulatorByExample.policies())
                .contains("first come, first served, 1 core     17ms")
                .contains("shortest job first, 1 core            3ms")
                .contains("round robin, slice 4ms, 1 core    5.667ms");
    }

    @Test
    void parallelEndsSoonerThanConcurrent() {
        assertThat(SimulatorByExample.concurrentAndParallel()).containsExactly(40L, 10L);
    }

    @Test
    void copyGoesThroughAllStates() {
        assertThat(SimulatorByExample.states())
                .containsExactly(
                        JobState.READY,
                        JobState.RUNNING,
                        JobState.WAITING,
                        JobState.RUNNING,
                        JobState.ZOMBIE,
                        JobState.ENDED);
    }

    @Test
    void processorMultiplies() {
        assertThat(SimulatorByExample.product().getLast().after().word(2008)).isEqualTo(42);
    }

    @Test
    void moreWorkersWaitLess() {
        assertThat(SimulatorByExample.enoughWorkers())
                .extracting(forecast -> forecast.waiting().mean())
                .isSortedAccordingTo((a, b) -> b.compareTo(a));
    }
}
