package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/// Threads run in no order.
@Shows(
        id = "thread.unordered",
        title = "Fifteen threads print their numbers: each once, in no order",
        python =
                "A loop that starts threading.Thread objects. The order in which they were started says"
                        + " nothing about the order in which they run, in Python and in Java.")
public final class Unordered implements Program {

    private static final int THREADS = 15;

    @Override
    public void run(Stage stage) throws Exception {
        Queue<Integer> printed = new ConcurrentLinkedQueue<>();
        CountDownLatch lastOne = new CountDownLatch(1);
        List<Strand<?>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(Strand.ofThread().start(() -> print(stage, number, printed, lastOne)));
        }
        for (Strand<?> thread : threads) {
            thread.join();
        }
        List<Integer> inOrder = IntStream.range(0, THREADS).boxed().toList();
        stage.say("printed: %s", printed);
        stage.equal(inOrder, printed.stream().sorted().toList(), "each number once");
        stage.check(!inOrder.equals(List.copyOf(printed)), "not in the order of the start");
    }

    private static void print(
            Stage stage, int number, Queue<Integer> printed, CountDownLatch lastOne)
            throws InterruptedException {
        if (number == 0) {
            lastOne.await(); // what is mostly so by luck is so at every run
        }
        stage.pause(ThreadLocalRandom.current().nextDouble());
        stage.say("number %d", number);
        printed.add(number);
        if (number == THREADS - 1) {
            lastOne.countDown();
        }
    }
}
