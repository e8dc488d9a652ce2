package io.heddle;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The answer to one task: not there yet, or a result, or a failure.
///
/// ## Memory consistency
///
/// What the submitting thread did before the submission *happens-before* the task, and the task
/// *happens-before* whatever follows a successful [#get()] or [#join()]. Between processes this
/// holds for what travels: the task's own copy of what it captured, and the copy of its result.
///
/// ## Cancellation
///
/// [#cancel(boolean) cancel(true)] is *clean* for a task that has not started: whoever sees it cancelled
/// never sees it start, and [#attempts()] stays 0, also if a worker was handed it ahead of time. A
/// running task is interrupted; in a process pool the worker is ended, with everything that it
/// started, if the task does not stop by itself. In a thread or a coroutine, which nobody can end
/// from outside, a task that ignores the interrupt is *detached*: the future is cancelled and the
/// work goes on. `cancel(false)` never disturbs a running task and is *detached* too;
/// a later `cancel(true)` still ends the work.
///
/// ## If a process dies
///
/// A task whose worker died fails with [WorkerDiedException] and is not run again, unless a
/// retry was asked for ([TaskOptions#retries(int)]).
///
/// ## Callbacks
///
/// Dependent stages run in the thread that adds them if the future is complete by then, otherwise
/// in a virtual thread; those of the `Async` methods always run in a virtual thread unless an
/// executor is given. They never run on a thread that serves workers, so they may submit and wait.
///
/// @param <T> the type of the result
public interface TaskFuture<T extends @Nullable Object> extends Future<T>, CompletionStage<T> {

    /// Tells the task's number, which no other task of this process has.
    ///
    /// @return a number greater than zero
    long id();

    /// Tells the task's name.
    ///
    /// @return the name given in [TaskOptions], or one made from the id
    String name();

    /// Tells how often the task was started.
    ///
    /// @return 0 while it waits, then 1; more only if a retry was asked for
    int attempts();

    /// Waits until the task has come to its end, however it ended.
    ///
    /// @throws InterruptedException if interrupted while waiting; the task goes on
    void join() throws InterruptedException;

    /// Waits until the task has come to its end, but not longer than a limit.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether the task has ended
    /// @throws InterruptedException if interrupted while waiting; the task goes on
    boolean join(Duration limit) throws InterruptedException;
}
