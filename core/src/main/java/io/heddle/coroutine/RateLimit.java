package io.heddle.coroutine;

import io.heddle.spi.Durations;
import io.heddle.spi.Parking;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Lets so many through in so much time: a bucket of permits that fills steadily, and those who wait for them in
/// the order in which they came.
///
/// At first the bucket is full, so that a burst of that size passes at once. For any number of threads and
/// coroutines. Use a [java.util.concurrent.Semaphore] to limit how many do something at once.
///
/// The bucket fills by the clock of whoever is the next to get a permit: that of the scope it is in, outside of
/// one that of the system. If that one has another clock than the one before, the bucket is at first as full
/// as it is by the old one. So a limit outlives the scope in which it was made.
///
/// ## Memory consistency
/// None: it orders nothing but time.
///
/// ## Cancellation
/// *Clean*: whoever is interrupted or timed out has taken no permit and no time from others.
///
/// ## Source
/// The token bucket, as in ITU-T I.371 and most rate limiters.
public final class RateLimit {

    private final long nanosForEach;
    private final int burst;

    // all guarded by this
    private final ArrayDeque<Thread> line = new ArrayDeque<>();

    /// Of whoever was the next to get a permit.
    private TimeSource time;

    /// The permits in the bucket at the time that the next field says. They are counted, since the time that it
    /// takes to fill a large one may be longer than a clock can tell.
    private long held;

    private long heldAtNanos;

    private RateLimit(int permits, Duration per, int burst) {
        if (permits < 1 || burst < 1) {
            throw new IllegalArgumentException(
                    "a rate is at least one permit in a time, and a burst at least one: permits=%d burst=%d"
                            .formatted(permits, burst));
        }
        this.time = Here.time();
        this.nanosForEach =
                Math.max(
                        1,
                        TimeUnit.NANOSECONDS.convert(Durations.requirePositive("per", per))
                                / permits);
        this.burst = burst;
        this.held = burst;
        this.heldAtNanos = time.nanos();
    }

    /// Makes a limit whose bucket holds the permits of the whole time.
    ///
    /// @param permits how many
    /// @param per in how much time
    /// @return the limit
    /// @throws IllegalArgumentException if there is no permit, or the time is zero or negative
    public static RateLimit of(int permits, Duration per) {
        return of(permits, per, permits);
    }

    /// Makes a limit.
    ///
    /// @param permits how many
    /// @param per in how much time
    /// @param burst how many the bucket holds: as many may pass at once after a quiet time
    /// @return the limit
    /// @throws IllegalArgumentException if there is no permit, the burst is less than 1, or the time is zero or negative
    public static RateLimit of(int permits, Duration per, int burst) {
        return new RateLimit(permits, per, burst);
    }

    /// Takes a permit, waiting for it.
    ///
    /// @throws InterruptedException if interrupted before or while waiting; no permit was taken
    public void acquire() throws InterruptedException {
        var _ = await(Until.FOREVER);
    }

    /// Takes a permit, waiting for it until the time is up.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether a permit was taken
    /// @throws InterruptedException if interrupted before or while waiting; no permit was taken
    public boolean tryAcquire(Duration limit) throws InterruptedException {
        Objects.requireNonNull(limit, "limit");
        return await(Until.in(limit));
    }

    /// Takes a permit if there is one now and nobody waits.
    ///
    /// @return whether a permit was taken
    public synchronized boolean tryAcquire() {
        return line.isEmpty() && take();
    }

    private boolean take() {
        goBy(Here.time());
        fill();
        if (held == 0) {
            return false;
        }
        held--;
        return true;
    }

    /// Whoever waits is woken by its own clock: that of another scope may stand still, or for ever.
    private void goBy(TimeSource mine) {
        if (mine != time) {
            heldAtNanos += mine.nanos() - time.nanos();
            time = mine;
        }
    }

    private void fill() {
        long now = time.nanos();
        long come = Math.max(0, now - heldAtNanos) / nanosForEach;
        if (come >= burst - held) {
            held = burst;
            heldAtNanos = now;
        } else {
            held += come;
            heldAtNanos += come * nanosForEach;
        }
    }

    private synchronized Until nextPermit() {
        goBy(Here.time());
        return new Until(time, heldAtNanos + nanosForEach, false);
    }

    private boolean await(Until until) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Thread me = Thread.currentThread();
        synchronized (this) {
            if (tryAcquire()) {
                return true;
            }
            line.add(me);
        }
        try {
            while (true) {
                if (takeAsFirst(me)) {
                    return true;
                }
                if (!parkUntil(until, isFirst(me))) {
                    return false;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } finally {
            leave(me);
        }
    }

    private synchronized boolean isFirst(Thread me) {
        return line.peek() == me;
    }

    private synchronized boolean takeAsFirst(Thread me) {
        return isFirst(me) && take();
    }

    /// Parks, the first in the line no longer than until the next permit.
    ///
    /// @return false if the time is up
    private boolean parkUntil(Until until, boolean first) {
        if (until.hasPassed()) {
            return false;
        }
        if (!first) {
            return until.park(this);
        }
        Until permit = nextPermit();
        var _ = (until.leftNanos() < permit.leftNanos() ? until : permit).park(this);
        return true;
    }

    /// Shows the rate, how many permits there are now, and how many wait for one.
    @Override
    public synchronized String toString() {
        fill();
        return "RateLimit[one in %s, burst=%d, held=%d, waiting=%d]"
                .formatted(
                        Durations.text(Duration.ofNanos(nanosForEach)), burst, held, line.size());
    }

    private void leave(Thread me) {
        Thread next;
        synchronized (this) {
            boolean first = isFirst(me);
            line.remove(me);
            next = first ? line.peek() : null;
        }
        if (next != null) {
            Parking.unpark(next);
        }
    }
}
