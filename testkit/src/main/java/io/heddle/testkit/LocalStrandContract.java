package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.StrandStatus;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// What strands promise that run in this process: threads and coroutines.
public abstract class LocalStrandContract extends StrandContract {

    private static final Duration LONG = Duration.ofDays(1);

    /// For subclasses.
    protected LocalStrandContract() {}

    /// Begins a strand of the kind that is tested.
    ///
    /// @return a new builder
    protected abstract Strand.Builder builder();

    // ---- delay -------------------------------------------------------------------------------

    /// Waits for its time.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void delayedStrandBeginsNoSooner() throws Exception {
        Duration delay = Duration.ofMillis(30);
        long begin = System.nanoTime();
        Strand<Long> strand = builder().delay(delay).start(System::nanoTime);

        assertThat(strand.get() - begin).isGreaterThanOrEqualTo(delay.toNanos());
        strand.join();
        assertThat(strand.attempts()).isEqualTo(1);
    }

    /// Looks at one that waits for its time.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void strandThatWaitsForItsTimeIsAliveAndHasNotBegun() throws Exception {
        Strand<Integer> strand = builder().delay(LONG).start(() -> 1);

        Eventually.holds("it waits", () -> strand.status() == StrandStatus.WAITING);
        assertThat(strand.isAlive()).isTrue();
        assertThat(strand.attempts()).isZero();
        assertThat(strand.join(Duration.ZERO)).isFalse();

        strand.cancel(true);
        strand.join();
    }

    /// Calls it off, in both ways.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void strandCancelledBeforeItsTimeNeverBeginsAndEndsAtOnce() throws Exception {
        for (boolean interrupt : new boolean[] {false, true}) {
            AtomicBoolean ran = new AtomicBoolean();
            Strand<?> strand = builder().delay(LONG).start(() -> ran.set(true));

            assertThat(strand.cancel(interrupt)).isTrue();

            assertThat(strand.join(Eventually.LIMIT)).isTrue();
            assertThat(ran).isFalse();
            assertThat(strand.attempts()).isZero();
            assertThatThrownBy(strand::get).isInstanceOf(CancellationException.class);
        }
    }

    /// Asks for a delay that is none.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void delayOfNothingOrLessIsNone() throws Exception {
        for (Duration delay : new Duration[] {Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE)}) {
            Strand<Integer> strand = builder().delay(delay).start(() -> 42);

            assertThat(strand.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(42);
            strand.join();
        }
    }

    // ---- those that are active ---------------------------------------------------------------

    /// Counts those that live.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void activeStrandsAreThoseThatWereStartedAndHaveNotEnded() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Strand<?> unstarted = builder().unstarted(() -> 1);
        Strand<?> first = builder().start(() -> end.await());
        Strand<?> second = builder().delay(LONG).start(() -> 1);
        Strand<?> failed = builder().start(Troubles::failDeepInside);
        failed.join();

        assertThat(Strand.active())
                .containsSubsequence(first, second)
                .doesNotContain(unstarted, failed);

        second.cancel(false);
        second.join();
        assertThat(Strand.active()).contains(first).doesNotContain(second);
        end.countDown();
        first.join();
        assertThat(Strand.active()).doesNotContain(first);
    }
}
