package io.heddle.internal.memory;

import io.heddle.spi.Parking;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// Permits of a semaphore that knows who holds how many, so that those of the dead come back.
///
/// | offset | bytes | field |
/// |-------:|------:|-------|
/// |  0x000 |     4 | lock |
/// |  0x008 |       | redo log |
/// |  0x0C0 |     8 | permits that nobody holds |
/// |  0x0C8 | 16·i | of place i: the holder as of [Owner], then how many it holds |
public final class TrackedPermits {

    /// How an attempt to take permits ended.
    public enum Attempt {
        /// They were taken.
        TAKEN,
        /// There are fewer.
        NOT_ENOUGH,
        /// Somebody else is at it, and nobody knows.
        BUSY
    }

    private static final int LOCK = 0x000;
    private static final int LOG = 0x008;
    private static final int FREE = 0x0C0;
    private static final int HELD = 0x0C8;
    private static final int HELD_BYTES = 16;

    private final Memory memory;
    private final long at;
    private final int places;
    private final RecoverableLock lock;
    private final RedoLog log;

    /// Finds them.
    ///
    /// @param memory where they are
    /// @param at their offset
    /// @param places how many participants there can be
    public TrackedPermits(Memory memory, long at, int places) {
        this.memory = memory;
        this.at = at;
        this.places = places;
        this.lock = new RecoverableLock(memory, at + LOCK);
        this.log = new RedoLog(memory, at + LOG);
    }

    /// Tells how many bytes it takes.
    ///
    /// @param places how many participants there can be
    /// @return the number
    public static long bytes(int places) {
        return HELD + (long) HELD_BYTES * places;
    }

    /// Sets the number of permits, before anybody else knows of it.
    ///
    /// @param permits how many
    public void create(long permits) {
        memory.setLong(at + FREE, permits);
    }

    /// Tells how many nobody holds.
    ///
    /// @return the number
    public long free() {
        return memory.getLong(at + FREE);
    }

    /// Takes permits, if there are enough, those of the dead included. Waits for others who are at it, unless one
    /// of them is held up for longer than anybody is who runs.
    ///
    /// @param count how many
    /// @param me who takes them
    /// @param liveness who is dead
    /// @return whether they were taken
    public boolean acquire(long count, int me, Liveness liveness) {
        return acquire(count, me, liveness, TrackedPermits::insistForAWhile);
    }

    /// Takes permits, if there are enough, those of the dead included. Waits for others who are at it as long as
    /// the limit says, and those too who are held up: they tell nobody when they go on.
    ///
    /// @param count how many
    /// @param me who takes them
    /// @param liveness who is dead
    /// @param limit how long
    /// @return whether they were taken; an interrupt is left to the caller
    public boolean acquire(long count, int me, Liveness liveness, Limit limit) {
        return acquire(count, me, liveness, attempt -> insist(attempt, limit));
    }

    private boolean acquire(
            long count, int me, Liveness liveness, Predicate<BooleanSupplier> insistence) {
        Attempt first = acquireFree(count, me, liveness, insistence);
        return first == Attempt.TAKEN
                || (first == Attempt.NOT_ENOUGH
                        && insistence.test(() -> tryReclaim(me, liveness))
                        && free() >= count
                        && acquireFree(count, me, liveness, insistence) == Attempt.TAKEN);
    }

    private Attempt acquireFree(
            long count, int me, Liveness liveness, Predicate<BooleanSupplier> insistence) {
        Attempt[] outcome = {Attempt.BUSY};
        var _ =
                insistence.test(() -> {
                    outcome[0] = tryAcquire(count, me, liveness);
                    return outcome[0] != Attempt.BUSY;
                });
        return outcome[0];
    }

    private static boolean insist(BooleanSupplier attempt, Limit limit) {
        if (attempt.getAsBoolean()) {
            return true;
        }
        try {
            return Insistence.within(attempt, limit);
        } finally {
            // who waits may have been rung while it was parked here: it looks again before it
            // sleeps
            Parking.unpark(Thread.currentThread());
        }
    }

