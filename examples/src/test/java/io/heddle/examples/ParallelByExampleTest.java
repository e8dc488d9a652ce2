package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.heddle.Strand;
import io.heddle.TaskPool;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
        CountDownLatch allWait = new CountDownLatch(80);
        AtomicBoolean first = new AtomicBoolean(true);

        ParallelByExample.timed(
                TaskPool.coroutines(),
                80,
                () -> first.getAndSet(false) || meets(allWait) ? 1 : fail("they come in turn"));

        assertThat(ParallelByExample.waiting(4, Duration.ofMillis(1)))
                .containsOnlyKeys("8 threads", "2 processes", "coroutines");
    }

    private static boolean meets(CountDownLatch all) throws InterruptedException {
        all.countDown();
        return all.await(20, TimeUnit.SECONDS);
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
