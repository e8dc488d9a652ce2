package io.heddle.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for what nobody announces, such as a file made by another process or a number in a
/// snapshot.
///
/// This is the one place of all tests that may poll: it looks every [#PAUSE_NANOS], and fails by
/// name when its limit has passed. Wait for the event itself where there is one.
public final class Eventually {

    /// The longest wait of a test: so long that only a test that hangs reaches it.
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private static final long PAUSE_NANOS = 2_000_000;

    private Eventually() {}

    /// Waits until something is so, up to [#LIMIT].
    ///
    /// @param what what is awaited, for the message
    /// @param condition looks whether it is so
    /// @throws AssertionError if it was not so in time
    /// @throws InterruptedException if interrupted while waiting
    public static void holds(String what, Callable<Boolean> condition) throws InterruptedException {
        holds(what, condition, LIMIT);
    }

    /// Waits until something is so.
    ///
    /// @param what what is awaited, for the message
    /// @param condition looks whether it is so
    /// @param limit the longest wait
    /// @throws AssertionError if it was not so in time
    /// @throws InterruptedException if interrupted while waiting
    public static void holds(String what, Callable<Boolean> condition, Duration limit)
            throws InterruptedException {
        long begin = System.nanoTime();
        while (!isSo(condition)) {
            if (System.nanoTime() - begin > limit.toNanos()) {
                throw new AssertionError("not so in time: %s limit=%s".formatted(what, limit));
            }
            LockSupport.parkNanos(Eventually.class, PAUSE_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException("while waiting for this: " + what);
            }
        }
    }

    /// Waits until a time has passed since a moment.
    ///
    /// @param time the time
    /// @param sinceNanos the moment, by [System#nanoTime()]
    /// @throws InterruptedException if interrupted while waiting
    public static void hasPassed(Duration time, long sinceNanos) throws InterruptedException {
        holds("time passes", () -> System.nanoTime() - sinceNanos > time.toNanos());
    }

    private static boolean isSo(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception e) {
            throw new AssertionError("a condition could not be looked at", e);
        }
    }
}
