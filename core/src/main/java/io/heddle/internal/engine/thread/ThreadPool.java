package io.heddle.internal.engine.thread;

import io.heddle.PoolSnapshot;
import io.heddle.internal.engine.LocalTask;
import io.heddle.internal.engine.LocalTaskPool;
import io.heddle.internal.engine.Numbered;
import io.heddle.spi.PoolSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// Keeps up to a number of platform threads, made when there is a task and none of them is free.
///
/// All threads are daemons. They stay until the pool was shut down and nothing is queued.
final class ThreadPool extends LocalTaskPool {

    private static final Numbered NAMES = new Numbered("heddle-threads-");

    private final Condition queued = lock.newCondition();

    /// In the order of their start. Guarded by [#lock].
    private final LinkedHashSet<Worker> workers = new LinkedHashSet<>();

    /// How many workers have no task: those that wait, and those that are being started. Each takes
    /// one from the queue, so it takes more queued tasks than these to need another worker. Guarded
    /// by [#lock].
    private int free;

    /// How many workers were ever made, for their names. Guarded by [#lock].
    private int made;

    ThreadPool(PoolSpec spec) {
        super(spec, NAMES);
    }

    @Override
    protected int parallelism() {
        return limit();
    }

    @Override
    protected Runnable admit(LocalTask<?> task) {
        queue.addLast(task);
        Runnable start = advance();
        if (start == NOTHING) {
            queued.signal();
        }
        return start;
    }

    /// A worker that has ended its task takes the next by itself; another is made if that is not enough.
    @Override
    protected Runnable advance() {
        if (queue.size() <= free || workers.size() >= limit()) {
            return NOTHING;
        }
        Worker worker = new Worker(name() + "-" + ++made, this);
        workers.addLast(worker);
        free++;
        return () -> start(worker);
    }

    private void start(Worker worker) {
        try {
            worker.start();
        } catch (OutOfMemoryError noThread) { // that is how a JVM says it
            giveUp(worker, noThread);
        }
    }

    /// Without any worker nobody would ever run what is queued.
    private void giveUp(Worker worker, OutOfMemoryError noThread) {
        List<LocalTask<?>> stranded = List.of();
        lock.lock();
        try {
            workers.remove(worker);
            free--;
            if (workers.isEmpty()) {
                stranded = queue.pollAll();
                running.addAll(stranded);
            }
        } finally {
            lock.unlock();
        }
        stranded.forEach(task -> notStarted(task, noThread));
    }

    @Override
    protected void closing() {
        queued.signalAll();
    }

    @Override
    protected void resized() {
        queued.signalAll();
    }

    /// Runs tasks until there will be no more.
    void serve(Worker worker) {
        for (LocalTask<?> task = take(worker); task != null; task = take(worker)) {
            Thread.interrupted(); // whatever was meant for an earlier task
            run(task);
            finished(worker);
        }
    }

    private @Nullable LocalTask<?> take(Worker worker) {
        lock.lock();
        try {
            while (queue.isEmpty() && !isShutdown() && workers.size() <= limit()) {
                queued.awaitUninterruptibly();
            }
            free--;
            LocalTask<?> task = workers.size() > limit() ? null : queue.poll();
            if (task == null) {
                workers.remove(worker);
                return null;
            }
            running.addLast(task);
            worker.begin(task);
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void finished(Worker worker) {
        lock.lock();
        try {
            free++;
            worker.end();
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected List<PoolSnapshot.Worker> workers() {
        return workers.stream().map(Worker::picture).toList();
    }
}
