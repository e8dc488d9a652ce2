package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.TaskSerializationException;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedQueue;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a [SharedQueue] promises, wherever the other party is.
public abstract class SharedQueueContract {

    private static final int EACH = 300;

    /// Made by subclasses.
    protected SharedQueueContract() {}

    /// Says where the other party is.
    ///
    /// @return the place
    protected abstract Elsewhere elsewhere();

    /// What a producer puts.
    ///
    /// @param producer which one
    /// @param number which element of that producer
    /// @param ballast of different lengths
    private record Item(int producer, int number, byte[] ballast) implements Serializable {}

    private static SharedQueue<Integer> numbers(int capacity, int count) {
        SharedQueue<Integer> queue = SharedQueue.create(capacity);
        for (int i = 1; i <= count; i++) {
            assertThat(queue.add(i)).isTrue();
        }
        return queue;
    }

    // ---- between two parties -------------------------------------------------------------------

    /// Lets two producers there and one here put, and two consumers take.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-47")
    public void elementsOfEachProducerComeOnceAndInOrder() throws Exception {
        SharedQueue<Item> queue = SharedQueue.create(7);
        List<Strand<Boolean>> producers = new ArrayList<>();
        for (int p = 0; p < 2; p++) {
            int producer = p;
            producers.add(elsewhere().act(() -> produce(queue, producer)));
        }
        Strand<List<Item>> there = elsewhere().start(() -> consume(queue, EACH));
        Strand<Boolean> here =
                Strand.ofThread()
                        .start(() -> {
                            produce(queue, 2);
                            return true;
                        });
        List<Item> taken = consume(queue, 2 * EACH);
        for (Strand<Boolean> producer : producers) {
            producer.get();
        }
        here.get();
        List<Item> takenThere = there.get();
        assertInOrder(taken);
        assertInOrder(takenThere);
        List<Item> all = new ArrayList<>(taken);
        all.addAll(takenThere);
        assertThat(all.stream().map(item -> item.producer() * EACH + item.number()).sorted())
                .containsExactlyElementsOf(IntStream.range(0, 3 * EACH).boxed().toList());
        assertThat(queue).isEmpty();
    }

    private static void produce(SharedQueue<Item> queue, int producer) throws InterruptedException {
        Random random = new Random(producer);
        for (int i = 0; i < EACH; i++) {
            byte[] ballast = new byte[random.nextInt(100) == 0 ? 70_000 : random.nextInt(600)];
            Arrays.fill(ballast, (byte) i);
            queue.put(new Item(producer, i, ballast));
        }
    }

