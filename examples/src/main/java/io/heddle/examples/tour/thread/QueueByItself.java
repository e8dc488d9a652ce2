package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.coroutine.TrackedQueue;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What a queue can be asked.
@Shows(
        id = "queue.api",
        title = "A queue between threads: size, full, empty, limits of time, and what is done",
        python =
                "qsize, full, empty, put and get with timeout, put_nowait, get_nowait, task_done, join. Full"
                        + " and Empty are exceptions in Python; here offer gives false and poll gives null.")
public final class QueueByItself implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        TrackedQueue<String> queue = TrackedQueue.bounded(2);
        stage.check(queue.isEmpty(), "it is empty at first");
        stage.equal(null, queue.poll(), "taken without waiting");

        queue.put("warp");
        queue.put("weft");
        stage.equal(2, queue.size(), "size");
        stage.equal(0, queue.remainingCapacity(), "room that is left");
        stage.check(!queue.offer("shuttle"), "nothing goes into a full queue without waiting");
        Duration waited = stage.time(() -> stage.check(!offer(stage, queue), "nor with a limit"));
        stage.check(waited.compareTo(stage.seconds(1)) >= 0, "which was waited for");

        stage.equal("warp", queue.take(), "first in, first out");
        stage.equal("weft", queue.take(), "and then");
        stage.equal(2L, queue.unfinished(), "taken and not dealt with");
        stage.check(!queue.join(stage.seconds(0.5)), "so join waits");

        Strand<?> worker =
                Strand.ofThread()
                        .start(() -> {
                            stage.pause(0.5);
                            queue.taskDone();
                            queue.taskDone();
                        });
        queue.join();
        stage.equal(0L, queue.unfinished(), "not dealt with after join");
        worker.get();
        try {
            queue.taskDone();
            stage.check(false, "nobody says more often that it is done than there was to do");
        } catch (IllegalStateException e) {
            stage.check(true, "one taskDone too many is an error: " + e.getMessage());
        }
    }

    private static boolean offer(Stage stage, TrackedQueue<String> queue)
            throws InterruptedException {
        return queue.offer("shuttle", stage.seconds(1).toNanos(), TimeUnit.NANOSECONDS);
    }
}
