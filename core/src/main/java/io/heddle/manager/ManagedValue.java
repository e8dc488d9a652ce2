package io.heddle.manager;

import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One value in the process of a [Manager], for all who have this: as an
/// [java.util.concurrent.atomic.AtomicReference], but what goes in and comes out are copies.
///
/// For a number that is counted very often take [io.heddle.shared.SharedLong], which costs no call.
///
/// ## Shapes
/// A function that is `Serializable` runs in the process of the manager, once, while everybody else who wants the value
/// waits. Any other runs here, and again if somebody else was faster. Both are given a copy, and may change it.
///
/// ## Memory consistency
/// What a process did before it sets the value *happens-before* what another does after it has seen that value.
///
/// ## Cancellation
/// An interrupt does not end a call; it is still there afterwards.
///
/// ## If a process dies
/// The value stays, unless it is the process of the manager: then every call fails with [ManagerEndedException].
///
/// @param <T> the type of the value
public final class ManagedValue<T extends @Nullable Object> implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final transient ValueCalls<T> stored;

    ManagedValue(ValueCalls<T> stored) {
        this.stored = stored;
    }

    Object stored() {
        return stored;
    }

    @Serial
    private Object writeReplace() {
        return stored;
    }

    /// Gives the value.
    ///
    /// @return a copy
    /// @throws ManagerEndedException if the process of the manager has ended
    public T get() {
        return stored.get();
    }

    /// Replaces the value.
    ///
    /// @param next what is copied there
    /// @throws ManagerEndedException if the process of the manager has ended
    /// @throws io.heddle.TaskSerializationException if it cannot travel
    public void set(T next) {
        var _ = stored.getAndSet(next);
    }

    /// Replaces the value.
    ///
    /// @param next what is copied there
    /// @return what was there before
    /// @throws ManagerEndedException if the process of the manager has ended
    /// @throws io.heddle.TaskSerializationException if it cannot travel
    public T getAndSet(T next) {
        return stored.getAndSet(next);
    }

    /// Replaces the value if it is what the caller expects, by `equals`: both are copies.
    ///
    /// @param expected what it should be
    /// @param next what is copied there then
    /// @return whether it was
    /// @throws ManagerEndedException if the process of the manager has ended
    /// @throws io.heddle.TaskSerializationException if one of them cannot travel
    public boolean compareAndSet(T expected, T next) {
        return stored.compareAndSet(expected, next);
    }

    /// Computes the next value from this one, without anybody in between.
    ///
    /// @param next a function without other effects; see above where it runs
    /// @return the value before
    /// @throws ManagerEndedException if the process of the manager has ended
    /// @throws io.heddle.TaskSerializationException if the function is `Serializable` and cannot travel, or its result
    ///   cannot
    public T getAndUpdate(UnaryOperator<T> next) {
        return update(next, true);
    }

    /// Computes the next value from this one, without anybody in between.
    ///
    /// @param next a function without other effects; see above where it runs
    /// @return the value afterwards
    /// @throws ManagerEndedException if the process of the manager has ended
    /// @throws io.heddle.TaskSerializationException if the function is `Serializable` and cannot travel, or its result
    ///   cannot
    public T updateAndGet(UnaryOperator<T> next) {
        return update(next, false);
    }

    private T update(UnaryOperator<T> next, boolean before) {
        Objects.requireNonNull(next, "next");
        if (next instanceof Serializable) {
            return stored.update(next, before).value();
        }
        while (true) {
            Stamped<T> now = stored.stamped();
            T after = next.apply(now.value());
            if (stored.swap(now.stamp(), after)) {
                return before ? now.value() : after;
            }
        }
    }

    /// Tells whether it is the same value of the same manager.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ManagedValue<?> value && value.stored.equals(stored);
    }

    @Override
    public int hashCode() {
        return stored.hashCode();
    }

    /// Names it, without asking for its value.
    @Override
    public String toString() {
        return stored.toString();
    }
}
