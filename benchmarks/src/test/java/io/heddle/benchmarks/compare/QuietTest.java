package io.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuietTest {

    @Test
    void loadIsCountedForEachCore() {
        assertThat(Quiet.warningAtStart(1.0, 2)).isEmpty();
        assertThat(Quiet.warningAtStart(1.2, 2))
                .contains(
                        "the load average at the start was 1.20 on 2 cores, more than 0.5 for each");
    }

    @Test
    void loudRoundsAreCounted() {
        assertThat(Quiet.warningOf(List.of(0.1, 0.5))).isEmpty();
        assertThat(Quiet.warningOf(List.of(0.1, 0.9, 0.6)))
                .contains("others kept the processors busy before 2 of 3 rounds, up to 90 %");
    }
}
