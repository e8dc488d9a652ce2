package io.heddle.coroutine;

import io.heddle.spi.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Says when the next period begins: once each period, however long the work in between takes.
///
/// ```java
/// Ticker ticker = Ticker.every(Duration.ofSeconds(1));
/// while (true) {
///     ticker.await();
///     look();
/// }
/// ```
///
/// Ticks lie at fixed times from the beginning, on the clock of the scope in which its user is, outside of one on
/// that of the system. Who goes on with a ticker under another clock, since the scope is closed for example, waits
/// for what was left of the period on the old one. Ticks that passed while nobody waited become one, so that
/// work that is slow for once is not repeated in haste. A ticker has no thread and need not be closed. For one
/// thread or coroutine; others make their own.
///
/// ## Cancellation
/// *Clean*: an interrupted wait has taken no tick.
public final class Ticker {

    private final long periodNanos;

    /// Of whoever waited last.
    private TimeSource time;

    private long beginNanos;

    /// The number of the last tick that was taken.
    private long last;

    private Ticker(Duration period, TimeSource time) {
        this.time = time;
        this.periodNanos =
                TimeUnit.NANOSECONDS.convert(Durations.requirePositive("period", period));
        this.beginNanos = time.nanos();
    }

    /// Makes a ticker. The first tick is one period from now.
    ///
    /// @param period the time between two ticks
    /// @return the ticker
    /// @throws IllegalArgumentException if the period is zero or negative
    public static Ticker every(Duration period) {
        return new Ticker(period, Here.time());
    }

    /// Waits for the next tick, not at all if one has passed since the last wait.
    ///
    /// @return the number of the tick, counted from 1; if it is more than one greater than the last, ticks were missed
    /// @throws InterruptedException if interrupted before or while waiting; no tick was taken
    public long await() throws InterruptedException {
        return Objects.requireNonNull(Select.<Long>one(onTick(number -> number)));
    }

    /// Makes a clause for [Select]: the next tick has come. The tick is taken if the clause is chosen.
    ///
    /// @param <R> the type of what the clause gives
    /// @param then what to do with the number of the tick
    /// @return the clause
    public <R extends @Nullable Object> Select.Clause<R> onTick(LongFunction<? extends R> then) {
        Supplier<R> tick = () -> then.apply(take());
        return new Select.After<>(this::next, tick);
    }

    private Until next() {
        TimeSource mine = Here.time();
        if (mine != time) {
            beginNanos += mine.nanos() - time.nanos();
            time = mine;
        }
        return new Until(time, beginNanos + (last + 1) * periodNanos, false);
    }

    /// Shows the period and the number of the last tick that was taken.
    @Override
    public String toString() {
        return "Ticker[period=%s, last=%d]"
                .formatted(Durations.text(Duration.ofNanos(periodNanos)), last);
    }

    private long take() {
        last = Math.max(last + 1, (time.nanos() - beginNanos) / periodNanos);
        return last;
    }
}
