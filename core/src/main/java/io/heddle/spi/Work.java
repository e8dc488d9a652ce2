package io.heddle.spi;

import io.heddle.Action;
import io.heddle.HeddleException;
import io.heddle.Task;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What is to be run, before it is known where.
///
/// @param <T> the type of the result
/// @param body a [Callable] if `callable`, otherwise a [Runnable]
/// @param callable whether the body's own result counts
/// @param fixedResult the result that the future gives after a [Runnable]; it never travels
/// @param inherited whether it came through a method that [io.heddle.TaskPool] inherits, where a
///   body that cannot travel is refused instead of failing its future
public record Work<T extends @Nullable Object>(
        Object body, boolean callable, @Nullable T fixedResult, boolean inherited) {

    /// Checks.
    public Work {
        Objects.requireNonNull(body, "task");
    }

    static <T extends @Nullable Object> Work<T> of(Task<T> task) {
        return new Work<>(task, true, null, false);
    }

    static Work<@Nullable Void> of(Action action) {
        return new Work<>(action, false, null, false);
    }

    static <T extends @Nullable Object> Work<T> inherited(Callable<T> task) {
        return new Work<>(task, true, null, !(task instanceof Task));
    }

    static <T extends @Nullable Object> Work<T> inherited(Runnable task, T result) {
        return new Work<>(task, false, result, !(task instanceof Action));
    }

    /// Runs it here.
    ///
    /// @return its result
    /// @throws Exception what the body throws
    @SuppressWarnings({
        "unchecked",
        "NullAway"
    }) // the factories put a Callable<T> in, or a T beside
    public T call() throws Exception {
        return callable ? ((Callable<T>) body).call() : runAndGiveFixedResult();
    }

    /// Gives it to somebody who wants to run it himself, as `shutdownNow` does with what never
    /// started. No future learns what comes of it.
    ///
    /// @return a body that is a [Runnable] itself, otherwise one that runs the body and throws what
    ///   it throws, a checked exception as the cause of a [HeddleException]
    public Runnable byHand() {
        return body instanceof Runnable runnable ? runnable : this::runByHand;
    }

    private void runByHand() {
        try {
            call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new HeddleException("a task run by hand failed: " + FailureText.of(e), e);
        }
    }

    @SuppressWarnings("NullAway") // null only where the future is one of Void
    private T runAndGiveFixedResult() throws Exception {
        run((Runnable) body);
        return fixedResult;
    }

    /// Runs a body, so that an [Action] keeps its own exceptions.
    ///
    /// @param body the body
    /// @throws Exception what it throws
    public static void run(Runnable body) throws Exception {
        if (body instanceof Action action) {
            action.act();
        } else {
            body.run();
        }
    }
}
