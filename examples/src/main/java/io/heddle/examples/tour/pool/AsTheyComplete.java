package io.heddle.examples.tour.pool;

import io.heddle.Futures;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/// Results in the order in which they come.
@Shows(
        id = "executor.as-completed",
        title = "Futures in the order of completion, one of them with an exception",
        python =
                "concurrent.futures.as_completed over a list of futures; result raises what the task"
                        + " raised. Here get throws an ExecutionException, whose cause that is.")
public final class AsTheyComplete implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        List<String> order = new ArrayList<>();
        try (TaskPool pool = TaskPool.threads(4)) {
            List<CountDownLatch> turns = // nobody is done before the shorter one was seen
                    List.of(
                            new CountDownLatch(0),
                            new CountDownLatch(1),
                            new CountDownLatch(1),
                            new CountDownLatch(1));
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int seconds : List.of(3, 2, 4, 5)) {
                futures.add(
                        pool.submit(() -> {
                            stage.pause(seconds);
                            turns.get(seconds - 2).await();
                            return seconds < 5 ? seconds : Integer.parseInt("five");
                        }));
            }
            for (TaskFuture<Integer> next : Futures.asCompleted(futures)) {
                order.add(outcome(next));
                stage.say("there is %s", order.getLast());
                turns.get(Math.min(order.size(), 3)).countDown();
            }
        }
        stage.equal(
                List.of("2", "3", "4", "NumberFormatException"),
                order,
                "in the order of completion");
    }

    private static String outcome(TaskFuture<Integer> future) throws InterruptedException {
        try {
            return future.get().toString();
        } catch (ExecutionException e) {
            return future.exceptionNow().getClass().getSimpleName();
        }
    }
}
