package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.coroutine.TrackedQueue;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// One makes, two use up, and the shelf has room for ten.
@Shows(
        id = "queue.producer-consumer",
        title = "A producer waits while the queue is full, and two consumers take each item once",
        python =
                "queue.Queue(maxsize=10), put and get. An ArrayBlockingQueue of the JDK does that as well;"
                        + " TrackedQueue also has task_done and join.")
public final class ProducerAndConsumers implements Program {

    private static final int ITEMS = 30;

    @Override
    public void run(Stage stage) throws Exception {
        TrackedQueue<Integer> shelf = TrackedQueue.bounded(10);
        AtomicInteger made = new AtomicInteger();
        Strand<?> producer =
                Strand.ofThread()
                        .name("Tim")
                        .start(() -> {
                            for (int item = 0; item < ITEMS; item++) {
                                shelf.put(item);
                                made.incrementAndGet();
                            }
                        });
        stage.becomes(
                "the producer waits at ten",
                () -> shelf.size() == 10 && producer.status() == StrandStatus.WAITING);
        stage.equal(10, made.get(), "made so far");

        Queue<Integer> eaten = new ConcurrentLinkedQueue<>();
        CountDownLatch bothAtIt = new CountDownLatch(2);
        Strand<?> king =
                Strand.ofThread().name("King").start(() -> eat(stage, shelf, eaten, bothAtIt));
        Strand<?> wang =
                Strand.ofThread().name("Wang").start(() -> eat(stage, shelf, eaten, bothAtIt));
        producer.get();
        shelf.join(); // until the last one is eaten
        king.cancel(true);
        wang.cancel(true);
        king.join();
        wang.join();
        stage.equal(
                IntStream.range(0, ITEMS).boxed().toList(),
                eaten.stream().sorted().toList(),
                "each item eaten once");
        stage.equal(0L, bothAtIt.getCount(), "consumers that got nothing");
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void eat(
            Stage stage, TrackedQueue<Integer> shelf, Queue<Integer> eaten, CountDownLatch bothAtIt)
            throws InterruptedException {
        while (true) {
            int item = shelf.take();
            bothAtIt.countDown();
            bothAtIt.await(); // nobody eats on before the other has something
            stage.say("%s eats %d", Strand.current().name(), item);
            eaten.add(item);
            shelf.taskDone();
            stage.pause(0.1);
        }
    }
}
