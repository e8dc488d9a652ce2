package io.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SkewedSideTest {

    @Test
    void oneItemInFiftyIsAHundredTimesAsLong() {
        List<Integer> items = SkewedSide.items();
        assertThat(items).hasSize(1_000);
        assertThat(Collections.frequency(items, 100)).isEqualTo(20);
        assertThat(Collections.frequency(items, 1)).isEqualTo(980);
    }

    @Test
    void itemsAreTheSameForEverybodyAndTheLongOnesLieScattered() {
        List<Integer> items = SkewedSide.items();
        assertThat(items).isEqualTo(SkewedSide.items());
        assertThat(items.subList(0, 500)).contains(100);
        assertThat(items.subList(500, 1_000)).contains(100);
    }

    @Test
    void chunksHoldEverythingInOrder() {
        assertThat(SkewedSide.chunks(List.of(1, 2, 3, 4, 5), 2))
                .containsExactly(List.of(1, 2), List.of(3, 4), List.of(5));
        assertThat(SkewedSide.chunks(List.of(1, 2), 2)).containsExactly(List.of(1, 2));
        assertThat(SkewedSide.chunks(List.of(1, 2), 5)).containsExactly(List.of(1, 2));
    }

    @Test
    void fastestSizeIsTheBest() {
        assertThat(SkewedSide.bestOf(Map.of(1, 3.0, 8, 2.0, 64, 5.0))).isEqualTo(8);
    }
}
