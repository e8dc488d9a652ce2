package io.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void medianOfAnOddNumberIsTheOneInTheMiddle() {
        assertThat(Statistics.median(9, 1, 5)).isEqualTo(5);
        assertThat(Statistics.median(7)).isEqualTo(7);
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(Statistics.median(4, 1, 3, 100)).isEqualTo(3.5);
    }

    @Test
    void medianLeavesItsInputAsItIs() {
        double[] values = {3, 1, 2};
        Statistics.median(values);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void statisticsOfNothingAreRefused() {
        assertThatThrownBy(Statistics::median)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("statistics need at least one value: values=0");
        assertThatThrownBy(() -> Statistics.percentile(new long[0], 50))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void spreadIsTheWholeWidthAsAPartOfTheMedian() {
        assertThat(Statistics.spread(90, 100, 130)).isCloseTo(0.4, within(1e-12));
        assertThat(Statistics.spread(5, 5, 5)).isZero();
        assertThat(Statistics.spread(0, 0)).isZero();
    }

    @Test
    void ratioSaysHowManyTimesTheSecondIsInTheFirst() {
        assertThat(Statistics.ratio(20, 160)).isEqualTo(0.125);
    }

    @Test
    void percentilesAreNearestRanks() {
        long[] thousand = LongStream.rangeClosed(1, 1000).toArray();
        assertThat(Statistics.percentile(thousand, 50)).isEqualTo(500);
        assertThat(Statistics.percentile(thousand, 90)).isEqualTo(900);
        assertThat(Statistics.percentile(thousand, 99)).isEqualTo(990);
        assertThat(Statistics.percentile(thousand, 99.9)).isEqualTo(999);
        assertThat(Statistics.percentile(thousand, 100)).isEqualTo(1000);
        assertThat(Statistics.percentile(new long[] {7}, 50)).isEqualTo(7);
    }

    @Test
    void percentilesBeyondTheScaleAreRefused() {
        assertThatThrownBy(() -> Statistics.percentile(new long[] {1}, 0))
                .hasMessage("a percentile is above 0 and at most 100: percent=0.0");
        assertThatThrownBy(() -> Statistics.percentile(new long[] {1}, 101))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