    /// Whether or not the thread is interrupted.
    private static boolean insistForAWhile(BooleanSupplier attempt) {
        if (attempt.getAsBoolean()) {
            return true;
        }
        long begin = System.nanoTime();
        boolean[] done = new boolean[1];
        Insistence.until(() -> {
            done[0] = attempt.getAsBoolean();
            return done[0] || System.nanoTime() - begin > Insistence.GRACE_NANOS;
        });
        return done[0];
    }

    /// Takes permits, if nobody else is at it and there are enough.
    ///
    /// @param count how many
    /// @param me who takes them
    /// @param liveness who is dead
    /// @return how it ended
    public Attempt tryAcquire(long count, int me, Liveness liveness) {
        if (!enter(me, liveness)) {
            return Attempt.BUSY;
        }
        long free = memory.getLong(at + FREE);
        boolean enough = free >= count;
        if (enough) {
            move(free - count, me, heldBy(me) + count);
        }
        lock.release();
        return enough ? Attempt.TAKEN : Attempt.NOT_ENOUGH;
    }

    /// Gives permits back, or adds new ones if it holds fewer.
    ///
    /// @param count how many
    /// @param me who gives them
    /// @param liveness who is dead
    /// @return whether it was done; false if somebody else is at it
    /// @throws Error if more would be free than an int can count; nothing has changed
    public boolean tryRelease(long count, int me, Liveness liveness) {
        if (!enter(me, liveness)) {
            return false;
        }
        long free = memory.getLong(at + FREE);
        boolean fit = free + count <= Integer.MAX_VALUE;
        if (fit) {
            move(free + count, me, Math.max(0, heldBy(me) - count));
        }
        lock.release();
        if (!fit) {
            throw tooMany(free, count);
        }
        return true;
    }

    /// Says that there would be too many permits, as `Semaphore` does.
    ///
    /// @param free how many there are
    /// @param count how many were to be added
    /// @return what is to be thrown
    public static Error tooMany(long free, long count) {
        return new Error("too many permits: free=%d more=%d".formatted(free, count));
    }

    /// Brings the permits of the dead back.
    ///
    /// @param me who does it
    /// @param liveness who is dead
    /// @return whether it was done; false if somebody else is at it
    public boolean tryReclaim(int me, Liveness liveness) {
        if (!enter(me, liveness)) {
            return false;
        }
        for (int place = 0; place < places; place++) {
            int holder = (int) memory.getLong(heldAt(place));
            long held = memory.getLong(heldAt(place) + Long.BYTES);
            if (held > 0 && liveness.isDead(holder)) {
                move(memory.getLong(at + FREE) + held, holder, 0);
            }
        }
        lock.release();
        return true;
    }

    private boolean enter(int me, Liveness liveness) {
        RecoverableLock.Attempt attempt = lock.tryAcquire(me, liveness);
        if (attempt == RecoverableLock.Attempt.BUSY) {
            return false;
        }
        if (attempt == RecoverableLock.Attempt.TAKEN_OVER) {
            log.replay();
            lock.makeConsistent(me);
        }
        reclaimFromPredecessor(me);
        return true;
    }

    /// Who had this place before is dead, or the place would not be free.
    private void reclaimFromPredecessor(int me) {
        long place = heldAt(Owner.place(me));
        long held = memory.getLong(place + Long.BYTES);
        if (held > 0 && (int) memory.getLong(place) != me) {
            move(memory.getLong(at + FREE) + held, me, 0);
        }
    }

    private long heldBy(int owner) {
        return memory.getLong(heldAt(Owner.place(owner)) + Long.BYTES);
    }

    private void move(long free, int owner, long held) {
        long place = heldAt(Owner.place(owner));
        log.begin();
        log.set(at + FREE, free);
        log.set(place, owner);
        log.set(place + Long.BYTES, held);
        log.commit();
    }

    private long heldAt(int place) {
        return at + HELD + (long) HELD_BYTES * place;
    }
}
