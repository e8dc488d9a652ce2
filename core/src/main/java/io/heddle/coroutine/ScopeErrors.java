package io.heddle.coroutine;

import io.heddle.HeddleException;
import io.heddle.TaskTimeoutException;
import io.heddle.spi.Durations;
import io.heddle.spi.FailureText;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// What went wrong in a scope: the first error, and those that came after it.
///
/// Guarded by its own monitor.
final class ScopeErrors {

    private static final int LONGEST_CHAIN = 20;

    private final String scope;

    private @Nullable Throwable first;
    private @Nullable Coroutine<?> culprit;
    private boolean thrown;
    private final List<Throwable> others = new ArrayList<>();

    ScopeErrors(String scope) {
        this.scope = scope;
    }

    synchronized void add(@Nullable Coroutine<?> from, Throwable failure) {
        if (first == null) {
            first = failure;
            culprit = from;
        } else if (first != failure) {
            others.add(failure);
        }
    }

    synchronized void throwFirst() throws ExecutionException {
        Throwable cause = first;
        if (cause != null) {
            thrown = true;
            ExecutionException failure = new ExecutionException(text(cause), cause);
            others.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    /// Throws what nobody has been told.
    ///
    /// @param misuse what is to be thrown anyway
    synchronized void throwUnheard(@Nullable RuntimeException misuse) {
        Throwable cause = first;
        RuntimeException failure = misuse;
        if (cause != null && !thrown && (culprit == null || !culprit.isHeard())) {
            failure = new HeddleException(text(cause), cause);
            others.forEach(failure::addSuppressed);
            if (misuse != null) {
                failure.addSuppressed(misuse);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private String text(Throwable cause) {
        Coroutine<?> from = culprit;
        return from == null
                ? "a scope failed: scope=%s: %s".formatted(scope, FailureText.of(cause))
                : "a coroutine of a scope failed: scope=%s coroutine=%s: %s"
                        .formatted(scope, from.name(), FailureText.of(cause));
    }

    /// Tells whether something was thrown because of an interrupt or a cancellation.
    static boolean isStop(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < LONGEST_CHAIN; i++) {
            if (at instanceof InterruptedException
                    || at instanceof CancellationException
                    || at instanceof ClosedByInterruptException) {
                return true;
            }
            at = FailureText.causeOf(at);
        }
        return false;
    }

    static TaskTimeoutException tooLate(String scope, Duration limit) {
        return new TaskTimeoutException(
                "a scope was not finished in time: scope=%s limit=%s; what belongs to it was cancelled"
                        .formatted(scope, Durations.text(limit)),
                TaskTimeoutException.Limit.RUN,
                limit,
                limit);
    }
}
