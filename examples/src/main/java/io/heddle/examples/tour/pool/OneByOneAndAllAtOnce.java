package io.heddle.examples.tour.pool;

import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedLatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// When to wait for results.
@Shows(
        id = "pool.sync-vs-async",
        title = "Eight tasks on four workers, waiting after each, and waiting after all",
        python =
                "pool.apply against pool.apply_async with get afterwards. There is no second method here:"
                        + " submit never waits, get does, and what matters is where you call it.")
public final class OneByOneAndAllAtOnce implements Program {

    private static final int TASKS = 8;

    @Override
    public void run(Stage stage) throws Exception {
        try (TaskPool pool = TaskPool.processes(4)) {
            SharedLatch allFour = SharedLatch.create(4);
            for (int i = 0; i < 4; i++) {
                pool.execute(() -> { // so that no start of a process is measured
                    allFour.countDown();
                    allFour.await();
                });
            }
            allFour.await();

            Duration oneByOne =
                    stage.time(() -> {
                        for (int i = 0; i < TASKS; i++) {
                            stage.say(
                                    "result %d, and only now the next",
                                    submit(pool, stage, i).get());
                        }
                    });
            Duration allAtOnce =
                    stage.time(() -> {
                        List<TaskFuture<Integer>> futures = new ArrayList<>();
                        for (int i = 0; i < TASKS; i++) {
                            futures.add(submit(pool, stage, i));
                        }
                        for (TaskFuture<Integer> future : futures) {
                            stage.say("result %d", future.get());
                        }
                    });
            stage.say(
                    "one by one %d ms, all at once %d ms",
                    oneByOne.toMillis(), allAtOnce.toMillis());
            Duration each = stage.seconds(1);
            stage.check(
                    oneByOne.compareTo(each.multipliedBy(TASKS)) >= 0,
                    "one by one takes at least the time of all tasks together");
            stage.check(allAtOnce.compareTo(oneByOne) < 0, "all at once takes less");
        }
    }

    private static TaskFuture<Integer> submit(TaskPool pool, Stage stage, int number) {
        return pool.submit(() -> {
            stage.pause(1);
            return number;
        });
    }
}
