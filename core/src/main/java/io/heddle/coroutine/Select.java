package io.heddle.coroutine;

import io.heddle.TaskFuture;
import io.heddle.spi.TaskCompletion;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Waits for several things at once, and does exactly one of them.
///
/// ```java
/// String what = Select.one(
///         words.onReceive(word -> "word " + word),
///         numbers.onSend(42, () -> "sent"),
///         Select.after(Duration.ofSeconds(1), () -> "nothing for a second"));
/// ```
///
/// ## Fairness
/// If several clauses are possible at once, one of them is chosen by chance, each as likely as the others. In a
/// cooperative scope chance is the same at every run.
///
/// ## Closed channels
/// A clause of a channel that is closed (and, to receive, empty) is left out, so that a loop over several
/// channels receives until the last one is closed. If all clauses are such, [ChannelClosedException] is thrown; and
/// at once if one of them was closed with a reason.
///
/// ## Cancellation
/// *Clean*, as for a single channel: an interrupt means that nothing was sent or received anywhere.
///
/// ## Source
/// The meaning is that of Go's `select`, closed channels excepted.
public final class Select {

    private Select() {}

    /// One of the things to wait for. A clause holds nothing while nobody selects, and may be used again.
    ///
    /// @param <R> the type of what it gives
    public abstract static sealed class Clause<R extends @Nullable Object>
            permits Receiving, Sending, Ending, After, Otherwise {
        private Clause() {}

        /// The channel, if it has one.
        @Nullable ChannelCore core() {
            return null;
        }

        /// What it sends, if it does.
        @Nullable Object item() {
            return null;
        }

        /// Whether it seems possible now. Under the lock of its channel.
        boolean isPossible() {
            return false;
        }

        /// Whether it will never be possible again. Under the lock of its channel.
        boolean isOver() {
            return false;
        }

        /// Does it, if it is still possible. Under the lock of its channel.
        boolean attempt(LineNode node) {
            return false;
        }

        /// Lines up. Under the lock of its channel.
        void lineUp(LineNode node) {}

        /// Leaves the line, if it is still there.
        void leave(LineNode node) {}

        /// Up to when to wait for others, if it is about time.
        @Nullable Until until() {
            return null;
        }

        /// What its user wants to be done then.
        abstract R finish(LineNode node);
    }

    /// Receives.
    static final class Receiving<T, R extends @Nullable Object> extends Clause<R> {
        private final Channel<T> channel;
        private final Function<? super T, ? extends R> then;

        Receiving(Channel<T> channel, Function<? super T, ? extends R> then) {
            this.channel = channel;
            this.then = then;
        }

        @Override
        ChannelCore core() {
            return channel.core;
        }

        @Override
        boolean isPossible() {
            return channel.core.canReceive();
        }

        @Override
        boolean isOver() {
            return channel.core.isClosedForReceiving();
        }

        @Override
        boolean attempt(LineNode node) {
            node.item = isPossible() ? channel.core.poll() : null;
            return node.item != null;
        }

        @Override
        void lineUp(LineNode node) {
            channel.core.addReceiver(node);
        }

        @Override
        void leave(LineNode node) {
            channel.core.leaveReceivers(node);
        }

        @Override
        R finish(LineNode node) {
            return then.apply(Channel.cast(Objects.requireNonNull(node.item)));
        }
    }

    /// Sends.
    static final class Sending<T, R extends @Nullable Object> extends Clause<R> {
        private final Channel<T> channel;
        private final T element;
        private final Supplier<? extends R> then;

        Sending(Channel<T> channel, T element, Supplier<? extends R> then) {
            this.channel = channel;
            this.element = element;
            this.then = then;
        }

        @Override
        ChannelCore core() {
            return channel.core;
        }

        @Override
        Object item() {
            return element;
        }

        @Override
        boolean isPossible() {
            return channel.core.canSend();
        }

        @Override
        boolean isOver() {
            return channel.core.isClosed();
        }

        @Override
        boolean attempt(LineNode node) {
            return isPossible() && channel.core.offer(element);
        }

        @Override
        void lineUp(LineNode node) {
            channel.core.addSender(node);
        }

        @Override
        void leave(LineNode node) {
            channel.core.leaveSenders(node);
        }

        @Override
        R finish(LineNode node) {
            return then.get();
        }
    }

