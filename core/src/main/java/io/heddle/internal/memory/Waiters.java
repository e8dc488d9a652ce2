package io.heddle.internal.memory;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Those who wait for one shared object, in all processes.
///
/// In the shared memory there is a bit for each process in which somebody waits; who waits within a process
/// knows that process alone. Of each process one thread at a time waits here, its *leader*; the others queue
/// behind it by means of `java.util.concurrent`. All of them park, so no carrier of virtual threads is ever
/// held.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |      0 |    32 | a bit for each place of the registry | the leader sets it, and clears it when it leaves; who wakes it clears it |
///
/// A leader sets its bit and then tries; who changes the object changes it and then looks at the bits. So one
/// of the two sees the other. Who dies between its change and the ring has woken nobody: the leaders look
/// again by themselves, see [Bell#SLICE_MILLIS].
public final class Waiters {

    /// How many bytes it takes.
    public static final int BYTES = Registry.PLACES / Byte.SIZE;

    private static final int WORDS = BYTES / Long.BYTES;

    private final Memory memory;
    private final long at;
    private final Participant participant;
    private final int bucket;
    private final @Nullable Line line;

    /// Finds those who wait for an object in no particular order.
    ///
    /// @param site where the object is
    /// @param at the offset of the bits
    public Waiters(Place site, long at) {
        this(site, at, null);
    }

    /// Finds those who wait for an object.
    ///
    /// @param site where the object is
    /// @param at the offset of the bits
    /// @param line the order in which they have their turn; `null` if there is none
    public Waiters(Place site, long at, @Nullable Line line) {
        this.line = line;
        this.memory = site.memory();
        this.at = at;
        this.participant = site.participant();
        this.bucket = Math.floorMod(site.id().hashCode() * 31 + Long.hashCode(at), Bell.BUCKETS);
    }

    // ---- waiting -------------------------------------------------------------------------------

    /// Waits as the leader of this process until an attempt succeeds.
    ///
    /// The caller sees to it that no other thread of this process does so at the same time, unless an attempt
    /// that succeeds takes nothing from the others.
    ///
    /// @param attempt tries; also looks whether whoever stands in the way is dead
    /// @param limit how long
    /// @return whether an attempt succeeded; false if the time was up
    /// @throws InterruptedException if interrupted while waiting, and the limit cares for that
    public boolean await(BooleanSupplier attempt, Limit limit) throws InterruptedException {
        boolean interrupted = false;
        boolean done = false;
        participant.bell().enter(bucket);
        try {
            while (true) {
                mark();
                done = attempt.getAsBoolean();
                if (done) {
                    return true;
                }
                if (Thread.interrupted()) {
                    interrupted = true;
                    limit.checkInterrupt();
                }
                if (!limit.park(this)) {
                    return false;
                }
            }
        } finally {
            participant.bell().leave(bucket);
            boolean rung = !unmark(); // since the last attempt, or while we were going
            if (rung || !done) {
                wakeOne(); // we have no use for it, but another process may
            }
            if (interrupted && !limit.isInterruptible()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void mark() {
        int place = Owner.place(participant.me());
        memory.getAndOrLong(word(place), bit(place));
    }

    /// @return false if somebody who woke us has done it already
    private boolean unmark() {
        int place = Owner.place(participant.me());
        return (memory.getAndClearLong(word(place), bit(place)) & bit(place)) != 0;
    }

    private long word(int place) {
        return at + (long) (place / Long.SIZE) * Long.BYTES;
    }

    private static long bit(int place) {
        return 1L << place; // of its word: the shift counts modulo 64
    }

    // ---- the order -----------------------------------------------------------------------------

    @Nullable Line line() {
        return line;
    }

    int me() {
        return participant.me();
    }

    /// Tells whether nobody in another process was here before us.
    boolean isOurTurn() {
        return line == null || line.first(participant) == participant.me();
    }

    // ---- waking --------------------------------------------------------------------------------

    /// Wakes the leader of one process, if there is one: that of the first one in the line. Without a line
    /// another process has its turn each time.
    public void wakeOne() {
        if (memory.areZeroNow(at, WORDS)) {
            return;
        }
        if (line == null) {
            wakeNext();
            return;
        }
        int first = line.first(participant);
        if (first != 0) {
            wake(Owner.place(first));
        }
    }

    private void wakeNext() {
        int own = Owner.place(participant.me());
        for (int i = 0; i <= WORDS; i++) {
            int number = (own / Long.SIZE + i) % WORDS;
            long marked = memory.getLong(at + (long) number * Long.BYTES);
            long eligible = marked & after(own, i);
            if (eligible != 0 && wakeFirst(number, eligible)) {
                return;
            }
        }
    }

    /// Those bits of the word that is looked at as the i-th which come after the own place, and in the end
    /// those before and the own one.
    private static long after(int own, int i) {
        long upToOwn = -1L >>> (Long.SIZE - 1 - own % Long.SIZE);
        return switch (i) {
            case 0 -> ~upToOwn;
            case WORDS -> upToOwn;
            default -> -1L;
        };
    }

    private boolean wakeFirst(int number, long eligible) {
        for (long rest = eligible; rest != 0; rest &= rest - 1) {
            int place = number * Long.SIZE + Long.numberOfTrailingZeros(rest);
            if ((memory.getAndClearLong(word(place), bit(place)) & bit(place)) != 0) {
                participant.ring(place, 1L << bucket);
                return true;
            }
        }
        return false;
    }

    /// Wakes the leader of one process, if there is one.
    ///
    /// @param place where that process is in the registry
    public void wake(int place) {
        if ((memory.getAndClearLong(word(place), bit(place)) & bit(place)) != 0) {
            participant.ring(place, 1L << bucket);
        }
    }

    /// Wakes those threads of this process who wait: one that has left may have taken the bit of others with
    /// it. For those of which several wait here at once.
    public void wakeOwn() {
        participant.bell().wake(1L << bucket);
    }

    /// Wakes the leaders of all processes.
    public void wakeAll() {
        if (memory.areZeroNow(at, WORDS)) {
            return;
        }
        for (int number = 0; number < WORDS; number++) {
            long word = at + (long) number * Long.BYTES;
            long marked = memory.getLong(word) == 0 ? 0 : memory.getAndSetLong(word, 0);
            for (long rest = marked; rest != 0; rest &= rest - 1) {
                participant.ring(
                        number * Long.SIZE + Long.numberOfTrailingZeros(rest), 1L << bucket);
            }
        }
    }

    /// Tells whether somebody waits in any process.
    ///
    /// @return false if surely nobody does
    public boolean areThere() {
        return !memory.areZeroNow(at, WORDS);
    }
}
