package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Strand;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What is measured about pools is there; how fast is for a quiet machine to say.
class ParallelByExampleTest {

    @Test
    @Tag("slow")
    void sameWorkIsTimedInEachKindOfPool() throws Exception {
        assertThat(ParallelByExample.primesBelow(100)).isEqualTo(25);
        assertThat(ParallelByExample.computing(2, 4, 2_000))
                .containsOnlyKeys("1 thread", "2 threads", "2 processes")
                .allSatisfy((who, time) -> assertThat(time).isPositive());
        assertThat(ParallelByExample.oversubscribed(1, 4, 2_000))
                .containsOnlyKeys("1 threads", "4 threads", "16 threads");
    }

    @Test
    @Tag("slow")
    void coroutinesAllWaitAtTheSameTime() throws Exception {
        var times = ParallelByExample.waiting(80, Duration.ofMillis(20));

        assertThat(times.get("coroutines")).isLessThan(times.get("2 processes"));
    }

    @Test
    void adviceFollowsWhatASampleDoes() throws Exception {
        assertThat(ParallelByExample.advice(ParallelByExampleTest::sleepABit))
                .startsWith("coroutines");
        assertThat(ParallelByExample.adviceFor(0.95)).contains(Strand.cores() + " of them");
        assertThat(ParallelByExample.adviceFor(0.5)).contains(2 * Strand.cores() + " of them");
    }

    private static boolean sleepABit() throws InterruptedException {
        Thread.sleep(Duration.ofMillis(50));
        return true;
    }
}
