package io.heddle.internal.engine.thread;

import io.heddle.internal.engine.LocalTask;
import io.heddle.internal.engine.LocalTaskPool;
import io.heddle.internal.engine.Numbered;
import io.heddle.spi.PoolSpec;

/// Runs each task in the thread that submits it. Nothing is ever queued; several threads may run
/// tasks at once.
///
/// The interrupt status of the submitting thread is set aside while the task runs, so that a task
/// begins as it would in a thread of its own.
final class InlinePool extends LocalTaskPool {

    private static final Numbered NAMES = new Numbered("heddle-inline-");

    InlinePool(PoolSpec spec) {
        super(spec, NAMES);
    }

    @Override
    protected Runnable admit(LocalTask<?> task) {
        running.add(task);
        return () -> runAside(task);
    }

    private void runAside(LocalTask<?> task) {
        boolean interruptedBefore = Thread.interrupted();
        try {
            run(task);
        } finally {
            if (interruptedBefore) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    protected int parallelism() {
        return 1;
    }

    /// Items one by one: there is no hand-over to save, and a stream reads no further than it must.
    @Override
    protected int largestChunk() {
        return 1;
    }
}
