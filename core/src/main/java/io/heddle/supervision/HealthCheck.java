package io.heddle.supervision;

import io.heddle.spi.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;

/// A question that a supervisor asks about a child again and again, to find one that lives and is of no use.
///
/// Each question runs in a thread of its own, which is interrupted when the time is up. As long as one has not returned,
/// no other is asked, and that counts as no good answer.
///
/// @param every how long after the start, or after the last answer, the question is asked
/// @param question gives false, or throws, if the child is not well
/// @param timeout how long an answer may take
/// @param failures after how many bad answers in a row the child is replaced
public record HealthCheck(
        Duration every, Callable<Boolean> question, Duration timeout, int failures) {

    private static final int DEFAULT_FAILURES = 3;

    /// Checks.
    public HealthCheck {
        Durations.requirePositive("every", every);
        Objects.requireNonNull(question, "question");
        Durations.requirePositive("timeout", timeout);
        if (failures < 1) {
            throw new IllegalArgumentException(
                    "a child is replaced after at least one bad answer: failures=" + failures);
        }
    }

    /// Asks regularly; an answer may take as long as the time between two, and the third bad one in a row is one
    /// too many.
    ///
    /// @param interval the time between two questions
    /// @param question gives false, or throws, if the child is not well
    /// @return the check
    /// @throws IllegalArgumentException if the time is zero or negative
    public static HealthCheck every(Duration interval, Callable<Boolean> question) {
        return new HealthCheck(interval, question, interval, DEFAULT_FAILURES);
    }

    /// Limits how long an answer may take.
    ///
    /// @param limit the longest
    /// @return a check that is the same otherwise
    /// @throws IllegalArgumentException if it is zero or negative
    public HealthCheck timeout(Duration limit) {
        return new HealthCheck(every, question, limit, failures);
    }

    /// Says how many bad answers are too many.
    ///
    /// @param inARow at least 1
    /// @return a check that is the same otherwise
    /// @throws IllegalArgumentException if it is less than 1
    public HealthCheck failures(int inARow) {
        return new HealthCheck(every, question, timeout, inARow);
    }
}
