package io.heddle.examples.tour.pool;

import io.heddle.Strand;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLong;
import java.util.concurrent.ThreadLocalRandom;

/// More tasks than workers.
@Shows(
        id = "pool.five-on-four",
        title = "Five tasks on four workers: the fifth begins when one of the others has ended",
        python =
                "multiprocessing.Pool(4), apply_async five times, then close and join. Leaving the try"
                        + " block closes and joins; there is nothing to forget.")
public final class FiveOnFour implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        SharedLatch firstFour = SharedLatch.create(4);
        SharedLong ended = SharedLong.create(0);
        SharedLong endedBeforeLast = SharedLong.create(0);
        try (TaskPool pool = TaskPool.processes(4)) {
            for (int i = 0; i < 5; i++) {
                int task = i;
                pool.execute(() -> {
                    stage.say("task %d begins in %d", task, ProcessHandle.current().pid());
                    if (task < 4) {
                        firstFour.countDown();
                        firstFour.await(); // all four are at work at once, or nobody goes on
                    } else {
                        endedBeforeLast.set(ended.get());
                    }
                    stage.pause(ThreadLocalRandom.current().nextDouble(3));
                    stage.say("task %d ends", task);
                    ended.incrementAndGet();
                });
            }
            stage.say("all are submitted, and the program waits");
        } // closes and waits
        stage.equal(5L, ended.get(), "tasks that have ended");
        stage.check(endedBeforeLast.get() >= 1, "task 4 began after another one had ended");
        try (TaskPool pool = TaskPool.processes()) {
            stage.equal(
                    Strand.cores(), pool.snapshot().workers().size(), "workers without a number");
        }
    }
}
