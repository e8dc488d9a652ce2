package io.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CaseResultTest {

    private static final Case SUBJECT =
            new Case(
                    "pool.example",
                    "do something",
                    "µs",
                    List.of(),
                    List.of(
                            Target.atMost("slow", 1 / 8.0),
                            Target.atMost("fast", 2),
                            Target.atMost("absent", 2)));

    private static CaseResult result() {
        return new CaseResult(
                SUBJECT,
                List.of(
                        entry("heddle", 10, 30, 20),
                        entry("slow", 200, 160, 100),
                        entry("fast", 5, 5, 5),
                        CaseResult.Entry.missing("absent", "not on this machine")),
                List.of("a warning"));
    }

    private static CaseResult.Entry entry(String name, double... values) {
        return CaseResult.Entry.of(
                name, java.util.Arrays.stream(values).mapToObj(Round::of).toList());
    }

    @Test
    @SuppressWarnings("unchecked")
    void jsonHasTheFormThatTheDesignPromises() {
        Map<String, Object> json = result().json();

        assertThat(json)
                .containsEntry("case", "pool.example")
                .containsEntry("unit", "µs")
                .containsEntry("heddle", 20.0)
                .containsEntry("peers", Map.of("slow", 160.0, "fast", 5.0))
                .containsEntry("ratios", Map.of("slow", 0.125, "fast", 4.0))
                .containsEntry("rounds", 3)
                .containsEntry("spread", Map.of("heddle", 1.0, "slow", 0.625, "fast", 0.0))
                .containsEntry("missing", Map.of("absent", "not on this machine"));
        assertThat(Json.write(json)).startsWith("{\n  \"case\": \"pool.example\",");
    }

    @Test
    void targetsAreMetMissedOrNotMeasured() {
        assertThat(result().verdicts().stream().map(CaseResult.Verdict::text))
                .containsExactly("met", "missed", "not measured");
    }

    @Test
    void nothingIsComparedWithHeddleThatFailed() {
        CaseResult failed =
                new CaseResult(
                        SUBJECT,
                        List.of(
                                CaseResult.Entry.missing("heddle", "broken"),
                                entry("slow", 1, 2, 3)),
                        List.of());

        assertThat(failed.json()).doesNotContainKey("heddle").containsEntry("ratios", Map.of());
        assertThat(failed.verdicts().stream().map(CaseResult.Verdict::text))
                .containsOnly("not measured");
    }

    @Test
    void percentilesAreOfAllOperationsOfAllRounds() {
        CaseResult.Entry entry =
                CaseResult.Entry.of(
                        "heddle",
                        List.of(
                                new Round(1, new long[] {4_000, 1_000}),
                                new Round(1, new long[] {2_000, 3_000})));

        assertThat(entry.percentiles())
                .containsExactly(
                        Map.entry("p50", 2.0),
                        Map.entry("p90", 4.0),
                        Map.entry("p99", 4.0),
                        Map.entry("p99.9", 4.0));
    }

    @Test
    void targetsAreWrittenAsFractions() {
        assertThat(Target.atMost("x", 1 / 8.0).text()).isEqualTo("≤ 1/8");
        assertThat(Target.atMost("x", 0.5).text()).isEqualTo("≤ 0.5");
        assertThat(Target.atLeast("x", 20).text()).isEqualTo("≥ 20");
        assertThat(Target.atLeast("x", 20).isMetBy(20)).isTrue();
        assertThat(Target.atLeast("x", 20).isMetBy(19.9)).isFalse();
        assertThat(Target.atMost("x", 1.5).isMetBy(1.6)).isFalse();
    }
}