    private static List<Item> consume(SharedQueue<Item> queue, int count)
            throws InterruptedException {
        List<Item> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Item item = queue.take();
            for (byte b : item.ballast()) {
                if (b != (byte) item.number()) {
                    throw new AssertionError("torn: " + item);
                }
            }
            taken.add(new Item(item.producer(), item.number(), new byte[0]));
        }
        return taken;
    }

    private static void assertInOrder(List<Item> taken) {
        Map<Integer, Integer> last = new HashMap<>();
        for (Item item : taken) {
            Integer before = last.put(item.producer(), item.number());
            assertThat(before == null ? -1 : before).isLessThan(item.number());
        }
    }

    /// Waits here for what is put there, and the other way round.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void putThereLetsTakeHereGoOnAndBack() throws Exception {
        SharedQueue<String> forth = SharedQueue.create(1);
        SharedQueue<String> back = SharedQueue.create(1);
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            for (int i = 0; i < 50; i++) {
                                back.put(forth.take() + "!");
                            }
                        });
        for (int i = 0; i < 50; i++) {
            forth.put("a" + i);
            assertThat(back.take()).isEqualTo("a" + i + "!");
        }
        there.get();
    }

    /// Waits for room that is made there, by each way to make it.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void roomMadeThereLetsPutHereGoOn() throws Exception {
        SharedQueue<Integer> queue = numbers(2, 2);
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            awaitFull(queue);
                            queue.poll();
                            awaitFull(queue);
                            queue.remove(3);
                            awaitFull(queue);
                            queue.clear();
                        });
        for (int i = 3; i <= 6; i++) {
            assertThat(queue.offer(i, 50, TimeUnit.SECONDS)).isTrue();
        }
        there.get();
        assertThat(queue.peek()).isGreaterThan(4);
    }

    /// Whoever makes room too early proves nothing.
    private static void awaitFull(SharedQueue<Integer> queue) throws InterruptedException {
        Eventually.holds("it is full", () -> queue.remainingCapacity() == 0);
    }

    /// Sends what is far larger than a slot, and than all memory that was made beforehand.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void largeElementsPassAndKeepTheirOrder() throws Exception {
        SharedQueue<byte[]> queue = SharedQueue.create(4);
        int[] lengths = {10, 5 << 20, 0, 100_000, 3_000, 9 << 20, 1};
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            for (int length : lengths) {
                                queue.put(patterned(length));
                            }
                        });
        for (int length : lengths) {
            assertThat(Arrays.equals(queue.take(), patterned(length))).isTrue();
        }
        there.get();
    }

    private static byte[] patterned(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /// Fills queues with elements of any size: only their number counts.
    @Test
    public void capacityIsExactWhateverTheSizeOfElements() {
        for (int capacity : new int[] {1, 3, 16, 33}) {
            for (int bytes : new int[] {1, 700, 40_000}) {
                SharedQueue<byte[]> queue = SharedQueue.create(capacity);
                for (int round = 0; round < 3; round++) {
                    for (int i = 0; i < capacity; i++) {
                        assertThat(queue.remainingCapacity()).isEqualTo(capacity - i);
                        assertThat(queue.offer(new byte[bytes])).isTrue();
                    }
                    assertThat(queue.offer(new byte[0])).isFalse();
                    assertThatThrownBy(() -> queue.add(new byte[0]))
                            .isInstanceOf(IllegalStateException.class);
                    assertThat(queue.size()).isEqualTo(capacity);
                    for (int i = 0; i < capacity; i++) {
                        assertThat(queue.remove()).hasSize(bytes);
                    }
                    assertThat(queue.poll()).isNull();
                }
            }
        }
    }

    /// Lets very many coroutines wait.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void tenThousandVirtualThreadsWaitAndHoldNoCarrier() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(10_000);
        SharedLong sum = SharedLong.create(0);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        try {
                            sum.addAndGet(queue.take());
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }));
        }
        for (Thread thread : threads) {
            Eventually.holds("it waits", () -> thread.getState() == Thread.State.WAITING);
        }
        Thread free = Thread.startVirtualThread(() -> sum.addAndGet(1_000_000));
        free.join(); // a carrier is left for it
        elsewhere()
                .act(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        queue.put(1);
                    }
                })
                .get();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(sum.get()).isEqualTo(1_010_000);
    }

    // ---- time and interrupts -------------------------------------------------------------------

    /// Waits in vain.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-47")
    public void whoTimesOutHasPutOrTakenNothing() throws Exception {
        SharedQueue<Integer> queue = numbers(2, 2);
        long begin = System.nanoTime();
        assertThat(queue.offer(3, 30, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(30_000_000);
        assertThat(queue.offer(3, -1, TimeUnit.DAYS)).isFalse();
        assertThat(queue).containsExactly(1, 2);
        queue.clear();
        begin = System.nanoTime();
        assertThat(queue.poll(30, TimeUnit.MILLISECONDS)).isNull();
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(30_000_000);
        assertThat(queue.poll(0, TimeUnit.DAYS)).isNull();
        assertThat(queue.offer(4, Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
        assertThat(queue.poll(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo(4);
    }

    /// Interrupts who waits, and who has not begun.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void whoIsInterruptedHasPutOrTakenNothing() throws Exception {
        SharedQueue<Integer> empty = SharedQueue.create(1);
        SharedQueue<Integer> full = numbers(1, 1);
        assertInterruptible(empty::take);
        assertInterruptible(() -> empty.poll(50, TimeUnit.SECONDS));
        assertInterruptible(() -> full.put(2));
        assertInterruptible(() -> full.offer(2, 50, TimeUnit.SECONDS));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> empty.put(1)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(full::take).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThat(full.offer(2)).isFalse();
        assertThat(empty.offer(7)).isTrue();
        assertThat(empty.poll()).isEqualTo(7);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(empty).isEmpty();
        assertThat(full).containsExactly(1);
    }

    /// What may be interrupted.
    @FunctionalInterface
    private interface Waiting {
        void waits() throws InterruptedException;
    }

    private static void assertInterruptible(Waiting waiting) throws InterruptedException {
        List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                waiting.waits();
                            } catch (InterruptedException e) {
                                interrupted.add(true);
                            }
                        });
        Eventually.holds(
                "it waits",
                () ->
                        thread.getState() == Thread.State.WAITING
                                || thread.getState() == Thread.State.TIMED_WAITING);
        thread.interrupt();
        thread.join();
        assertThat(interrupted).hasSize(1);
    }

    // ---- as a collection -----------------------------------------------------------------------

    /// Hands in nothing, or itself.
    @Test
    public void nothingAndItselfAreRefused() {
        SharedQueue<Integer> queue = numbers(3, 2);
        assertThatNullPointerException().isThrownBy(() -> queue.put(null));
        assertThatNullPointerException().isThrownBy(() -> queue.offer(null));
        assertThatNullPointerException().isThrownBy(() -> queue.add(null));
        assertThatNullPointerException()
                .isThrownBy(() -> queue.offer(null, 1, TimeUnit.MILLISECONDS));
        assertThatNullPointerException().isThrownBy(() -> queue.drainTo(null));
        assertThatNullPointerException().isThrownBy(() -> queue.drainTo(null, 0));
        assertThatNullPointerException().isThrownBy(() -> queue.removeIf(null));
        assertThatNullPointerException().isThrownBy(() -> queue.removeAll(null));
        assertThatNullPointerException().isThrownBy(() -> queue.retainAll(null));
        assertThatNullPointerException().isThrownBy(() -> queue.addAll(null));
        assertThatThrownBy(() -> queue.drainTo(queue)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.drainTo(queue, 0))
                .isInstanceOf(IllegalArgumentException.class);
        Collection<Integer> itself = queue;
        assertThatThrownBy(() -> queue.addAll(itself)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedQueue.create(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedQueue.create(1, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(queue.contains(null)).isFalse();
        assertThat(queue.remove(null)).isFalse();
        assertThat(queue).hasToString("[1, 2]");
    }

    /// Removes by each way.
    @Test
    public void elementsAreRemovedWhereverTheyAre() {
        SharedQueue<Integer> queue = numbers(10, 9);
        assertThat(queue.remove(5)).isTrue();
        assertThat(queue.remove(5)).isFalse();
        assertThat(queue.remove(1)).isTrue();
        assertThat(queue.remove(9)).isTrue();
        assertThat(queue).containsExactly(2, 3, 4, 6, 7, 8);
        assertThat(queue.removeIf(n -> n % 3 == 0)).isTrue();
        assertThat(queue.removeIf(n -> n > 100)).isFalse();
        assertThat(queue).containsExactly(2, 4, 7, 8);
        assertThat(queue.removeAll(List.of(8, 99))).isTrue();
        assertThat(queue.retainAll(List.of(4, 7, 2))).isFalse();
        assertThat(queue.retainAll(List.of(4, 7))).isTrue();
        assertThat(queue.remainingCapacity()).isEqualTo(8);
        assertThat(queue.containsAll(List.of(4, 7))).isTrue();
        assertThat(queue.toArray(new Integer[0])).containsExactly(4, 7);
        assertThat(queue.add(10)).isTrue();
        assertThat(queue.element()).isEqualTo(4);
        assertThat(queue.stream().mapToInt(n -> n).sum()).isEqualTo(21);
        List<Integer> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained, 2)).isEqualTo(2);
        assertThat(queue.drainTo(drained, -1)).isZero();
        assertThat(queue.drainTo(drained)).isEqualTo(1);
        assertThat(drained).containsExactly(4, 7, 10);
        assertThatThrownBy(queue::element).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
        assertThat(queue.peek()).isNull();
    }

    /// Iterates while there and here elements come and go.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void iteratorGoesOnWhateverOthersDo() throws Exception {
        SharedQueue<Integer> queue = numbers(200, 150);
        Iterator<Integer> iterator = queue.iterator();
        assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
        assertThat(iterator.next()).isEqualTo(1);
        elsewhere()
                .act(() -> {
                    queue.remove();
                    queue.removeIf(n -> n > 100 && n < 149);
                    queue.add(151);
                })
                .get();
        iterator.remove(); // is gone already
        assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
        List<Integer> seen = new ArrayList<>();
        while (iterator.hasNext()) {
            int next = iterator.next();
            seen.add(next);
            if (next % 2 == 0) {
                iterator.remove();
            }
        }
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        assertThat(seen).isSorted().doesNotHaveDuplicates().endsWith(149, 150, 151);
        assertThat(seen).containsAll(IntStream.rangeClosed(2, 100).boxed().toList());
        assertThat(queue).hasSize(51).allMatch(n -> n % 2 == 1).startsWith(3).endsWith(149, 151);
    }

    /// Of equal elements only one is removed, by only one of those who try.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void eachElementIsRemovedByOneAlone() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(500);
        for (int i = 0; i < 500; i++) {
            queue.add(i % 50);
        }
        Strand<Integer> there = elsewhere().start(() -> removeAllOneByOne(queue));
        int here = removeAllOneByOne(queue);
        assertThat(here + there.get()).isEqualTo(500);
        assertThat(queue).isEmpty();
    }

    private static int removeAllOneByOne(SharedQueue<Integer> queue) {
        int removed = 0;
        for (int i = 0; i < 500; i++) {
            removed += queue.remove((Object) (i % 50)) ? 1 : 0;
        }
        return removed;
    }

    // ---- what cannot travel --------------------------------------------------------------------

    /// Has something that cannot be written.
    ///
    /// @param worker cannot
    private record Unwritable(Object worker) implements Serializable {}

    /// Can be written, but not read.
    private static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("not today");
        }
    }

    /// Puts what cannot be written.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-47")
    public void whatCannotBeWrittenFailsWhereItIsPut() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(2);
        assertThatThrownBy(() -> queue.put(new Unwritable(new Thread())))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("Unwritable.worker : java.lang.Thread");
        assertThatThrownBy(() -> queue.offer(new Object()))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("java.lang.Object");
        assertThat(queue).isEmpty();
        queue.put("fine");
        assertThat(queue.take()).isEqualTo("fine");
    }

    /// Takes what cannot be read.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-47")
    public void whatCannotBeReadIsGoneAndTheNextOneComes() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(3);
        elsewhere()
                .act(() -> {
                    queue.put(new Unreadable());
                    queue.put("fine");
                })
                .get();
        assertThatThrownBy(queue::peek).isInstanceOf(TaskSerializationException.class);
        assertThat(queue).hasSize(2);
        assertThatThrownBy(queue::take)
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("not today");
        assertThat(queue.take()).isEqualTo("fine");
        assertThat(queue.poll()).isNull();
    }

    /// Sends a queue through a queue.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void queueTravelsAsItself() throws Exception {
        SharedQueue<SharedQueue<String>> questions = SharedQueue.create(1);
        Strand<Boolean> there = elsewhere().act(() -> questions.take().put("answer"));
        SharedQueue<String> answers = SharedQueue.create(1);
        questions.put(answers);
        assertThat(answers.take()).isEqualTo("answer");
        there.get();
    }
}
