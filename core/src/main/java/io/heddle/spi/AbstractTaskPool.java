package io.heddle.spi;

import io.heddle.Action;
import io.heddle.HeddleException;
import io.heddle.Task;
import io.heddle.TaskFunction;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything of a [TaskPool] that does not depend on how tasks are run: the many ways in, the bulk
/// methods, `map` and the streams. An engine adds [#launch] and the lifecycle.
public abstract class AbstractTaskPool implements TaskPool {

    /// For subclasses.
    protected AbstractTaskPool() {}

    /// Takes a task, to be run as soon as there is a worker for it.
    ///
    /// @param <T> the type of the result
    /// @param options what was said about it
    /// @param work the task
    /// @return its future
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down, or if the
    ///   work is [Work#inherited()] and cannot travel
    protected abstract <T extends @Nullable Object> TaskCompletion<T> launch(
            TaskOptions options, Work<T> work);

    /// Tells how many tasks run at once at most.
    ///
    /// @return at least 1
    protected abstract int parallelism();

    /// Tells how many items of a `map` or stream may be run as one task.
    ///
    /// @return at least 1
    protected int largestChunk() {
        return Integer.MAX_VALUE;
    }

    final TaskCompletion<ChunkResult> launchChunk(Chunk chunk, CapturedContext context) {
        return launch(TaskOptions.defaults(), context.around(Work.of(chunk)));
    }

    /// Launches work together with the context of the calling thread.
    private <T extends @Nullable Object> TaskCompletion<T> launchHere(
            TaskOptions options, Work<T> work) {
        CapturedContext context;
        try {
            context = CapturedContext.now();
        } catch (HeddleException e) {
            return new NeverStarted<>(options.name(), e);
        }
        return launch(options, context.around(work));
    }

    // ---- one task ----------------------------------------------------------------------------

    @Override
    public final <T extends @Nullable Object> TaskFuture<T> submit(Task<T> task) {
        return launchHere(TaskOptions.defaults(), Work.of(task));
    }

    @Override
    public final TaskFuture<@Nullable Void> submit(Action action) {
        return launchHere(TaskOptions.defaults(), Work.of(action));
    }

    @Override
    public final <T extends @Nullable Object> TaskFuture<T> submit(
            TaskOptions options, Task<T> task) {
        return launchHere(Objects.requireNonNull(options, "options"), Work.of(task));
    }

    @Override
    public final TaskFuture<@Nullable Void> submit(TaskOptions options, Action action) {
        return launchHere(Objects.requireNonNull(options, "options"), Work.of(action));
    }

    @Override
    public final <T extends @Nullable Object> TaskFuture<T> submit(Callable<T> task) {
        return launchHere(TaskOptions.defaults(), Work.inherited(task));
    }

    @Override
    public final TaskFuture<?> submit(Runnable task) {
        return this.<@Nullable Void>submit(task, null);
    }

    @Override
    public final <T extends @Nullable Object> TaskFuture<T> submit(Runnable task, T result) {
        return launchHere(TaskOptions.defaults(), Work.inherited(task, result));
    }

    @Override
    public final void execute(Action action) {
        execute((Runnable) action);
    }

    @Override
    public final void execute(Runnable command) {
        TaskCompletion<@Nullable Void> future =
                launchHere(TaskOptions.defaults(), Work.<@Nullable Void>inherited(command, null));
        future.whenDecided(() -> UnheardFailures.report(future));
    }

    // ---- many tasks --------------------------------------------------------------------------

