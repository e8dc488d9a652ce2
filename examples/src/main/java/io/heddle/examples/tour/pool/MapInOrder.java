package io.heddle.examples.tour.pool;

import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/// Results in the order of the inputs.
@Shows(
        id = "executor.map",
        title = "Results of map come in the order of its inputs, whichever is done first",
        python =
                "executor.map gives an iterator in the order of its inputs. pool.map gives a list;"
                        + " pool.stream is the lazy one, and streamUnordered does not keep the order.")
public final class MapInOrder implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        Queue<Integer> ended = new ConcurrentLinkedQueue<>();
        CountDownLatch shortest = new CountDownLatch(1); // so that 2 s end first on any machine
        try (TaskPool pool = TaskPool.threads(3)) {
            List<Integer> results =
                    pool.map(
                            seconds -> {
                                stage.pause(seconds);
                                if (seconds > 2) {
                                    shortest.await();
                                }
                                stage.say("%d s are over", seconds);
                                ended.add(seconds);
                                shortest.countDown();
                                return seconds;
                            },
                            List.of(3, 2, 4));
            stage.equal(2, ended.peek(), "the first one to end");
            stage.equal(List.of(3, 2, 4), results, "results of map");
        }
    }
}
