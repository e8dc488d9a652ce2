package io.heddle;

import io.heddle.spi.PoolSpec;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs tasks in child processes, threads, coroutines, or right here: one interface, and the kind
/// is one word.
///
/// It is an [ExecutorService] in every respect; [#close()] waits for what was submitted. Lambdas
/// handed to the methods declared here can travel without a cast. Use a plain
/// [java.util.concurrent.ThreadPoolExecutor] where nothing needs to be isolated and the kind will
/// never change.
///
/// ## Lifecycle
///
/// Whoever opened the pool closes it. A pool that is never closed does not keep the program alive
/// once all its tasks are done; its workers then end with the program.
///
/// ## Serialization
///
/// In a pool of processes the submitting thread serializes the task. What cannot travel is reported
/// by the future ([TaskSerializationException]), or, where the task came through a method inherited
/// from [ExecutorService] as a plain [Runnable] or [Callable], refused with
/// [java.util.concurrent.RejectedExecutionException]. Either names the culprit.
///
/// ## If a process dies
///
/// The task that ran in it fails with [WorkerDiedException]; no other task notices, nothing runs
/// twice unless a retry was asked for ([TaskOptions#retries(int)]), and another worker takes the place.
///
/// ## Source
///
/// The contract is that of [ExecutorService] in the JDK; the order of `map` and the streams follows
/// CPython's `multiprocessing.Pool` (`imap`, `imap_unordered`).
public interface TaskPool extends ExecutorService {

    /// Opens a pool that runs each task in the submitting thread, before `submit` returns.
    ///
    /// @return the pool
    static TaskPool inline() {
        return Engines.open(PoolSpec.of(Kind.INLINE, PoolSpec.UNLIMITED));
    }

    /// Opens a pool of platform threads.
    ///
    /// @param workers the number of threads, at least 1
    /// @return the pool
    /// @throws IllegalArgumentException if `workers` is less than 1
    static TaskPool threads(int workers) {
        return Engines.open(PoolSpec.of(Kind.THREAD, workers));
    }

    /// Opens a pool that starts one virtual thread for each task.
    ///
    /// @return the pool
    static TaskPool coroutines() {
        return Engines.open(PoolSpec.of(Kind.COROUTINE, PoolSpec.UNLIMITED));
    }

    /// Opens a pool of virtual threads of which only some run at a time.
    ///
    /// @param limit the largest number of tasks that run at once, at least 1
    /// @return the pool
    /// @throws IllegalArgumentException if `limit` is less than 1
    static TaskPool coroutines(int limit) {
        return Engines.open(PoolSpec.of(Kind.COROUTINE, limit));
    }

    /// Opens a pool with one child process for each processor that this process may use.
    ///
    /// @return the pool; its children start in the background
    static TaskPool processes() {
        return ofProcesses().build();
    }

    /// Opens a pool of child processes.
    ///
    /// @param workers the number of child processes, at least 1
    /// @return the pool; its children start in the background
    /// @throws IllegalArgumentException if `workers` is less than 1
    static TaskPool processes(int workers) {
        return ofProcesses().workers(workers).build();
    }

    /// Begins a pool of child processes about which more is to be said.
    ///
    /// @return a builder with the defaults
    static ProcessPoolBuilder ofProcesses() {
        return new ProcessPoolBuilder();
    }

    /// Submits a task with a result.
    ///
    /// @param <T> the type of the result
    /// @param task the task
    /// @return its future
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    <T extends @Nullable Object> TaskFuture<T> submit(Task<T> task);

    /// Submits a task without a result.
    ///
    /// @param action the task
    /// @return its future, which gives `null`
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    TaskFuture<@Nullable Void> submit(Action action);

    /// Submits a task with a result and with options of its own.
    ///
    /// @param <T> the type of the result
    /// @param options name, time limit and so on
    /// @param task the task
    /// @return its future
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    <T extends @Nullable Object> TaskFuture<T> submit(TaskOptions options, Task<T> task);

    /// Submits a task without a result and with options of its own.
    ///
    /// @param options name, time limit and so on
    /// @param action the task
    /// @return its future, which gives `null`
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    TaskFuture<@Nullable Void> submit(TaskOptions options, Action action);

    /// Submits a task that was not written for Heddle.
    ///
    /// @param <T> the type of the result
    /// @param task the task
    /// @return its future
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down, or if the
    ///   task would have to travel and cannot
    @Override
    <T extends @Nullable Object> TaskFuture<T> submit(Callable<T> task);

    /// Submits a task that was not written for Heddle.
    ///
    /// @param task the task
    /// @return its future, which gives `null`
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down, or if the
    ///   task would have to travel and cannot
    @Override
    TaskFuture<?> submit(Runnable task);

    /// Submits a task that was not written for Heddle, with the result that its future is to give.
    ///
    /// @param <T> the type of the result
    /// @param task the task
    /// @param result the result; it stays here and is given back as it is
    /// @return its future
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down, or if the
    ///   task would have to travel and cannot
    @Override
    <T extends @Nullable Object> TaskFuture<T> submit(Runnable task, T result);

