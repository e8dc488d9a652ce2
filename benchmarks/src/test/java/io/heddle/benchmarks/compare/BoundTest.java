package io.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BoundTest {

    private static final Bound P99 = Bound.of(99, 20);

    private static CaseResult result(List<Bound> bounds, CaseResult.Entry ours) {
        Case subject = new Case("case", "do it", "ms", List.of(), List.of(), bounds);
        return new CaseResult(subject, List.of(ours), List.of());
    }

    private static CaseResult.Entry oursWith(long... millis) {
        long[] nanos = LongStream.of(millis).map(value -> value * 1_000_000).toArray();
        return CaseResult.Entry.of(Contestant.HEDDLE, List.of(new Round(1, nanos)));
    }

    @Test
    void boundIsMetBelowItsLimitOnly() {
        assertThat(P99.isMetBy(19.999)).isTrue();
        assertThat(P99.isMetBy(20)).isFalse();
    }

    @Test
    void percentileOfAllOperationsCounts() {
        long[] hundred = LongStream.rangeClosed(1, 100).map(n -> n * 1_000_000).toArray();
        assertThat(P99.millis(hundred)).isEqualTo(99);
        assertThat(Bound.of(100, 1).millis(hundred)).isEqualTo(100);
        assertThat(Bound.of(50, 1).millis(hundred)).isEqualTo(50);
    }

    @Test
    void boundSaysWhatItIsAbout() {
        assertThat(P99.text()).isEqualTo("p99 < 20.0 ms");
        assertThat(Bound.of(99.9, 5).text()).isEqualTo("p99.9 < 5.00 ms");
        assertThat(Bound.of(100, 1_000).text()).isEqualTo("slowest < 1,000 ms");
    }

    @Test
    void boundsAreMetMissedOrNotMeasured() {
        assertThat(result(List.of(P99), oursWith(3, 1, 2)).boundVerdicts().getFirst().line())
                .isEqualTo("p99 < 20.0 ms: met, 3.00 ms");
        assertThat(result(List.of(P99), oursWith(30, 1, 2)).boundVerdicts().getFirst().line())
                .isEqualTo("p99 < 20.0 ms: missed, 30.0 ms");
        assertThat(
                        result(List.of(P99), CaseResult.Entry.missing(Contestant.HEDDLE, "absent"))
                                .boundVerdicts()
                                .getFirst()
                                .line())
                .isEqualTo("p99 < 20.0 ms: not measured");
    }

    @Test
    void jsonHasBoundsOnlyWhereThereAreSome() {
        assertThat(result(List.of(P99), oursWith(30)).json())
                .containsEntry(
                        "bounds",
                        List.of(
                                Map.of(
                                        "bound",
                                        "p99 < 20.0 ms",
                                        "millis",
                                        30.0,
                                        "verdict",
                                        "missed")));
        assertThat(result(List.of(), oursWith(30)).json()).doesNotContainKey("bounds");
    }
}
