package io.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.spi.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class FuturesTest {

    private final Promise<Integer> one = new Promise<>();
    private final Promise<Integer> two = new Promise<>();

    @Test
    void asCompletedGivesEachOnceInTheOrderOfCompletion() {
        Iterator<Promise<Integer>> ended = Futures.asCompleted(List.of(one, two)).iterator();
        two.put(2);
        one.putFailure(new IllegalStateException());

        List<Object> order = new ArrayList<>();
        ended.forEachRemaining(order::add);

        assertThat(order).isEqualTo(List.of(two, one));
        assertThatThrownBy(ended::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void asCompletedGivesAFutureAsOftenAsItIsListed() {
        one.put(1);
        List<Object> given = new ArrayList<>();

        Futures.asCompleted(List.of(one, one)).forEach(given::add);

        assertThat(given).isEqualTo(List.of(one, one));
    }

    @Test
    void asCompletedOfNothingIsEmpty() {
        assertThat(Futures.asCompleted(List.<TaskFuture<?>>of()).iterator().hasNext()).isFalse();
    }

    @Test
    void asCompletedWithoutTimeGivesWhatHasEnded() {
        one.put(1);
        Iterator<Promise<Integer>> ended =
                Futures.asCompleted(List.of(two, one), Duration.ZERO).iterator();

        assertThat((Object) ended.next()).isSameAs(one);
        assertThatThrownBy(ended::next)
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessageStartingWith("not all futures ended in time: pending=1 limit=0s");
    }

    @Test
    void interruptedIterationKeepsTheFlag() {
        Iterator<Promise<Integer>> ended = Futures.asCompleted(List.of(one)).iterator();

        Thread.currentThread().interrupt();

        assertThatThrownBy(ended::next).isInstanceOf(HeddleException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void awaitOfNothingReturnsAtOnce() throws Exception {
        for (Futures.Until until : Futures.Until.values()) {
            Futures.Waited<Integer> waited = Futures.await(List.<TaskFuture<Integer>>of(), until);
            assertThat(waited.done()).isEmpty();
            assertThat(waited.pending()).isEmpty();
        }
    }

    @Test
    void waitThatIsOverLeavesNothingWithWhatIsPending() throws Exception {
        for (int i = 0; i < 100; i++) {
            Futures.await(List.of(one, two), Futures.Until.ALL, Duration.ZERO);
        }
        assertThat(one.listening()).isZero();
        assertThat(two.listening()).isZero();
    }

    @Test
    void cancelledCountsAsException() throws Exception {
        one.cancel(false);

        Futures.Waited<Integer> waited =
                Futures.await(List.of(one, two), Futures.Until.FIRST_EXCEPTION);

        assertThat(waited.done()).isEqualTo(java.util.Set.of(one));
        assertThat(waited.pending()).isEqualTo(java.util.Set.of(two));
    }

    @Test
    void firstExceptionWithoutAnyWaitsForAll() throws Exception {
        one.put(1);
        two.put(2);

        assertThat(Futures.await(List.of(one, two), Futures.Until.FIRST_EXCEPTION).pending())
                .isEmpty();
    }

    @Test
    void setsCannotBeChanged() throws Exception {
        one.put(1);
        Futures.Waited<Integer> waited = Futures.await(List.of(one), Futures.Until.ALL);

        assertThatThrownBy(() -> waited.done().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