    /// Waits for the end of a task.
    static final class Ending<T extends @Nullable Object, R extends @Nullable Object>
            extends Clause<R> {
        private final TaskFuture<T> future;
        private final Function<? super TaskFuture<T>, ? extends R> then;

        Ending(TaskFuture<T> future, Function<? super TaskFuture<T>, ? extends R> then) {
            this.future = future;
            this.then = then;
        }

        @Override
        boolean isPossible() {
            return future.isDone();
        }

        @Override
        boolean attempt(LineNode node) {
            return future.isDone();
        }

        /// Without any lock, since the future may tell at once.
        Runnable listen(LineNode node) {
            Runnable met =
                    () -> {
                        if (node.encounter.decide(node.clause)) {
                            node.encounter.wake();
                        }
                    };
            if (future instanceof TaskCompletion<?> ours) {
                return ours.listen(met)::leave;
            }
            var _ = future.whenComplete((value, failure) -> met.run());
            return () -> {};
        }

        @Override
        R finish(LineNode node) {
            return then.apply(future);
        }
    }

    /// Waits for a time.
    static final class After<R extends @Nullable Object> extends Clause<R> {
        private final Supplier<Until> time;
        private final Supplier<? extends R> then;

        After(Supplier<Until> time, Supplier<? extends R> then) {
            this.time = time;
            this.then = then;
        }

        @Override
        Until until() {
            return time.get();
        }

        @Override
        R finish(LineNode node) {
            return then.get();
        }
    }

    /// Does not wait.
    static final class Otherwise<R extends @Nullable Object> extends Clause<R> {
        private final Supplier<? extends R> then;

        Otherwise(Supplier<? extends R> then) {
            this.then = then;
        }

        @Override
        R finish(LineNode node) {
            return then.get();
        }
    }

    // ---- clauses -------------------------------------------------------------------------------

    /// Makes a clause: nothing else was possible for some time, counted from the beginning of the selection on
    /// the clock of the scope.
    ///
    /// @param <R> the type of what the clause gives
    /// @param limit how long; zero or less means that nothing else is possible at once
    /// @param then what to do then, in the thread that selects
    /// @return the clause
    public static <R extends @Nullable Object> Clause<R> after(
            Duration limit, Supplier<? extends R> then) {
        Objects.requireNonNull(limit, "limit");
        return new After<>(() -> Until.in(limit), Objects.requireNonNull(then, "then"));
    }

    /// Makes a clause: a task has come to its end, however it ended.
    ///
    /// @param <T> the type of the task's result
    /// @param <R> the type of what the clause gives
    /// @param future the task: of any pool or strand
    /// @param then what to do with the future, which is done, in the thread that selects
    /// @return the clause
    public static <T extends @Nullable Object, R extends @Nullable Object> Clause<R> onEnd(
            TaskFuture<T> future, Function<? super TaskFuture<T>, ? extends R> then) {
        return new Ending<>(
                Objects.requireNonNull(future, "future"), Objects.requireNonNull(then, "then"));
    }

    /// Makes a clause: nothing else is possible now. With it a selection never waits.
    ///
    /// @param <R> the type of what the clause gives
    /// @param then what to do then, in the thread that selects
    /// @return the clause
    public static <R extends @Nullable Object> Clause<R> otherwise(Supplier<? extends R> then) {
        return new Otherwise<>(Objects.requireNonNull(then, "then"));
    }

    // ---- selecting -----------------------------------------------------------------------------

    /// Waits until one of the clauses is possible, and does that one.
    ///
    /// @param <R> the type of what the clauses give
    /// @param clauses what to wait for
    /// @return what the clause gives that was done
    /// @throws InterruptedException if interrupted before or while waiting; nothing was done
    /// @throws ChannelClosedException if all clauses are about closed channels, or one about a channel that
    ///   was closed with a reason; nothing was done
    /// @throws IllegalArgumentException if there is no clause
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <R extends @Nullable Object> R one(Clause<? extends R>... clauses)
            throws InterruptedException {
        Objects.requireNonNull(clauses, "clauses");
        for (Clause<? extends R> clause : clauses) {
            Objects.requireNonNull(clause, "clause");
        }
        List<Clause<? extends R>> all = List.of(clauses);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a selection needs at least one clause: clauses=0");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return new Selection<R>(all).run();
    }
}
