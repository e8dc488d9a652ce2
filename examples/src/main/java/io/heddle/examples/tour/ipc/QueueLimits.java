package io.heddle.examples.tour.ipc;

import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedQueue;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;

/// A queue that is full, and one that is empty.
@Shows(
        id = "ipc.queue-limits",
        title = "A queue for three: full, empty, a limit of time, and not waiting at all",
        python =
                "multiprocessing.Queue(3) with full, empty, qsize, put(timeout=2), put_nowait and"
                        + " get_nowait, which raise Full and Empty. A SharedQueue is a BlockingQueue: offer and poll"
                        + " answer, put and take wait, add and remove throw.")
public final class QueueLimits implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        try (SharedQueue<String> queue = SharedQueue.create(3)) {
            for (int i = 1; i <= 3; i++) {
                stage.check(queue.remainingCapacity() > 0, "there is room for message " + i);
                queue.put("message " + i);
            }
            stage.equal(0, queue.remainingCapacity(), "room after the third");
            stage.equal(3, queue.size(), "size");

            stage.equal(false, queue.offer("message 4"), "put without waiting");
            Duration limit = stage.seconds(2);
            Duration waited =
                    stage.time(() ->
                            stage.equal(
                                    false,
                                    queue.offer("message 4", limit.toNanos(), TimeUnit.NANOSECONDS),
                                    "put with a limit of " + limit.toMillis() + " ms"));
            stage.check(waited.compareTo(limit) >= 0, "it waited for that long");
            stage.equal(
                    "Queue full", refusalOf(() -> queue.add("message 4")), "the one that throws");

            for (int i = 1; i <= 3; i++) {
                stage.equal("message " + i, queue.poll(), "get without waiting");
            }
            stage.check(queue.isEmpty(), "the queue is empty");
            stage.equal(null, queue.poll(), "get without waiting");
            stage.equal(
                    null,
                    queue.poll(limit.toNanos(), TimeUnit.NANOSECONDS),
                    "get with a limit of " + limit.toMillis() + " ms");
            stage.equal("NoSuchElementException", refusalOf(queue::remove), "the one that throws");
        }
    }

    private static String refusalOf(Runnable attempt) {
        try {
            attempt.run();
            return "none";
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        } catch (NoSuchElementException e) {
            return e.getClass().getSimpleName();
        }
    }
}
