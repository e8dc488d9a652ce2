package io.heddle.internal.engine.process;

import io.heddle.PoolUnavailableException;
import io.heddle.WorkerDiedException;
import io.heddle.spi.Deadline;
import io.heddle.spi.FailureText;
import io.heddle.spi.Starts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Counts workers of a pool that could not be started, one after the other, and decides when it is no use
/// to try again. Guarded by the pool's lock.
///
/// Workers that are started together and fail together count once: a failure counts if its worker was
/// started after the last one that counted. As long as another worker of the pool can work, it goes on with
/// fewer, and starts are tried again and again, each later than the one before.
///
/// ## Source
/// The restart intensity of a supervisor in Erlang/OTP.
final class StartFailures {

    private static final Duration FIRST_DELAY = Duration.ofMillis(100);

    /// As [#FIRST_DELAY], if it was not the worker that failed but this process that had no file, thread,
    /// memory or room on a disk left for it: that may last some seconds and be over then.
    private static final Duration FIRST_DELAY_IN_SHORTAGE = Duration.ofSeconds(1);

    private static final int MOST_DOUBLINGS = 6;

    private final String pool;
    private final Starts rules;

    /// When each failure came that counts, the oldest first.
    private final ArrayDeque<Long> atNanos = new ArrayDeque<>();

    private Deadline nextStart = Deadline.in(Duration.ZERO);
    private @Nullable Throwable first;
    private @Nullable PoolUnavailableException verdict;

    StartFailures(String pool, Starts rules) {
        this.pool = pool;
        this.rules = rules;
    }

    /// A worker was started after all.
    void forget() {
        atNanos.clear();
        first = null;
        nextStart = Deadline.in(Duration.ZERO);
    }

    /// Counts a failure.
    ///
    /// @param cause why the worker could not be started
    /// @param startedAtNanos when its start began
    /// @param othersWork whether the pool has workers that can do without it, or may have at once
    void add(Throwable cause, long startedAtNanos, boolean othersWork) {
        if (!atNanos.isEmpty() && startedAtNanos - atNanos.getLast() < 0) {
            return;
        }
        long now = System.nanoTime();
        atNanos.addLast(now);
        if (first == null) {
            first = cause;
        }
        while (now - atNanos.getFirst() > TimeUnit.NANOSECONDS.convert(rules.within())) {
            atNanos.removeFirst();
        }
        nextStart = Deadline.in(delay(cause, atNanos.size()));
        if (atNanos.size() < rules.mostFailures()) {
            return;
        }
        if (!othersWork) {
            giveUp("workers cannot be started", first);
        } else if (atNanos.size() == rules.mostFailures()) {
            warn(first);
        }
    }

    /// Tells whether something was before the first failure that counts.
    boolean isBefore(long nanos) {
        return atNanos.isEmpty() || nanos - atNanos.getFirst() < 0;
    }

    private void warn(Throwable first) {
        PoolLog.warn(
                "workers cannot be started, the pool goes on with those it has: pool=%s failures=%d; the first: %s"
                        .formatted(pool, atNanos.size(), textOf(first)));
    }

    /// Decides that it is no use.
    ///
    /// @param what in a few words
    /// @param cause what shows it
    void giveUp(String what, Throwable cause) {
        if (verdict == null) {
            verdict =
                    new PoolUnavailableException(
                            "%s: pool=%s failures=%d; the first: %s"
                                    .formatted(
                                            what, pool, Math.max(atNanos.size(), 1), textOf(cause)),
                            cause);
        }
    }

    private static Duration delay(Throwable cause, int inARow) {
        if (inARow < 2) {
            return Duration.ZERO;
        }
        boolean shortage = cause instanceof IOException || cause instanceof OutOfMemoryError;
        Duration first = shortage ? FIRST_DELAY_IN_SHORTAGE : FIRST_DELAY;
        return first.multipliedBy(1L << Math.min(inARow - 2, MOST_DOUBLINGS));
    }

    /// Tells from when on the next start may be tried.
    Deadline nextStart() {
        return nextStart;
    }

    /// Tells why no worker can be started, once that is clear.
    @Nullable PoolUnavailableException verdict() {
        return verdict;
    }

    /// Makes the exception for one task more.
    @Nullable PoolUnavailableException freshVerdict() {
        PoolUnavailableException why = verdict;
        return why == null
                ? null
                : new PoolUnavailableException(String.valueOf(why.getMessage()), why.getCause());
    }

    private static String textOf(Throwable failure) {
        if (failure instanceof WorkerDiedException died) {
            return String.valueOf(died.getMessage());
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == failure
                ? FailureText.of(failure)
                : FailureText.of(failure) + ": " + FailureText.of(root);
    }
}
