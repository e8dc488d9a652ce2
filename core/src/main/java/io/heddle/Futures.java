package io.heddle;

import io.heddle.spi.Deadline;
import io.heddle.spi.Durations;
import io.heddle.spi.Parking;
import io.heddle.spi.TaskCompletion;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Waits for many futures at once, from any pools and strands, mixed freely.
///
/// ## Source
///
/// The meaning follows `as_completed` and `wait` of CPython's `concurrent.futures`.
public final class Futures {

    private Futures() {}

    /// What [#await] waits for.
    public enum Until {
        /// All have ended.
        ALL,
        /// The first has ended.
        FIRST,
        /// The first has failed or was cancelled, or all have ended.
        FIRST_EXCEPTION
    }

    /// What had ended, and what had not, when the waiting was over.
    ///
    /// @param <T> the type of the results
    /// @param done the futures that have ended, in the order in which they were given
    /// @param pending the others, in the same order
    public record Waited<T extends @Nullable Object>(
            Set<TaskFuture<T>> done, Set<TaskFuture<T>> pending) {}

    /// Gives futures in the order in which they end.
    ///
    /// The iteration waits in `next()`. If its thread is interrupted there, a [HeddleException] is
    /// thrown and the interrupt flag stays set; no future is lost, a new iteration gives them all.
    ///
    /// @param <F> the type of the futures
    /// @param futures the futures; each is given once for each time it is listed
    /// @return an iteration over all of them
    public static <F extends TaskFuture<?>> Iterable<F> asCompleted(
            Collection<? extends F> futures) {
        List<F> all = List.copyOf(futures);
        return () -> new InOrderOfCompletion<>(all, null);
    }

    /// Gives futures in the order in which they end, but waits no longer than a limit for all of
    /// them.
    ///
    /// @param <F> the type of the futures
    /// @param futures the futures
    /// @param limit the time for the whole iteration, from its beginning; zero or less gives only
    ///   what has ended
    /// @return an iteration whose `next()` throws [TaskTimeoutException] when the time is up
    public static <F extends TaskFuture<?>> Iterable<F> asCompleted(
            Collection<? extends F> futures, Duration limit) {
        List<F> all = List.copyOf(futures);
        Objects.requireNonNull(limit, "limit");
        return () -> new InOrderOfCompletion<>(all, limit);
    }

    /// Waits for futures.
    ///
    /// @param <T> the type of the results
    /// @param futures the futures
    /// @param until what to wait for
    /// @return what has ended and what has not
    /// @throws InterruptedException if interrupted while waiting; the tasks go on
    public static <T extends @Nullable Object> Waited<T> await(
            Collection<? extends TaskFuture<T>> futures, Until until) throws InterruptedException {
        return await(futures, until, Deadline.NEVER);
    }

    /// Waits for futures, but not longer than a limit.
    ///
    /// @param <T> the type of the results
    /// @param futures the futures
    /// @param until what to wait for
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return what has ended and what has not
    /// @throws InterruptedException if interrupted while waiting; the tasks go on
    public static <T extends @Nullable Object> Waited<T> await(
            Collection<? extends TaskFuture<T>> futures, Until until, Duration limit)
            throws InterruptedException {
        return await(futures, until, Deadline.in(limit));
    }

    private static <T extends @Nullable Object> Waited<T> await(
            Collection<? extends TaskFuture<T>> futures, Until until, Deadline deadline)
            throws InterruptedException {
        BlockingQueue<TaskFuture<T>> ended = new LinkedBlockingQueue<>();
        Set<TaskFuture<T>> all = new LinkedHashSet<>(futures);
        all.forEach(future -> whenEnded(future, () -> ended.add(future)));
        for (int left = all.size(); left > 0; left--) {
            TaskFuture<T> next =
                    Parking.around(
                            () -> ended.poll(deadline.left().toNanos(), TimeUnit.NANOSECONDS));
            if (next == null || isEnough(until, next)) {
                break;
            }
        }
        return split(all);
    }

    private static boolean isEnough(Until until, TaskFuture<?> ended) {
        return switch (until) {
            case ALL -> false;
            case FIRST -> true;
            case FIRST_EXCEPTION -> ended.state() != Future.State.SUCCESS;
        };
    }

    private static <T extends @Nullable Object> Waited<T> split(Set<TaskFuture<T>> all) {
        Set<TaskFuture<T>> done = new LinkedHashSet<>();
        Set<TaskFuture<T>> pending = new LinkedHashSet<>();
        all.forEach(future -> (future.isDone() ? done : pending).add(future));
        return new Waited<>(
                java.util.Collections.unmodifiableSet(done),
                java.util.Collections.unmodifiableSet(pending));
    }

    private static void whenEnded(TaskFuture<?> future, Runnable action) {
        if (future instanceof TaskCompletion<?> ours) {
            ours.whenDecided(action);
        } else {
            future.whenComplete((value, failure) -> action.run());
        }
    }

    /// The iteration of [#asCompleted]; used by one thread.
    private static final class InOrderOfCompletion<F extends TaskFuture<?>> implements Iterator<F> {

        private final BlockingQueue<F> ended = new LinkedBlockingQueue<>();
        private final @Nullable Duration limit;
        private final Deadline deadline;
        private final long begin = System.nanoTime();
        private int left;

        InOrderOfCompletion(List<F> futures, @Nullable Duration limit) {
            this.limit = limit;
            this.deadline = limit == null ? Deadline.NEVER : Deadline.in(limit);
            this.left = futures.size();
            futures.forEach(future -> whenEnded(future, () -> ended.add(future)));
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public F next() {
            if (left == 0) {
                throw new NoSuchElementException("all futures were given");
            }
            F next;
            try {
                next =
                        Parking.around(
                                () -> ended.poll(deadline.left().toNanos(), TimeUnit.NANOSECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HeddleException(
                        "interrupted while waiting for the next future: pending=" + left, e);
            }
            if (next == null) {
                throw tooLate(Objects.requireNonNull(limit));
            }
            left--;
            return next;
        }

        private TaskTimeoutException tooLate(Duration limit) {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
            return new TaskTimeoutException(
                    "not all futures ended in time: pending=%d limit=%s waited=%s; they go on"
                            .formatted(left, Durations.text(limit), Durations.text(elapsed)),
                    TaskTimeoutException.Limit.WAIT,
                    limit,
                    elapsed);
        }
    }
}
