package io.heddle;

import io.heddle.spi.Durations;
import io.heddle.spi.Parking;
import io.heddle.spi.TaskCompletion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Waits for many futures at once, from any pools and strands, mixed freely. In a cooperative scope it hands the
/// turn over, and limits are on the clock of the scope.
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
        return awaitUntil(futures, until, null);
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
        return awaitUntil(futures, until, Objects.requireNonNull(limit, "limit"));
    }

    private static <T extends @Nullable Object> Waited<T> awaitUntil(
            Collection<? extends TaskFuture<T>> futures, Until until, @Nullable Duration limit)
            throws InterruptedException {
        Set<TaskFuture<T>> all = new LinkedHashSet<>(futures);
        try (Ended<TaskFuture<T>> ended = new Ended<>(all, limit)) {
            for (int left = all.size(); left > 0; left--) {
                TaskFuture<T> next = ended.next();
                if (next == null || isEnough(until, next)) {
                    break;
                }
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

    /// Futures that have ended, in that order, and one thread that waits for the next. Whoever decides an outcome
    /// puts the thread into the line for its turn, if it shares one, and takes no memory for it.
    private static final class Ended<F extends TaskFuture<?>> implements AutoCloseable {

        private final List<Arrival<F>> expected;

        /// Those that nobody has looked at, the newest first.
        private final AtomicReference<@Nullable Arrival<F>> arrived = new AtomicReference<>();

        /// Those that were looked at and not given, the oldest first. Used by the thread that waits.
        private final Queue<F> found = new ArrayDeque<>();

        private final @Nullable Duration limit;
        private final Waiting time = new Waiting();

        /// Who waits now. Written before it is looked whether something has arrived; read after that.
        private volatile @Nullable Thread waiting;

        Ended(Collection<? extends F> futures, @Nullable Duration limit) {
            this.limit = limit;
            this.expected = futures.stream().map(future -> new Arrival<F>(future)).toList();
            expected.forEach(arrival -> arrival.listen(() -> add(arrival)));
        }

        private void add(Arrival<F> arrival) {
            Arrival<F> newest;
            do {
                newest = arrived.get();
                arrival.before = newest;
            } while (!arrived.compareAndSet(newest, arrival));
            Thread thread = waiting;
            if (thread != null) {
                Parking.unpark(thread);
            }
        }

        /// Waits for the next one.
        ///
        /// @return it, or `null` if the time was up before
        @Nullable F next() throws InterruptedException {
            waiting = Thread.currentThread();
            try {
                while (true) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    F next = take();
                    long left = leftNanos();
                    if (next != null || left <= 0) {
                        return next;
                    }
                    if (limit == null) {
                        Parking.park(this);
                    } else {
                        Parking.parkNanos(this, left);
                    }
                }
            } finally {
                waiting = null;
            }
        }

        private @Nullable F take() {
            if (found.isEmpty()) {
                List<F> newestFirst = new ArrayList<>();
                for (Arrival<F> at = arrived.getAndSet(null); at != null; at = at.before) {
                    newestFirst.add(at.future);
                }
                found.addAll(newestFirst.reversed());
            }
            return found.poll();
        }

        private long leftNanos() {
            return limit == null
                    ? Long.MAX_VALUE
                    : Math.max(0, TimeUnit.NANOSECONDS.convert(limit)) - time.nanos();
        }

        long elapsedNanos() {
            return time.nanos();
        }

        /// Leaves nothing with those that have not ended.
        @Override
        public void close() {
            expected.forEach(Arrival::forget);
        }
    }

    /// A future that will end.
    private static final class Arrival<F extends TaskFuture<?>> {

        private final F future;

        /// Only for futures of our own; with others something stays until they end.
        private TaskCompletion.@Nullable Listener listener;

        /// The one that ended before. Written by who adds it.
        private @Nullable Arrival<F> before;

        Arrival(F future) {
            this.future = future;
        }

        void listen(Runnable ended) {
            if (future instanceof TaskCompletion<?> ours) {
                listener = ours.listen(ended);
            } else {
                future.whenComplete((value, failure) -> ended.run());
            }
        }

        void forget() {
            if (listener != null) {
                listener.leave();
            }
        }
    }

    /// How long somebody waits: by the clock of the turn while the thread has one. Who has another clock than before
    /// goes on by that one, as far as it was.
    private static final class Waiting {

        private Parking.@Nullable Turn turn = Parking.mine();
        private long last = now(turn);
        private long spent;

        long nanos() {
            Parking.Turn mine = Parking.mine();
            long now = now(mine);
            if (mine == turn) {
                spent += now - last;
            }
            turn = mine;
            last = now;
            return spent;
        }

        private static long now(Parking.@Nullable Turn turn) {
            return turn == null ? System.nanoTime() : turn.nanos();
        }
    }

    /// The iteration of [#asCompleted]; used by one thread.
    private static final class InOrderOfCompletion<F extends TaskFuture<?>> implements Iterator<F> {

        private final Ended<F> ended;
        private final @Nullable Duration limit;
        private int left;

        InOrderOfCompletion(List<F> futures, @Nullable Duration limit) {
            this.limit = limit;
            this.left = futures.size();
            this.ended = new Ended<>(futures, limit);
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
                next = ended.next();
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
            Duration elapsed = Duration.ofNanos(ended.elapsedNanos());
            return new TaskTimeoutException(
                    "not all futures ended in time: pending=%d limit=%s waited=%s; they go on"
                            .formatted(left, Durations.text(limit), Durations.text(elapsed)),
                    TaskTimeoutException.Limit.WAIT,
                    limit,
                    elapsed);
        }
    }
}
