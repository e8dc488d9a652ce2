package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedQueue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Processes that use a queue are killed and stopped for real.
@Tag("slow")
class SharedQueueKillsTest {

    private final List<ProcessStrand<?>> children = new ArrayList<>();

    /// @param producer who has put it
    /// @param number grows
    /// @param ballast all alike
    private record Item(int producer, int number, byte[] ballast) implements Serializable {

        static Item of(int producer, int number, Random random) {
            byte[] ballast = new byte[random.nextInt(50) == 0 ? 90_000 : random.nextInt(300)];
            Arrays.fill(ballast, (byte) number);
            return new Item(producer, number, ballast);
        }

        void check() {
            byte[] whole = new byte[ballast.length];
            Arrays.fill(whole, (byte) number);
            assertThat(Arrays.equals(ballast, whole)).isTrue();
        }
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (ProcessStrand<?> child : children) {
            child.kill();
            child.join();
        }
        SharedMemoryNames.vanish();
    }

    private <T> ProcessStrand<T> start(ProcessStrand<T> child) {
        children.add(child);
        return child;
    }

    @Test
    @Tag("fault-47")
    void whatAChildHasPutIsThereAfterItsEndHoweverItEnded() throws Exception {
        SharedQueue<byte[]> queue = SharedQueue.create(10);
        start(ShortLife.strand().start(() -> queue.put(new byte[20 << 20]))).join();
        SharedEvent put = SharedEvent.create();
        ProcessStrand<?> killed =
                start(
                        ShortLife.strand()
                                .start(() -> {
                                    queue.put(new byte[30 << 20]);
                                    queue.put(new byte[3]);
                                    put.set();
                                    new CountDownLatch(1).await();
                                }));
        put.await();
        killed.kill();
        killed.join();
        assertThat(queue.take()).hasSize(20 << 20);
        assertThat(queue.take()).hasSize(30 << 20);
        assertThat(queue.take()).hasSize(3);
        assertThat(queue).isEmpty();
    }

