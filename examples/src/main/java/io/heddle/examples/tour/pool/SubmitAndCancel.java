package io.heddle.examples.tour.pool;

import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/// The future of a task.
@Shows(
        id = "executor.submit",
        title = "Submit, done, result; and a task that is cancelled before it has begun",
        python =
                "ThreadPoolExecutor.submit gives a Future with done, result and cancel. Here submit gives"
                        + " a TaskFuture, which is java.util.concurrent's Future: isDone, get, cancel.")
public final class SubmitAndCancel implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean ran = new AtomicBoolean();
        try (TaskPool pool =
                TaskPool.threads(1)) { // one word: inline, threads, coroutines, processes
            TaskFuture<Integer> answer =
                    pool.submit(() -> {
                        goOn.await();
                        stage.pause(1);
                        return 6 * 7;
                    });
            TaskFuture<?> behind = pool.submit(() -> ran.set(true));
            stage.equal(false, answer.isDone(), "done right after submit");

            stage.equal(
                    true, behind.cancel(false), "a task that waits for the worker is cancelled");
            goOn.countDown();
            stage.say("get waits, and gives %d", answer.get());
            stage.equal(true, answer.isDone(), "done after get");
        } // every task that was not cancelled has run by now
        stage.equal(false, ran.get(), "the cancelled task has run");
    }
}
