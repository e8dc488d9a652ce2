package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.coroutine.TrackedQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A queue that knows what has been dealt with.
class TrackedQueueTest {

    private static final int NUMBER = 1_000;

    @Test
    void joinReturnsWhenEverythingWasDealtWithAndEachElementWentToOne() throws Exception {
        TrackedQueue<Integer> queue = TrackedQueue.bounded(10);
        ConcurrentSkipListSet<Integer> seen = new ConcurrentSkipListSet<>();
        List<Strand<?>> consumers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            consumers.add(
                    (i % 2 == 0 ? Strand.ofThread() : Strand.ofCoroutine())
                            .start(() -> consume(queue, seen)));
        }
        for (int i = 0; i < NUMBER; i++) {
            queue.put(i);
            assertThat(queue.size()).isBetween(0, 10);
        }

        queue.join();

        assertThat(seen).hasSize(NUMBER);
        assertThat(queue.unfinished()).isZero();
        for (Strand<?> consumer : consumers) {
            consumer.cancel(true);
            consumer.join();
        }
    }

    private static void consume(TrackedQueue<Integer> queue, ConcurrentSkipListSet<Integer> seen)
            throws InterruptedException {
        while (true) {
            assertThat(seen.add(queue.take())).isTrue();
            queue.taskDone();
        }
    }

    @Test
    void elementThatWasTakenIsUnfinishedUntilSomebodySaysSo() throws Exception {
        TrackedQueue<String> queue = TrackedQueue.unbounded();
        queue.put("a");
        assertThat(queue.take()).isEqualTo("a");

        assertThat(queue.join(Duration.ofMillis(1))).isFalse();
        Strand<?> waiter = Strand.ofThread().start(() -> queue.join());
        queue.taskDone();
        waiter.get();
        waiter.join();
        assertThat(queue.join(Duration.ofSeconds(Long.MIN_VALUE))).isTrue();
    }

    @Test
    void doneCannotBeSaidMoreOftenThanElementsWereTaken() throws Exception {
        TrackedQueue<String> queue = TrackedQueue.unbounded();
        assertThatIllegalStateException().isThrownBy(queue::taskDone);
        queue.put("a");
        assertThatIllegalStateException()
                .isThrownBy(queue::taskDone)
                .withMessageContaining("waiting=1");
        queue.take();
        queue.taskDone();
        assertThatIllegalStateException().isThrownBy(queue::taskDone);
    }

    @Test
    void whatIsWithdrawnIsDoneWithAndWhatIsDrainedIsTaken() throws Exception {
        TrackedQueue<String> queue = TrackedQueue.bounded(5);
        queue.addAll(List.of("a", "b", "c", "d", "e"));
        assertThat(queue.remove("c")).isTrue();
        Iterator<String> all = queue.iterator();
        all.next();
        all.remove();
        assertThatIllegalStateException().isThrownBy(all::remove);
        assertThat(queue.unfinished()).isEqualTo(3);
        List<String> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained, 1)).isEqualTo(1);
        queue.clear();
        assertThat(drained).containsExactly("b");
        assertThat(queue.unfinished()).isEqualTo(1);
        queue.taskDone();
        queue.join();
    }

    @Test
    void limitsOfTheQueueAreKeptAndTold() throws Exception {
        TrackedQueue<Integer> queue = TrackedQueue.bounded(3);
        assertThat(queue.offer(1) && queue.offer(2) && queue.offer(3)).isTrue();
        assertThat(queue.remainingCapacity()).isZero();
        assertThat(queue.offer(4)).isFalse();
        assertThat(queue.offer(4, 1, TimeUnit.MILLISECONDS)).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> queue.add(4));
        Strand<?> producer = Strand.ofThread().start(() -> queue.put(4));
        assertThat(queue.poll(1, TimeUnit.DAYS)).isEqualTo(1);
        producer.get();
        producer.join();
        queue.clear();
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
        assertThat(queue.peek()).isNull();
        assertThatNullPointerException().isThrownBy(() -> queue.offer(null));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(queue));
        assertThatIllegalArgumentException().isThrownBy(() -> TrackedQueue.bounded(0));
    }

    @Test
    void interruptEndsEachWaitAndChangesNothing() throws Exception {
        TrackedQueue<Integer> queue = TrackedQueue.bounded(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
        queue.put(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> queue.put(2)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(queue::join).isInstanceOf(InterruptedException.class);
        assertThat(queue).containsExactly(1);
    }
}
