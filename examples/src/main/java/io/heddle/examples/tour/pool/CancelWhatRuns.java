package io.heddle.examples.tour.pool;

import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLong;

/// Two ways to cancel a task that is at work.
@Shows(
        id = "executor.cancel-running",
        title =
                "Two tasks at work: cancel(false) lets one finish, cancel(true) really ends the other",
        python =
                "Future.cancel of a running task returns False and changes nothing. Nobody can end a task of a"
                        + " ProcessPoolExecutor but by killing its process, which breaks the whole pool.")
public final class CancelWhatRuns implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        try (TaskPool pool = TaskPool.processes(2)) {
            SharedEvent atWork = SharedEvent.create();
            SharedEvent goOn = SharedEvent.create();
            SharedEvent finished = SharedEvent.create();
            TaskFuture<?> gentle =
                    pool.submit(() -> {
                        atWork.set();
                        goOn.await();
                        finished.set();
                    });
            SharedLong pid = SharedLong.create(0);
            TaskFuture<?> endless = pool.submit(() -> spin(pid));
            atWork.await();
            stage.becomes("both are at work", () -> pid.get() != 0);

            stage.say("cancel(false) answers %s", gentle.cancel(false));
            goOn.set();
            finished.await();
            stage.check(gentle.isCancelled(), "nobody waits for it, and it went on to its end");

            stage.say("cancel(true) answers %s", endless.cancel(true));
            stage.becomes("the process that spun is gone", () -> !lives(pid.get()));
            stage.equal(42, pool.submit(() -> 6 * 7).get(), "the pool goes on");
        }
    }

    /// Never looks whether it was interrupted.
    private static void spin(SharedLong pid) {
        pid.set(ProcessHandle.current().pid());
        while (pid.get() != 0) {
            Thread.onSpinWait();
        }
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
