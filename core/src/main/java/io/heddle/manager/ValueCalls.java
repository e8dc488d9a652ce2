package io.heddle.manager;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How a [ValueStore] is called.
///
/// @param <T> its type
interface ValueCalls<T extends @Nullable Object> {
    T get();

    T getAndSet(T next);

    boolean compareAndSet(T expected, T next);

    Stamped<T> stamped();

    boolean swap(long stamp, T next);

    /// Gives what was there before, or what is there afterwards.
    Stamped<T> update(UnaryOperator<T> next, boolean before);
}