    @Override
    public final <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return invokeAll(tasks, Deadline.NEVER);
    }

    @Override
    public final <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return invokeAll(tasks, Deadline.in(timeout, unit));
    }

    private <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, Deadline deadline)
            throws InterruptedException {
        List<TaskFuture<T>> futures = new ArrayList<>(tasks.size());
        try {
            for (Callable<T> task : tasks) {
                Objects.requireNonNull(task, "task");
                futures.add(deadline.hasPassed() ? new NeverStarted<>() : submit(task));
            }
            for (TaskFuture<T> future : futures) {
                if (!future.join(deadline.left())) {
                    break;
                }
            }
        } finally {
            cancelAll(futures);
        }
        return new ArrayList<>(futures);
    }

    @Override
    public final <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return invokeAny(tasks, Deadline.NEVER);
        } catch (TimeoutException e) {
            throw new AssertionError(e); // there was no deadline
        }
    }

    @Override
    public final <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return invokeAny(tasks, Deadline.in(timeout, unit));
    }

    private <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task: tasks=0");
        }
        tasks.forEach(task -> Objects.requireNonNull(task, "task"));
        BlockingQueue<TaskFuture<T>> done = new LinkedBlockingQueue<>();
        List<TaskFuture<T>> futures = new ArrayList<>(tasks.size());
        Iterator<? extends Callable<T>> rest = tasks.iterator();
        try {
            ExecutionException last = null;
            for (int outstanding = 0; rest.hasNext() || outstanding > 0; outstanding--) {
                outstanding += launchUntilOneIsDone(rest, futures, done);
                TaskFuture<T> next =
                        Parking.around(
                                () -> done.poll(deadline.left().toNanos(), TimeUnit.NANOSECONDS));
                if (next == null) {
                    throw new TimeoutException(
                            "no task of invokeAny succeeded in time: tasks=" + tasks.size());
                }
                try {
                    return next.get();
                } catch (ExecutionException e) {
                    last = e;
                } catch (CancellationException e) {
                    last = new ExecutionException(e); // shutdownNow, for example
                }
            }
            throw Objects.requireNonNull(last);
        } finally {
            cancelAll(futures);
        }
    }

    /// Submits one after the other as long as none has ended, so that an inline pool runs no more
    /// than it must.
    private <T extends @Nullable Object> int launchUntilOneIsDone(
            Iterator<? extends Callable<T>> rest,
            List<TaskFuture<T>> futures,
            BlockingQueue<TaskFuture<T>> done) {
        int launched = 0;
        while (rest.hasNext() && done.isEmpty()) {
            TaskCompletion<T> future =
                    launchHere(TaskOptions.defaults(), Work.inherited(rest.next()));
            future.whenDecided(() -> done.add(future));
            futures.add(future);
            launched++;
        }
        return launched;
    }

    private static <T extends @Nullable Object> void cancelAll(List<TaskFuture<T>> futures) {
        futures.forEach(future -> future.cancel(true));
    }

    @Override
    @SuppressWarnings("unchecked") // the results of a TaskFunction<A, R> are Rs
    public final <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs)
            throws InterruptedException, ExecutionException {
        return (List<R>) ChunkedCall.map(this, function, inputs);
    }

    @Override
    @SuppressWarnings("unchecked") // the results of a TaskFunction<A, R> are Rs
    public final <A extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            TaskFunction<? super A, ? extends R> function, Iterator<? extends A> inputs) {
        return (Stream<R>) ChunkedCall.stream(this, function, inputs, true);
    }

    @Override
    @SuppressWarnings("unchecked") // the results of a TaskFunction<A, R> are Rs
    public final <A extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            TaskFunction<? super A, ? extends R> function, Iterator<? extends A> inputs) {
        return (Stream<R>) ChunkedCall.stream(this, function, inputs, false);
    }

    /// A future of a task for which there was no time left, or that could not be submitted.
    private static final class NeverStarted<T extends @Nullable Object> extends TaskCompletion<T> {
        NeverStarted() {
            super("");
            abandon();
        }

        NeverStarted(String name, HeddleException why) {
            super(name);
            fail(why);
        }

        @Override
        public int attempts() {
            return 0;
        }

        @Override
        protected void cancelled(boolean mayInterrupt) {}
    }
}
