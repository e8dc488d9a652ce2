package io.heddle.manager;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The value behind a [ManagedValue].
///
/// @param <T> its type
final class ValueStore<T extends @Nullable Object> implements ValueCalls<T> {

    /// Guarded by this, as is its stamp.
    private T value;

    private long stamp;

    ValueStore(T initial) {
        this.value = initial;
    }

    @Override
    public synchronized T get() {
        return value;
    }

    @Override
    public synchronized T getAndSet(T next) {
        T before = value;
        value = next;
        stamp++;
        return before;
    }

    @Override
    public synchronized boolean compareAndSet(T expected, T next) {
        boolean same = Objects.equals(value, expected);
        if (same) {
            var _ = getAndSet(next);
        }
        return same;
    }

    @Override
    public synchronized Stamped<T> stamped() {
        return new Stamped<>(value, stamp);
    }

    @Override
    public synchronized boolean swap(long known, T next) {
        boolean same = stamp == known;
        if (same) {
            var _ = getAndSet(next);
        }
        return same;
    }

    @Override
    public synchronized Stamped<T> update(UnaryOperator<T> next, boolean before) {
        T was = getAndSet(next.apply(Copy.of(value)));
        return new Stamped<>(before ? was : value, stamp);
    }
}