    /// Runs a task whose outcome nobody will ask for. A failure goes to the default uncaught
    /// exception handler, or to the log if there is none.
    ///
    /// @param action the task
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    void execute(Action action);

    /// Applies a function to every input, in chunks whose size follows the measured time of an
    /// item, and waits for all results. A chunk of inputs that come slowly travels before it is full.
    ///
    /// The first failure ends the whole call: what has not started is never run. Inputs are read ahead of
    /// what is done, 65,536 at most.
    ///
    /// @param <A> the type of the inputs
    /// @param <R> the type of the results
    /// @param function the function
    /// @param inputs the inputs; read once, by the calling thread
    /// @return the results, in the order of the inputs: a list of fixed size with fast access by index, whose
    ///     elements may be replaced, and which may travel
    /// @throws InterruptedException if interrupted while waiting; the remaining work is cancelled
    /// @throws ExecutionException if an item failed; the cause is what the function threw, or why
    ///   it could not be run
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs)
            throws InterruptedException, ExecutionException;

    /// Applies a function to inputs as they are asked for, and gives the results in the order of
    /// the inputs.
    ///
    /// Nothing is read before the stream is, and never more than 65,536 inputs ahead of what the reader
    /// has taken, far fewer if an item takes long: there are two chunks for each worker, each of about
    /// two milliseconds of work. So the inputs may be endless. Close the stream to cancel what
    /// is under way. A failure of an item reaches the reader, in its place in the order, as a
    /// [java.util.concurrent.CompletionException] with the item's exception as cause, and ends the
    /// stream.
    ///
    /// Inputs may be slow. While the next result is there it is handed out, and no input is read; what was
    /// read travels after two milliseconds, however little it is. But whoever reads the stream also
    /// reads the inputs, so while these keep it waiting it gets nothing, though results may be finished
    /// meanwhile. Where an input comes only after the results of earlier ones have been seen, it must not
    /// come later than after those of 65,536 before it, which is how far a stream reads ahead at most; use
    /// [#submit(Task)] for a dialogue.
    ///
    /// @param <A> the type of the inputs
    /// @param <R> the type of the results
    /// @param function the function
    /// @param inputs the inputs; read only by the thread that reads the stream
    /// @return a sequential stream
    <A extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            TaskFunction<? super A, ? extends R> function, Iterator<? extends A> inputs);

    /// Applies a function to inputs as they are asked for, and gives the results in the order of
    /// the inputs; see [#stream(TaskFunction, Iterator)].
    ///
    /// @param <A> the type of the inputs
    /// @param <R> the type of the results
    /// @param function the function
    /// @param inputs the inputs
    /// @return a sequential stream
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        return stream(function, inputs.iterator());
    }

    /// Applies a function to inputs as they are asked for, and gives the results as they come.
    ///
    /// Laziness, look-ahead, closing and failures are as of [#stream(TaskFunction, Iterator)], but
    /// a failure reaches the reader as soon as it is known.
    ///
    /// @param <A> the type of the inputs
    /// @param <R> the type of the results
    /// @param function the function
    /// @param inputs the inputs; read only by the thread that reads the stream
    /// @return a sequential stream
    <A extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            TaskFunction<? super A, ? extends R> function, Iterator<? extends A> inputs);

    /// Applies a function to inputs as they are asked for, and gives the results as they come; see
    /// [#streamUnordered(TaskFunction, Iterator)].
    ///
    /// @param <A> the type of the inputs
    /// @param <R> the type of the results
    /// @param function the function
    /// @param inputs the inputs
    /// @return a sequential stream
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            TaskFunction<? super A, ? extends R> function, Iterable<? extends A> inputs) {
        return streamUnordered(function, inputs.iterator());
    }

    /// Changes how many tasks run at once. Nothing is cancelled: workers that are too many end when they
    /// have finished what they run.
    ///
    /// @param workers the number, at least 1
    /// @throws IllegalArgumentException if `workers` is less than 1
    /// @throws UnsupportedOperationException if the pool has no number of workers: an inline pool, or
    ///   coroutines without a limit
    void resize(int workers);

    /// Looks at the pool as it is now.
    ///
    /// @return an immutable picture; its numbers are taken one after the other, not in one instant
    PoolSnapshot snapshot();

    /// Orders the pool to end at once: tasks that wait are cancelled, running ones are cancelled as
    /// by [TaskFuture#cancel(boolean) cancel(true)].
    ///
    /// @return the tasks that were never started, each of which can still be run by its `run`
    ///   method; one that waits for its retry has been started, and one that is with a worker already
    ///   may be, so neither is among them
    @Override
    List<Runnable> shutdownNow();

    /// Runs all tasks and waits for them; see [ExecutorService#invokeAll(Collection)]. In a pool of
    /// processes, lambdas in a collection need [Task#of].
    ///
    /// @param <T> the type of the results
    /// @param tasks the tasks
    /// @return their futures, all done, in the order of the tasks
    /// @throws InterruptedException if interrupted while waiting; unfinished tasks are cancelled
    @Override
    <T extends @Nullable Object> List<java.util.concurrent.Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks) throws InterruptedException;
}
