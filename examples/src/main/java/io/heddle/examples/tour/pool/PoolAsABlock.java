package io.heddle.examples.tour.pool;

import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedLong;
import java.util.ArrayList;
import java.util.List;

/// A pool that waits at the end of its block.
@Shows(
        id = "executor.scoped",
        title = "A pool is a resource: at the end of its block no task is left",
        python =
                "with ProcessPoolExecutor() as executor: leaving the block calls shutdown(wait=True)."
                        + " The try block here does the same.")
public final class PoolAsABlock implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        List<TaskFuture<Long>> futures = new ArrayList<>();
        SharedLong done = SharedLong.create(0);
        List<Long> pids = new ArrayList<>();
        try (TaskPool pool = TaskPool.processes(2)) {
            for (int i = 0; i < 6; i++) {
                futures.add(
                        pool.submit(() -> {
                            stage.pause(1);
                            done.incrementAndGet();
                            return ProcessHandle.current().pid();
                        }));
            }
            stage.say("the block ends, and %d tasks are done", done.get());
        }
        stage.equal(6L, done.get(), "tasks done behind the block");
        stage.check(futures.stream().allMatch(TaskFuture::isDone), "no future is left open");
        for (TaskFuture<Long> future : futures) {
            pids.add(future.get());
        }
        stage.becomes(
                "the workers are gone too",
                () -> pids.stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
    }
}
