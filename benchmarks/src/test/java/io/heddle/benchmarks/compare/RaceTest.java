package io.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class RaceTest {

    private final List<String> log = new CopyOnWriteArrayList<>();

    private Contestant contestant(String name) {
        return new Contestant(
                name,
                () -> {
                    log.add(name + " open");
                    return () -> {
                        log.add(name);
                        return Round.of(log.size());
                    };
                });
    }

    private CaseResult run(int rounds, Contestant... contestants) throws InterruptedException {
        Case subject = new Case("case", "what", "ms", List.of(contestants), List.of());
        return new Race(rounds, new Race.WarmUp(1, Duration.ZERO), new Quiet(), text -> {})
                .run(subject);
    }

    @Test
    void contestantsDoTheirRoundsInTurnAfterOneThatDoesNotCount() throws InterruptedException {
        CaseResult result = run(2, contestant("heddle"), contestant("b"));

        assertThat(log)
                .containsExactly(
                        "heddle open", "b open", "heddle", "b", "heddle", "b", "heddle", "b");
        assertThat(result.entries().getFirst().values()).containsExactly(5, 7);
        assertThat(result.entries().getLast().values()).containsExactly(6, 8);
    }

    @Test
    void warmingUpGoesOnUntilItsTimeHasPassedForAllTogether() throws InterruptedException {
        Duration time = Duration.ofMillis(30);
        Case subject =
                new Case(
                        "case", "what", "ms", List.of(contestant("a"), contestant("b")), List.of());

        long begin = System.nanoTime();
        CaseResult result =
                new Race(1, new Race.WarmUp(1, time), new Quiet(), text -> {}).run(subject);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(time);
        assertThat(result.entries().getFirst().values()).hasSize(1);
        assertThat(log.stream().filter("a"::equals).count())
                .isEqualTo(log.stream().filter("b"::equals).count())
                .isGreaterThan(2);
    }

    @Test
    void oneThatCannotStartIsMissingWithTheReason() throws InterruptedException {
        Contestant absent =
                new Contestant(
                        "absent",
                        () -> {
                            throw new MissingException("no such program");
                        });

        CaseResult result = run(2, contestant("heddle"), absent);

        assertThat(result.entries().getFirst().values()).hasSize(2);
        assertThat(result.entries().getLast().missing()).contains("no such program");
    }

    @Test
    void oneThatFailsOnTheWayLosesItsEarlierRounds() throws InterruptedException {
        Contestant failing =
                new Contestant(
                        "failing",
                        () ->
                                () -> {
                                    log.add("failing");
                                    if (log.stream().filter("failing"::equals).count() == 3) {
                                        throw new IllegalStateException("broken");
                                    }
                                    return Round.of(1);
                                });

        CaseResult result = run(3, contestant("heddle"), failing);

        CaseResult.Entry entry = result.entries().getLast();
        assertThat(entry.values()).isEmpty();
        assertThat(entry.missing()).contains("java.lang.IllegalStateException: broken");
        assertThat(log.stream().filter("failing"::equals)).hasSize(3);
    }
}
