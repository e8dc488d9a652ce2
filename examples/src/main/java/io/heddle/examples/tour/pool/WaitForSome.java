package io.heddle.examples.tour.pool;

import io.heddle.Futures;
import io.heddle.Futures.Until;
import io.heddle.Futures.Waited;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Waiting for the first, for the first that fails, for all.
@Shows(
        id = "executor.wait",
        title = "Wait for the first, for the first exception, and for all",
        python =
                "concurrent.futures.wait with return_when FIRST_COMPLETED, FIRST_EXCEPTION or"
                        + " ALL_COMPLETED, which gives the sets done and not_done.")
public final class WaitForSome implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        CountDownLatch mayFail = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (TaskPool pool = TaskPool.threads(3)) {
            TaskFuture<String> fast = pool.submit(TaskOptions.named("fast"), () -> "here");
            TaskFuture<String> broken =
                    pool.submit(
                            TaskOptions.named("broken"),
                            () -> {
                                mayFail.await();
                                throw new IllegalStateException("not today");
                            });
            TaskFuture<String> slow =
                    pool.submit(
                            TaskOptions.named("slow"),
                            () -> {
                                mayEnd.await();
                                return "at last";
                            });
            List<TaskFuture<String>> all = List.of(fast, broken, slow);

            tell(
                    stage,
                    "until the first",
                    Futures.await(all, Until.FIRST),
                    "[fast]",
                    "[broken, slow]");
            mayFail.countDown();
            tell(
                    stage,
                    "until the first exception",
                    Futures.await(all, Until.FIRST_EXCEPTION),
                    "[fast, broken]",
                    "[slow]");
            mayEnd.countDown();
            tell(stage, "until all", Futures.await(all, Until.ALL), "[fast, broken, slow]", "[]");
        }
    }

    private static void tell(
            Stage stage, String until, Waited<String> waited, String done, String pending) {
        stage.equal(done, names(waited.done()), until + ", done");
        stage.equal(pending, names(waited.pending()), until + ", not done");
    }

    private static String names(java.util.Set<TaskFuture<String>> futures) {
        return futures.stream().map(TaskFuture::name).toList().toString();
    }
}
