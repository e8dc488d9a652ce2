package io.heddle.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdviceTest {

    @Test
    void whoComputesNearlyAlwaysGetsNoThreadMoreThanThereAreCores() {
        assertThat(Advice.threads(1, 8)).isEqualTo(8);
        assertThat(Advice.threads(0.98, 8)).isEqualTo(8);
        assertThat(Advice.threads(0.5, 8)).isEqualTo(16);
        assertThat(Advice.threads(0.75, 2)).isEqualTo(3);
    }

    @Test
    void taskThatAllocatesNothingIsNotSaidToAllocate() throws Exception {
        Effort first = Effort.of(() -> 1, 1);

        assertThat(Effort.of(() -> 1, 3).allocatedBytes())
                .as("less than to read a file once; the first time: " + first)
                .isBetween(0L, 1_000L);
    }
}
