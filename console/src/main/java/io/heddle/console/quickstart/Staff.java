package io.heddle.console.quickstart;

import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.Worker;
import io.heddle.PoolSnapshot.WorkerState;
import io.heddle.TaskPool;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Waits for the workers of a pool of processes to be there. Used by one thread.
final class Staff {

    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration REPLACEMENT_PATIENCE = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_MILLIS = 1;
    private static final Set<WorkerState> READY = EnumSet.of(WorkerState.IDLE, WorkerState.BUSY);

    private final TaskPool pool;
    private final int size;
    private final Crew crew = new Crew();

    /// Looks after a pool.
    ///
    /// @param size how many workers it is to have; 0 if it has none in processes of their own
    Staff(TaskPool pool, int size) {
        this.pool = pool;
        this.size = size;
    }

    int size() {
        return size;
    }

    Crew crew() {
        return crew;
    }

    /// Waits until all workers are ready, or for a minute: a pool that works with fewer is still one
    /// that works.
    void awaitReady() throws InterruptedException {
        awaitReady(START_PATIENCE);
    }

    /// Waits until all workers are ready again after a loss.
    ///
    /// @return how long that took from the last loss; empty if there was none, or the wait was in
    ///   vain
    Optional<Duration> awaitReplacement(List<Loss> losses) throws InterruptedException {
        if (losses.isEmpty() || !awaitReady(REPLACEMENT_PATIENCE)) {
            return Optional.empty();
        }
        return Optional.of(Duration.between(losses.getLast().noticedAt(), Instant.now()));
    }

    private boolean awaitReady(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (size > 0 && !isReady()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
        return true;
    }

    private boolean isReady() {
        PoolSnapshot now = pool.snapshot();
        crew.look(now);
        return now.workers().stream().map(Worker::state).filter(READY::contains).count() >= size;
    }
}
