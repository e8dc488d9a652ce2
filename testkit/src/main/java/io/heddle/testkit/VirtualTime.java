package io.heddle.testkit;

import io.heddle.coroutine.TimeSource;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A clock for scopes that a test moves, so that nothing has to sleep really.
///
/// ```java
/// VirtualTime time = VirtualTime.stopped();
/// try (CoroutineScope scope = CoroutineScope.builder().time(time).open()) {
///     Strand<?> late = scope.spawn(() -> Coroutines.sleep(Duration.ofHours(1)));
///     time.awaitAlarms(1); // it sleeps
///     time.advance(Duration.ofHours(1));
///     late.get();
/// }
/// ```
///
/// A *stopped* clock moves only by [#advance]. A *jumping* one also moves by itself to the next sleeper, as soon
/// as nothing else can happen; only a cooperative scope knows when that is.
///
/// Time that passes wakes threads, and does not wait for what they do then: use [#awaitAlarms], or wait for what
/// they are to bring about.
public final class VirtualTime implements TimeSource {

    private final class Waiting implements Alarm, Comparable<Waiting> {
        final long atNanos;
        final long sequence = made++;
        final Runnable action;

        Waiting(long atNanos, Runnable action) {
            this.atNanos = atNanos;
            this.action = action;
        }

        @Override
        public int compareTo(Waiting other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }

        @Override
        public void cancel() {
            synchronized (VirtualTime.this) {
                alarms.remove(this);
            }
        }
    }

    private final boolean jumps;

    // guarded by this; actions run without it
    private final PriorityQueue<Waiting> alarms = new PriorityQueue<>();
    private long now;
    private long made;

    private VirtualTime(boolean jumps) {
        this.jumps = jumps;
    }

    /// Makes a clock that moves only when it is told to.
    ///
    /// @return a clock that shows zero
    public static VirtualTime stopped() {
        return new VirtualTime(false);
    }

    /// Makes a clock that also moves when a cooperative scope has nothing to do before the next sleeper wakes.
    ///
    /// @return a clock that shows zero
    public static VirtualTime jumping() {
        return new VirtualTime(true);
    }

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public Alarm at(long nanos, Runnable action) {
        Waiting alarm;
        boolean due;
        synchronized (this) {
            alarm = new Waiting(nanos, action);
            alarms.add(alarm);
            due = nanos - now <= 0;
        }
        if (due) {
            var _ = Thread.startVirtualThread(() -> advanceTo(nanos()));
        }
        return alarm;
    }

    @Override
    public Alarm idleUntil(long nanos, Runnable action) {
        Alarm alarm = at(nanos, action);
        if (jumps) {
            var _ = Thread.startVirtualThread(() -> jump(alarm, nanos));
        }
        return alarm;
    }

    private void jump(Alarm alarm, long nanos) {
        synchronized (this) {
            if (!alarms.contains(alarm)) {
                return; // somebody came from outside
            }
        }
        advanceTo(nanos);
    }

    /// Lets time pass: stops at each alarm on the way, in order, and calls it.
    ///
    /// @param time how much; zero calls what is due now
    public void advance(Duration time) {
        long target;
        synchronized (this) {
            target = now + TimeUnit.NANOSECONDS.convert(time);
        }
        advanceTo(target);
    }

    private void advanceTo(long target) {
        while (true) {
            Waiting next = next(target);
            if (next == null) {
                return;
            }
            next.action.run();
        }
    }

    private synchronized @Nullable Waiting next(long target) {
        Waiting first = alarms.peek();
        if (first != null && first.atNanos - target <= 0) {
            now = Math.max(now, first.atNanos);
            return alarms.remove();
        }
        now = Math.max(now, target);
        return null;
    }

    /// Tells how many wait for a time: sleepers, time limits, deadlines.
    ///
    /// @return the number
    public synchronized int alarms() {
        return alarms.size();
    }

    /// Waits, in real time, until so many wait for a time.
    ///
    /// @param count how many at least
    /// @throws InterruptedException if interrupted while waiting
    /// @throws AssertionError if there are not so many after [Eventually#LIMIT]
    public void awaitAlarms(int count) throws InterruptedException {
        Eventually.holds("%d wait for a time".formatted(count), () -> alarms() >= count);
    }

    @Override
    public synchronized String toString() {
        return "VirtualTime[%s, alarms=%d]".formatted(Duration.ofNanos(now), alarms.size());
    }
}
