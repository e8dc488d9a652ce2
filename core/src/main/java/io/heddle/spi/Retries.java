package io.heddle.spi;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// When a task that has failed is run again.
///
/// @param most how often, 0 for never
/// @param on which failures of the task itself are worth another run; the death of its worker always is, a
///     time limit never
/// @param quarantineAfter how many workers a task may cost before it is never run again, however many
///     retries it has left
public record Retries(int most, Predicate<? super Throwable> on, int quarantineAfter) {

    /// Nothing is ever run twice.
    public static final Retries NONE = new Retries(0, failure -> false, 3);

    /// Checks.
    public Retries {
        requireNotNegative(most);
        Objects.requireNonNull(on, "retryOn");
        if (quarantineAfter < 1) {
            throw new IllegalArgumentException(
                    "a task is put into quarantine after one death at the earliest: quarantineAfter="
                            + quarantineAfter);
        }
    }

    /// Replaces the number, if another one is given.
    ///
    /// @param other how often, or nothing
    /// @return this, or a changed copy
    public Retries orMost(OptionalInt other) {
        return other.isEmpty() ? this : new Retries(other.getAsInt(), on, quarantineAfter);
    }

    /// Refuses a number that makes no sense.
    ///
    /// @param count how many retries
    /// @throws IllegalArgumentException if it is negative
    public static void requireNotNegative(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "the number of retries cannot be negative: retries=" + count);
        }
    }
}
