package io.heddle;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// A piece of work with a result that can travel: to another thread, another process, another
/// machine.
///
/// It is a [Callable] that is also [Serializable], and nothing else. A lambda handed to
/// [TaskPool#submit(Task)] becomes one without a cast; whatever the lambda captures travels with it
/// and is *copied* when the pool runs its tasks in processes.
///
/// ## Shapes and units
///
/// Serialized, a task should be small: large input is better read by the task itself, or placed in
/// memory that both sides share.
///
/// @param <T> the type of the result; for a pool of processes a type that can be serialized
@FunctionalInterface
public interface Task<T extends @Nullable Object> extends Callable<T>, Serializable {

    /// Gives a lambda the type `Task` where the compiler would otherwise make a plain [Callable] of
    /// it: `pool.invokeAll(List.of(Task.of(() -> 1), Task.of(() -> 2)))`.
    ///
    /// @param <T> the type of the result
    /// @param task the lambda
    /// @return the same object
    static <T extends @Nullable Object> Task<T> of(Task<T> task) {
        return task;
    }
}
