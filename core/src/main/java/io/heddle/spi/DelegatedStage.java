package io.heddle.spi;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Passes every method of [CompletionStage] on to another stage, and adds nothing.
///
/// It keeps these forty methods out of the class that matters, [TaskCompletion].
///
/// @param <T> the type of the result
abstract class DelegatedStage<T extends @Nullable Object> implements CompletionStage<T> {

    /// Gives the stage that does the work.
    abstract CompletionStage<T> stages();

    @Override
    public <U extends @Nullable Object> CompletionStage<U> thenApply(
            Function<? super T, ? extends U> fn) {
        return stages().thenApply(fn);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<U> thenApplyAsync(
            Function<? super T, ? extends U> fn) {
        return stages().thenApplyAsync(fn);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<U> thenApplyAsync(
            Function<? super T, ? extends U> fn, Executor executor) {
        return stages().thenApplyAsync(fn, executor);
    }

    @Override
    public CompletionStage<Void> thenAccept(Consumer<? super T> action) {
        return stages().thenAccept(action);
    }

    @Override
    public CompletionStage<Void> thenAcceptAsync(Consumer<? super T> action) {
        return stages().thenAcceptAsync(action);
    }

    @Override
    public CompletionStage<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
        return stages().thenAcceptAsync(action, executor);
    }

    @Override
    public CompletionStage<Void> thenRun(Runnable action) {
        return stages().thenRun(action);
    }

    @Override
    public CompletionStage<Void> thenRunAsync(Runnable action) {
        return stages().thenRunAsync(action);
    }

    @Override
    public CompletionStage<Void> thenRunAsync(Runnable action, Executor executor) {
        return stages().thenRunAsync(action, executor);
    }

    @Override
    public <U extends @Nullable Object, V extends @Nullable Object> CompletionStage<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        return stages().thenCombine(other, fn);
    }

    @Override
    public <U extends @Nullable Object, V extends @Nullable Object>
            CompletionStage<V> thenCombineAsync(
                    CompletionStage<? extends U> other,
                    BiFunction<? super T, ? super U, ? extends V> fn) {
        return stages().thenCombineAsync(other, fn);
    }

    @Override
    public <U extends @Nullable Object, V extends @Nullable Object>
            CompletionStage<V> thenCombineAsync(
                    CompletionStage<? extends U> other,
                    BiFunction<? super T, ? super U, ? extends V> fn,
                    Executor executor) {
        return stages().thenCombineAsync(other, fn, executor);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return stages().thenAcceptBoth(other, action);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return stages().thenAcceptBothAsync(other, action);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other,
            BiConsumer<? super T, ? super U> action,
            Executor executor) {
        return stages().thenAcceptBothAsync(other, action, executor);
    }

    @Override
    public CompletionStage<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return stages().runAfterBoth(other, action);
    }

    @Override
    public CompletionStage<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
        return stages().runAfterBothAsync(other, action);
    }

    @Override
    public CompletionStage<Void> runAfterBothAsync(
            CompletionStage<?> other, Runnable action, Executor executor) {
        return stages().runAfterBothAsync(other, action, executor);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<U> applyToEither(
            CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return stages().applyToEither(other, fn);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return stages().applyToEitherAsync(other, fn);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn, Executor executor) {
        return stages().applyToEitherAsync(other, fn, executor);
    }

    @Override
    public CompletionStage<Void> acceptEither(
            CompletionStage<? extends T> other, Consumer<? super T> action) {
        return stages().acceptEither(other, action);
    }

    @Override
    public CompletionStage<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action) {
        return stages().acceptEitherAsync(other, action);
    }

    @Override
    public CompletionStage<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        return stages().acceptEitherAsync(other, action, executor);
    }

    @Override
    public CompletionStage<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return stages().runAfterEither(other, action);
    }

    @Override
    public CompletionStage<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        return stages().runAfterEitherAsync(other, action);
    }

    @Override
    public CompletionStage<Void> runAfterEitherAsync(
            CompletionStage<?> other, Runnable action, Executor executor) {
        return stages().runAfterEitherAsync(other, action, executor);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<U> thenCompose(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        return stages().thenCompose(fn);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn) {
        return stages().thenComposeAsync(fn);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
        return stages().thenComposeAsync(fn, executor);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<U> handle(
            BiFunction<? super T, Throwable, ? extends U> fn) {
        return stages().handle(fn);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<U> handleAsync(
            BiFunction<? super T, Throwable, ? extends U> fn) {
        return stages().handleAsync(fn);
    }

    @Override
    public <U extends @Nullable Object> CompletionStage<U> handleAsync(
            BiFunction<? super T, Throwable, ? extends U> fn, Executor executor) {
        return stages().handleAsync(fn, executor);
    }

    @Override
    public CompletionStage<T> whenComplete(
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        return stages().whenComplete(action);
    }

    @Override
    public CompletionStage<T> whenCompleteAsync(
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        return stages().whenCompleteAsync(action);
    }

    @Override
    public CompletionStage<T> whenCompleteAsync(
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action,
            Executor executor) {
        return stages().whenCompleteAsync(action, executor);
    }

    @Override
    public CompletionStage<T> exceptionally(Function<Throwable, ? extends T> fn) {
        return stages().exceptionally(fn);
    }

    @Override
    public CompletionStage<T> exceptionallyAsync(Function<Throwable, ? extends T> fn) {
        return stages().exceptionallyAsync(fn);
    }

    @Override
    public CompletionStage<T> exceptionallyAsync(
            Function<Throwable, ? extends T> fn, Executor executor) {
        return stages().exceptionallyAsync(fn, executor);
    }

    @Override
    public CompletionStage<T> exceptionallyCompose(
            Function<Throwable, ? extends CompletionStage<T>> fn) {
        return stages().exceptionallyCompose(fn);
    }

    @Override
    public CompletionStage<T> exceptionallyComposeAsync(
            Function<Throwable, ? extends CompletionStage<T>> fn) {
        return stages().exceptionallyComposeAsync(fn);
    }

    @Override
    public CompletionStage<T> exceptionallyComposeAsync(
            Function<Throwable, ? extends CompletionStage<T>> fn, Executor executor) {
        return stages().exceptionallyComposeAsync(fn, executor);
    }
}
