package io.heddle.internal.engine.coroutine;

import io.heddle.internal.engine.LocalTask;
import io.heddle.internal.engine.LocalTaskPool;
import io.heddle.internal.engine.Numbered;
import io.heddle.spi.PoolSpec;

/// Starts a virtual thread for each task, as soon as fewer than the limit run; first come, first
/// served.
final class CoroutinePool extends LocalTaskPool {

    private static final Numbered NAMES = new Numbered("heddle-coroutines-");

    CoroutinePool(PoolSpec spec) {
        super(spec, NAMES);
    }

    @Override
    protected int parallelism() {
        return limit();
    }

    /// Without a limit every item gets its own coroutine, because chunks would make items wait for
    /// each other.
    @Override
    protected int largestChunk() {
        return limit() == PoolSpec.UNLIMITED ? 1 : super.largestChunk();
    }

    @Override
    protected Runnable admit(LocalTask<?> task) {
        queue.addLast(task);
        return advance();
    }

    @Override
    protected Runnable advance() {
        LocalTask<?> task = running.size() < limit() ? queue.poll() : null;
        if (task == null) {
            return NOTHING;
        }
        running.addLast(task);
        return () -> start(task);
    }

    private void start(LocalTask<?> task) {
        try {
            Thread.ofVirtual().name(name() + "-" + task.id()).start(() -> run(task));
        } catch (OutOfMemoryError | java.util.concurrent.RejectedExecutionException noThread) {
            notStarted(task, noThread);
        }
    }
}
