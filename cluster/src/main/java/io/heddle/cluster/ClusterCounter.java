package io.heddle.cluster;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// A number that processes on several machines change atomically, like an [java.util.concurrent.atomic.AtomicLong],
/// overflow included. It begins at 0 and lives at the server under its name.
///
/// Use a [io.heddle.shared.SharedLong] between processes of one machine.
///
/// ## If a process dies
/// Each change has happened wholly or not at all.
///
/// ## If the server is away
/// Every method throws [ClusterUnavailableException] when the server does not answer within the limit of a call. A
/// change may have happened then. While the server answers in the end, each change happens once, though the connection
/// may break and the call be made again.
public interface ClusterCounter {

    /// Gives the number.
    ///
    /// @return the number
    /// @throws ClusterUnavailableException if the server does not answer
    long get();

    /// Replaces the number.
    ///
    /// @param value the new one
    /// @throws ClusterUnavailableException if the server does not answer
    default void set(long value) {
        getAndSet(value);
    }

    /// Replaces the number.
    ///
    /// @param value the new one
    /// @return the old one
    /// @throws ClusterUnavailableException if the server does not answer
    long getAndSet(long value);

    /// Replaces the number if it is the expected one.
    ///
    /// @param expected the expected one
    /// @param value the new one
    /// @return whether it was replaced
    /// @throws ClusterUnavailableException if the server does not answer
    boolean compareAndSet(long expected, long value);

    /// Adds.
    ///
    /// @param delta what to add; may be negative
    /// @return the new number
    /// @throws ClusterUnavailableException if the server does not answer
    long addAndGet(long delta);

    /// Adds.
    ///
    /// @param delta what to add; may be negative
    /// @return the old number
    /// @throws ClusterUnavailableException if the server does not answer
    default long getAndAdd(long delta) {
        return addAndGet(delta) - delta;
    }

    /// Adds 1.
    ///
    /// @return the new number
    /// @throws ClusterUnavailableException if the server does not answer
    default long incrementAndGet() {
        return addAndGet(1);
    }

    /// Adds 1.
    ///
    /// @return the old number
    /// @throws ClusterUnavailableException if the server does not answer
    default long getAndIncrement() {
        return getAndAdd(1);
    }

    /// Subtracts 1.
    ///
    /// @return the new number
    /// @throws ClusterUnavailableException if the server does not answer
    default long decrementAndGet() {
        return addAndGet(-1);
    }

    /// Subtracts 1.
    ///
    /// @return the old number
    /// @throws ClusterUnavailableException if the server does not answer
    default long getAndDecrement() {
        return getAndAdd(-1);
    }

    /// Replaces the number by what a function makes of it.
    ///
    /// @param update the function; called again if somebody else was faster, so it must have no side effects
    /// @return the new number
    /// @throws ClusterUnavailableException if the server does not answer
    default long updateAndGet(LongUnaryOperator update) {
        while (true) {
            long before = get();
            long after = update.applyAsLong(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    /// Replaces the number by what a function makes of it.
    ///
    /// @param update the function; called again if somebody else was faster, so it must have no side effects
    /// @return the old number
    /// @throws ClusterUnavailableException if the server does not answer
    default long getAndUpdate(LongUnaryOperator update) {
        while (true) {
            long before = get();
            if (compareAndSet(before, update.applyAsLong(before))) {
                return before;
            }
        }
    }

    /// Replaces the number by what a function makes of it and another one.
    ///
    /// @param other the other one
    /// @param function called again if somebody else was faster, so it must have no side effects
    /// @return the new number
    /// @throws ClusterUnavailableException if the server does not answer
    default long accumulateAndGet(long other, LongBinaryOperator function) {
        return updateAndGet(before -> function.applyAsLong(before, other));
    }

    /// Replaces the number by what a function makes of it and another one.
    ///
    /// @param other the other one
    /// @param function called again if somebody else was faster, so it must have no side effects
    /// @return the old number
    /// @throws ClusterUnavailableException if the server does not answer
    default long getAndAccumulate(long other, LongBinaryOperator function) {
        return getAndUpdate(before -> function.applyAsLong(before, other));
    }
}