    @Test
    @Tag("fault-47")
    void producersOfAFullQueueWhoseConsumerIsDeadTimeOutAndGoOnWithTheNextOne() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(2);
        SharedEvent taken = SharedEvent.create();
        ProcessStrand<?> consumer =
                start(
                        ShortLife.strand()
                                .start(() -> {
                                    queue.take();
                                    taken.set();
                                    new CountDownLatch(1).await();
                                }));
        queue.put(1);
        taken.await();
        consumer.kill();
        queue.put(2);
        queue.put(3);
        assertThat(queue.offer(4, 200, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(queue.offer(4)).isFalse();
        ProcessStrand<Integer> next =
                start(ShortLife.strand().start(() -> queue.take() + queue.take()));
        assertThat(queue.offer(4, 50, TimeUnit.SECONDS)).isTrue();
        assertThat(next.get()).isEqualTo(5);
        assertThat(queue.take()).isEqualTo(4);
    }

    /// Whoever is stopped may hold a lock of the queue or not.
    @Test
    @Tag("fault-47")
    void timeLimitsHoldWhileAnotherProcessIsStopped() throws Exception {
        SharedQueue<Item> queue = SharedQueue.create(3);
        ProcessStrand<?> child = start(ShortLife.strand().start(() -> produce(queue, 0)));
        for (int i = 0; i < 20; i++) {
            queue.take().check();
        }
        Standstill.of(child);
        int there = 0;
        while (queue.poll(200, TimeUnit.MILLISECONDS) != null) {
            there++;
        }
        assertThat(there).isLessThanOrEqualTo(4);
        queue.offer(new Item(1, 1, new byte[0]), 200, TimeUnit.MILLISECONDS);
        child.send(Signal.CONT);
        for (int i = 0; i < 20; i++) {
            queue.take().check();
        }
    }

    private static void produce(SharedQueue<Item> queue, int producer) throws InterruptedException {
        Random random = new Random(producer);
        for (int i = 0; ; i++) {
            queue.put(Item.of(producer, i, random));
        }
    }

    @Test
    @Tag("fault-47")
    void nothingOfKilledProducersIsTornOrMissingInBetween() throws Exception {
        stormOfProducers(3);
    }

    @Test
    @Tag("stress")
    @Tag("fault-47")
    void nothingOfManyKilledProducersIsTornOrMissingInBetween() throws Exception {
        stormOfProducers(15);
    }

    /// Two produce at a time, and the older one is killed.
    private void stormOfProducers(int kills) throws Exception {
        SharedQueue<Item> queue = SharedQueue.create(50);
        int[] next = new int[kills + 1];
        ProcessStrand<?> older = null;
        Random random = new Random(kills);
        for (int producer = 0; producer <= kills; producer++) {
            int number = producer;
            ProcessStrand<?> younger =
                    start(ShortLife.strand().start(() -> produce(queue, number)));
            int enough = 500 + random.nextInt(1000);
            for (int i = 0; next[producer] == 0 || i < enough; i++) {
                count(queue.take(), next);
            }
            if (older != null) {
                older.kill();
            }
            older = younger;
        }
        older.kill();
        older.join();
        for (Item item = queue.poll(); item != null; item = queue.poll()) {
            count(item, next);
        }
        assertThat(queue.remainingCapacity()).isEqualTo(50);
    }

    private static void count(Item item, int[] next) {
        item.check();
        assertThat(item.number()).isEqualTo(next[item.producer()]++);
    }

    @Test
    @Tag("fault-47")
    void killedConsumersLoseNoMoreThanTheyHadInHand() throws Exception {
        stormOfConsumers(3);
    }

    @Test
    @Tag("stress")
    @Tag("fault-47")
    void manyKilledConsumersLoseNoMoreThanTheyHadInHand() throws Exception {
        stormOfConsumers(15);
    }

    /// Consumers pass on what they take, so each has one element in hand at most, unless one thread takes and
    /// another one puts.
    private void stormOfConsumers(int kills) throws Exception {
        SharedQueue<Item> in = SharedQueue.create(20);
        SharedQueue<Item> out = SharedQueue.create(20);
        Thread producer =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                produce(in, 0);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        Books books = new Books();
        Random random = new Random(kills);
        for (int i = 0; i < kills; i++) {
            ProcessStrand<?> consumer = start(ShortLife.strand().start(() -> passOn(in, out)));
            for (int j = 200 + random.nextInt(500); j > 0; j--) {
                books.note(out.take());
            }
            consumer.kill();
            consumer.join();
        }
        producer.interrupt();
        producer.join();
        for (Item item = out.poll(); item != null; item = out.poll()) {
            books.note(item);
        }
        for (Item item = in.poll(); item != null; item = in.poll()) {
            books.note(item);
        }
        assertThat(books.lost).isLessThanOrEqualTo(kills);
    }

    private static void passOn(SharedQueue<Item> in, SharedQueue<Item> out)
            throws InterruptedException {
        while (true) {
            out.put(in.take());
        }
    }

    /// What has come of one producer.
    private static final class Books {
        private int last = -1;
        private int lost;

        void note(Item item) {
            item.check();
            assertThat(item.number()).isGreaterThan(last);
            lost += item.number() - last - 1;
            last = item.number();
        }
    }

    @Test
    @Tag("stress")
    void quarterOfAGigabytePasses() throws Exception {
        SharedQueue<byte[]> queue = SharedQueue.create(2);
        byte[] large = new byte[256 << 20];
        new Random(1).nextBytes(large);
        Strand<Integer> there =
                start(ShortLife.strand().start(() -> Arrays.hashCode(queue.take())));
        queue.put(large);
        assertThat(there.get()).isEqualTo(Arrays.hashCode(large));
    }
}
