package io.heddle.internal.engine.thread;

import io.heddle.PoolSnapshot;
import io.heddle.internal.engine.LocalTask;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One thread of a [ThreadPool], and what the pool's picture says about it. Everything that changes
/// is guarded by the pool's lock.
final class Worker {

    private static final long PID = ProcessHandle.current().pid();

    private final String name;
    private final Thread thread;
    private final Instant madeAt = Instant.now();
    private @Nullable LocalTask<?> task;
    private long tasksDone;

    Worker(String name, ThreadPool pool) {
        this.name = name;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> pool.serve(this));
    }

    void start() {
        thread.start();
    }

    void begin(LocalTask<?> next) {
        task = next;
    }

    void end() {
        task = null;
        tasksDone++;
    }

    PoolSnapshot.Worker picture() {
        LocalTask<?> now = task;
        return new PoolSnapshot.Worker(
                name,
                PID,
                now == null ? PoolSnapshot.WorkerState.IDLE : PoolSnapshot.WorkerState.BUSY,
                madeAt,
                tasksDone,
                now == null ? 0 : now.id(),
                now == null ? "" : now.name(),
                0);
    }
}
