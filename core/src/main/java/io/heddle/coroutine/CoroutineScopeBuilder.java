package io.heddle.coroutine;

import io.heddle.spi.Durations;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Says what a scope is to be like. A builder belongs to one thread and may be used again.
public final class CoroutineScopeBuilder {

    private String name = "";
    private @Nullable Duration deadline;
    private @Nullable TimeSource time;
    private boolean recorded;

    CoroutineScopeBuilder() {}

    /// Names the scope.
    ///
    /// @param text any text; without it the scope has a number
    /// @return this builder
    public CoroutineScopeBuilder name(String text) {
        this.name = Objects.requireNonNull(text, "name");
        return this;
    }

    /// Limits the time from opening the scope to the end of all that is in it. When it is up, all is cancelled and
    /// the scope fails with a [io.heddle.TaskTimeoutException].
    ///
    /// @param limit how long
    /// @return this builder
    /// @throws IllegalArgumentException if it is zero or negative
    public CoroutineScopeBuilder deadline(Duration limit) {
        this.deadline = Durations.requirePositive("deadline", limit);
        return this;
    }

    /// Says by which clock those in the scope sleep and wait, and the deadline counts.
    ///
    /// @param clock the clock; without it that of the system, or that of a cooperative scope around whose turns are
    ///     shared
    /// @return this builder
    public CoroutineScopeBuilder time(TimeSource clock) {
        this.time = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /// Makes a cooperative scope record its turns, for [CoroutineScope#trace()]. They take memory as long as the
    /// scope exists.
    ///
    /// @return this builder
    public CoroutineScopeBuilder recorded() {
        this.recorded = true;
        return this;
    }

    /// Opens a scope; see [CoroutineScope#open()].
    ///
    /// @return the scope, to be closed by the thread that called this
    /// @throws IllegalStateException if turns are to be recorded: only a cooperative scope has them
    public CoroutineScope open() {
        if (recorded) {
            throw new IllegalStateException(
                    "only a cooperative scope has turns to record: open it with cooperative(), or without recorded()");
        }
        return new CoroutineScope(this, false).enter(deadline);
    }

    /// Opens a scope in which at most one coroutine runs at a time; see [CoroutineScope#cooperative()].
    ///
    /// @return the scope, to be closed by the thread that called this
    /// @throws IllegalStateException if the calling thread has a turn in another one that goes by another clock than
    ///     was asked for here
    public CoroutineScope cooperative() {
        return new CoroutineScope(this, true).enter(deadline);
    }

    String name() {
        return name;
    }

    TimeSource time() {
        return time == null ? TimeSource.system() : time;
    }

    /// Of a scope that shares the turns of another.
    void requireTime(TimeSource around) {
        if (time != null && time != around) {
            throw new IllegalStateException(
                    "a cooperative scope within another shares its turns and its clock: clock=%s clock around=%s; leave the clock out"
                            .formatted(time, around));
        }
    }

    boolean isRecorded() {
        return recorded;
    }
}
