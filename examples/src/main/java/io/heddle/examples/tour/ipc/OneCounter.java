package io.heddle.examples.tour.ipc;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedArray;
import io.heddle.shared.SharedBarrier;
import io.heddle.shared.SharedLock;

/// A lock between processes.
@Shows(
        id = "ipc.lock",
        title = "Two processes count in one cell, without a lock and with one",
        python =
                "multiprocessing.Lock around a multiprocessing.Value, by with or by acquire and release."
                        + " A lock of a process that was killed stays locked for ever there, and is taken over here.")
public final class OneCounter implements Program {

    private static final int EACH = 5_000;

    @Override
    public void run(Stage stage) throws Exception {
        SharedArray.OfLong cells = SharedArray.ofLongs(2); // plain cells: nothing guards them
        SharedBarrier bothHaveRead = SharedBarrier.create(2);
        SharedLock lock = SharedLock.create();
        Strand<?> one = Strand.ofProcess().start(() -> count(stage, cells, bothHaveRead, lock));
        Strand<?> other = Strand.ofProcess().start(() -> count(stage, cells, bothHaveRead, lock));
        one.get();
        other.get();
        stage.say("two processes, %d additions each", EACH);
        stage.say("without a lock: %d", cells.get(0));
        stage.check(cells.get(0) < 2 * EACH, "additions were lost without a lock");
        stage.equal(2L * EACH, cells.get(1), "with a lock");
        one.join();
        other.join();
    }

    private static void count(
            Stage stage, SharedArray.OfLong cells, SharedBarrier bothHaveRead, SharedLock lock)
            throws Exception {
        long read = cells.get(0);
        var _ = bothHaveRead.await(); // both have read the same, so one of their additions is lost
        cells.set(0, read + 1);
        for (int i = 1; i < EACH; i++) {
            cells.set(0, cells.get(0) + 1);
        }
        for (int i = 0; i < EACH; i++) {
            lock.lock();
            try {
                cells.set(1, cells.get(1) + 1);
            } finally {
                lock.unlock();
            }
        }
        stage.say("process %d has counted", ProcessHandle.current().pid());
    }
}
