package io.heddle.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A queue of a manager, in whose process everybody waits for everybody else.
class QueueStoreTest {

    /// An element whose comparison takes as long as the test says.
    private record Slow(CountDownLatch begun, CountDownLatch mayEnd) {
        @Override
        public boolean equals(@Nullable Object other) {
            begun.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return other == this;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    private static <T> FutureTask<T> inAThread(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.startVirtualThread(task);
        return task;
    }

    private static FutureTask<Object> waiting(Callable<Object> call) {
        FutureTask<Object> task = new FutureTask<>(call);
        Thread thread = Thread.startVirtualThread(task);
        while (thread.getState() != Thread.State.WAITING
                && thread.getState() != Thread.State.TIMED_WAITING) { // the test has a time limit
            LockSupport.parkNanos(1_000_000);
        }
        return task;
    }

    @Test
    void comparisonThatTakesLongHoldsUpNobodyElse() throws Exception {
        Slow slow = new Slow(new CountDownLatch(1), new CountDownLatch(1));
        QueueStore<Object> queue = new QueueStore<>(10);
        queue.offer(slow);
        FutureTask<Boolean> looking = inAThread(() -> queue.contains(slow));
        FutureTask<Boolean> removing = inAThread(() -> queue.removeElement(slow));
        slow.begun().await();

        Taken<Object> taken = queue.poll(1);
        assertThat(queue.size()).isZero();
        taken.refused();
        assertThat(queue.size()).isEqualTo(1);

        slow.mayEnd().countDown();
        assertThat(looking.get()).isTrue();
        assertThat(removing.get()).isTrue();
        assertThat(queue.size()).isZero();
    }

    @Test
    void releasedQueueKeepsNobodyWaiting() {
        QueueStore<String> empty = new QueueStore<>(1);
        QueueStore<String> full = new QueueStore<>(1);
        full.offer("a");
        FutureTask<Object> taker = waiting(() -> empty.take(Long.MAX_VALUE));
        FutureTask<Object> putter = waiting(() -> full.put("b", Long.MAX_VALUE));
        empty.released("it was released: object=1");
        full.released("it was released: object=2");
        assertThatThrownBy(taker::get)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("it was released: object=1");
        assertThatThrownBy(putter::get)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("it was released: object=2");
        assertThatThrownBy(() -> empty.take(Long.MAX_VALUE))
                .isInstanceOf(IllegalStateException.class); // it was on its way
    }

    @Test
    void putOfWhichNobodyKnowsIsUndoneAndThatOfSomebodyWhoDiedIsNot() throws Exception {
        QueueStore<String> queue = new QueueStore<>(2);
        Put refused = queue.put("a", 0);
        Put lost = queue.put("b", 0);
        assertThat(queue.put("c", 0).counts()).isFalse();
        refused.refused();
        lost.lost();
        assertThat(queue.elements()).extracting(Stamped::value).containsExactly("b");
        refused.refused(); // it is gone
        assertThat(queue.size()).isEqualTo(1);
    }
}
