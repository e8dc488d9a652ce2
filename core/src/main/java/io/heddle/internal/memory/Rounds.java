package io.heddle.internal.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a barrier remembers in shared memory: who has arrived in the present round, and which rounds were
/// broken.
///
/// | offset | bytes | field |
/// |-------:|------:|-------|
/// |  0x000 |     4 | lock |
/// |  0x008 |       | redo log |
/// |  0x090 |     8 | how many have to arrive; never changes |
/// |  0x098 |     8 | `round`: the number of the present one |
/// |  0x0A0 |     8 | `breaks`: how many rounds were broken |
/// |  0x0A8 |     8 | `arrived`: how many have, in the present round |
/// |  0x0B0 |     8 | `phase`: see below |
/// |  0x0C0 |  16·i | of the break i, modulo 64: its round; then why, and in the lower half who, as of [Owner] |
/// |  0x4C0 |  24·i | of place i: owner, the round in which it arrived last, how often it has in that round |
///
/// All of it is changed under the lock. Who waits looks without it: it remembers `round` and `breaks` as they
/// were when it arrived. The first break after that tells which round it broke; if that was another one, or
/// there was none and the round has changed, then its own round was complete.
///
/// | phase | from | to |
/// |---|---|---|
/// | gathering | a round begins | acting, when the last one has arrived and has something to do; the next round |
/// | acting | the last one has arrived | the next round, when it has done it; broken |
/// | broken | somebody gave up, or died, or the action failed | the next round, by a reset |
///
/// | dies after | left | repaired by |
/// |---|---|---|
/// | arriving | an arrival of a dead process | who looks next breaks the round |
/// | arriving as the last one, within the action | the same, and nobody acts any more | the same |
/// | the redo log counts | a change half made | who looks next, by replaying it under the lock |
/// | ending a round | nothing is amiss, but nobody was rung | the next look of those who wait |
public final class Rounds {

    /// What became of an attempt to arrive.
    public enum Arrival {
        /// Somebody else is at it.
        BUSY,
        /// The round waits for others.
        WAITS,
        /// It was the last one, and has to act and say so.
        IS_LAST,
        /// It was the last one, and the round is complete.
        COMPLETES,
        /// All have arrived before, and one of them acts: the next round is not open yet.
        IS_EARLY,
        /// It has not arrived: the barrier is broken.
        IS_BROKEN
    }

    /// Where somebody stands.
    ///
    /// @param arrival what became of the attempt
    /// @param round the present round
    /// @param breaks how many rounds had been broken before
    /// @param index how many are still to come
    public record Ticket(Arrival arrival, long round, long breaks, int index) {}

    /// What became of a round.
    public enum Outcome {
        /// It is not over.
        OPEN,
        /// All had arrived.
        COMPLETE,
        /// It was broken.
        BROKEN
    }

    /// Why a round is broken.
    public enum Reason {
        /// The process that is named has died.
        DEATH(1),
        /// One waited no longer.
        TIMEOUT(2),
        /// One was interrupted.
        INTERRUPT(3),
        /// One failed in its wait or in the action.
        FAILURE(4),
        /// The barrier was reset.
        RESET(5);

        /// What stands in memory for it.
        private final int code;

        Reason(int code) {
            this.code = code;
        }

        static Reason of(int code) {
            return Arrays.stream(values())
                    .filter(reason -> reason.code == code)
                    .findFirst()
                    .orElse(FAILURE);
        }
    }

    /// How a round was broken.
    ///
    /// @param reason why
    /// @param owner whose doing it was, as of [Owner]
    public record Break(Reason reason, int owner) {}

    private static final int LOCK = 0x000;
    private static final int LOG = 0x008;
    private static final int PARTIES = 0x090;
    private static final int ROUND = 0x098;
    private static final int BREAKS = 0x0A0;
    private static final int ARRIVED = 0x0A8;
    private static final int PHASE = 0x0B0;
    private static final int BROKEN = 0x0C0;
    private static final int BROKEN_BYTES = 16;
    private static final int PLACES = 0x4C0;
    private static final int PLACE_BYTES = 24;

    private static final int ITS_OWNER = 0;
    private static final int ITS_ROUND = 8;
    private static final int ITS_COUNT = 16;

    private static final long GATHERING = 0;
    private static final long ACTING = 1;
    private static final long GIVEN_UP = 2;

    /// So many breaks are remembered. Who has slept through more is told that its round was broken.
    static final int MOST_BREAKS = (PLACES - BROKEN) / BROKEN_BYTES;

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
    public Rounds(Memory memory, long at, int places) {
        this.memory = memory;
        this.at = at;
        this.places = places;
        this.lock = new RecoverableLock(memory, at + LOCK);
        this.log = new RedoLog(memory, at + LOG);
    }

    /// Tells how many bytes they take.
    ///
    /// @param places how many participants there can be
    /// @return the number
    public static long bytes(int places) {
        return PLACES + (long) PLACE_BYTES * places;
    }

    /// Says how many have to arrive, before anybody else knows of it.
    ///
    /// @param parties how many
    public void create(int parties) {
        memory.setLong(at + PARTIES, parties);
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells how many have to arrive.
    ///
    /// @return the number
    public int parties() {
        return (int) memory.getLong(at + PARTIES);
    }

    /// Tells how many have arrived in the present round.
    ///
    /// @return the number
    public int arrived() {
        return (int) memory.getLong(at + ARRIVED);
    }

    /// Tells whether the present round is broken.
    ///
    /// @return whether it is
    public boolean isBroken() {
        return memory.getLong(at + PHASE) == GIVEN_UP;
    }

    /// Tells where somebody stands who has not arrived.
    ///
    /// @return the present round, and whether it is broken
    public Ticket present() {
        Arrival arrival = isBroken() ? Arrival.IS_BROKEN : Arrival.IS_EARLY; // counted before
        long breaks = memory.getLong(at + BREAKS);
        long round = memory.getLong(at + ROUND);
        return new Ticket(arrival, round, breaks, 0);
    }

    /// Tells what became of a round.
    ///
    /// @param ticket where somebody stands
    /// @return what became of it
    public Outcome outcome(Ticket ticket) {
        long round =
                memory.getLong(at + ROUND); // first: who changes it has counted the break before
        long since = memory.getLong(at + BREAKS) - ticket.breaks();
        if (since == 0) {
            return round == ticket.round() ? Outcome.OPEN : Outcome.COMPLETE;
        }
        long broken = memory.getLong(breakAt(ticket.breaks()));
        boolean forgotten = memory.getLong(at + BREAKS) - ticket.breaks() >= MOST_BREAKS;
        return forgotten || broken == ticket.round() ? Outcome.BROKEN : Outcome.COMPLETE;
    }

    /// Tells how the first round was broken that was so after somebody arrived.
    ///
    /// @param ticket where it stands, and its round was broken; or it has not arrived since the barrier was
    /// @return how
    public Break howBroken(Ticket ticket) {
        boolean before = ticket.arrival() == Arrival.IS_BROKEN;
        long word = memory.getLong(breakAt(ticket.breaks() - (before ? 1 : 0)) + Long.BYTES);
        return new Break(Reason.of((int) (word >>> Integer.SIZE)), (int) word);
    }

    /// Tells whether a dead process has left something behind that is to be put in order. Looks without the
    /// lock, and tells a little too much rather than too little.
    ///
    /// @param liveness who is dead
    /// @return whether to call [#tryRepair]
    public boolean isAmiss(Liveness liveness) {
        int holder = lock.holder();
        return (holder != 0 && liveness.isDead(holder)) || findDead(liveness) != 0;
    }

    /// @return the owner of a dead process that has arrived in the present round; 0 if there is none
    private int findDead(Liveness liveness) {
        if (memory.getLong(at + ARRIVED) == 0 || isBroken()) {
            return 0;
        }
        long round = memory.getLong(at + ROUND);
        for (int place = 0; place < places; place++) {
            if (hasArrived(place, round)) {
                int owner = (int) memory.getLong(field(place, ITS_OWNER));
                if (liveness.isDead(owner)) {
                    return owner;
                }
            }
        }
        return 0;
    }

    private boolean hasArrived(int place, long round) {
        return memory.getLong(field(place, ITS_COUNT)) > 0
                && memory.getLong(field(place, ITS_ROUND)) == round;
    }

    // ---- changing ------------------------------------------------------------------------------

    /// Arrives.
    ///
    /// @param me who arrives
    /// @param acts whether the last one has to act
    /// @param liveness who is dead
    /// @return where it stands
    public Ticket tryArrive(int me, boolean acts, Liveness liveness) {
        if (!enter(me, liveness)) {
            return new Ticket(Arrival.BUSY, 0, 0, 0);
        }
        breakIfPredecessorHadArrived(me);
        long breaks = memory.getLong(at + BREAKS);
        long round = memory.getLong(at + ROUND);
        long phase = memory.getLong(at + PHASE);
        Ticket ticket;
        if (phase == GATHERING) {
            ticket = arrive(me, round, breaks, acts, liveness);
        } else {
            Arrival why = phase == ACTING ? Arrival.IS_EARLY : Arrival.IS_BROKEN;
            ticket = new Ticket(why, round, breaks, 0);
        }
        lock.release();
        return ticket;
    }

    private Ticket arrive(int me, long round, long breaks, boolean acts, Liveness liveness) {
        int arrived = arrived() + 1;
        int index = Math.max(0, parties() - arrived);
        if (index > 0) {
            enterArrival(me, round, arrived, GATHERING);
            return new Ticket(Arrival.WAITS, round, breaks, index);
        }
        int dead = findDead(liveness);
        if (dead != 0) {
            breakRound(Reason.DEATH, dead, false);
            return new Ticket(Arrival.IS_BROKEN, round, breaks + 1, 0);
        }
        if (acts) {
            enterArrival(me, round, arrived, ACTING);
            return new Ticket(Arrival.IS_LAST, round, breaks, 0);
        }
        beginNext();
        return new Ticket(Arrival.COMPLETES, round, breaks, 0);
    }

    private void enterArrival(int me, long round, long arrived, long phase) {
        boolean again = hasArrived(Owner.place(me), round);
        long count = again ? memory.getLong(field(me, ITS_COUNT)) : 0;
        log.begin();
        log.set(field(me, ITS_OWNER), me);
        log.set(field(me, ITS_ROUND), round);
        log.set(field(me, ITS_COUNT), count + 1);
        log.set(at + ARRIVED, arrived);
        log.set(at + PHASE, phase);
        log.commit();
    }

    private void beginNext() {
        log.begin();
        log.set(at + ARRIVED, 0);
        log.set(at + PHASE, GATHERING);
        log.set(at + ROUND, memory.getLong(at + ROUND) + 1);
        log.commit();
    }

    /// Ends the round in which the last one has acted, unless it was broken meanwhile.
    ///
    /// @param ticket of the last one
    /// @param me who it is
    /// @param liveness who is dead
    /// @return whether it was done, or there was nothing to do; false if somebody else is at it
    public boolean tryComplete(Ticket ticket, int me, Liveness liveness) {
        if (!enter(me, liveness)) {
            return false;
        }
        if (outcome(ticket) == Outcome.OPEN) {
            int dead = findDead(liveness);
            if (dead == 0) {
                beginNext();
            } else {
                breakRound(Reason.DEATH, dead, false);
            }
        }
        lock.release();
        return true;
    }

    /// Breaks a round, unless it is over.
    ///
    /// @param ticket of who gives up
    /// @param reason why
    /// @param me who it is
    /// @param liveness who is dead
    /// @return what had become of the round before, so that it is broken now if it was open; `null` if somebody
    ///     else is at it
    public @Nullable Outcome tryBreak(Ticket ticket, Reason reason, int me, Liveness liveness) {
        if (!enter(me, liveness)) {
            return null;
        }
        Outcome before = outcome(ticket);
        if (before == Outcome.OPEN && !isBroken()) {
            breakRound(reason, me, false);
        }
        lock.release();
        return before;
    }

    /// Finishes what a dead process has begun, and breaks the present round if one has died that had arrived.
    ///
    /// @param me who does it
    /// @param liveness who is dead
    /// @return whether it was done, or there was nothing to do; false if somebody else is at it
    public boolean tryRepair(int me, Liveness liveness) {
        if (!enter(me, liveness)) {
            return false;
        }
        int dead = findDead(liveness);
        if (dead != 0) {
            breakRound(Reason.DEATH, dead, false);
        }
        lock.release();
        return true;
    }

    /// Begins anew. A round in which somebody has arrived is broken by that.
    ///
    /// @param me who does it
    /// @param liveness who is dead
    /// @return whether it was done; false if somebody else is at it
    public boolean tryReset(int me, Liveness liveness) {
        if (!enter(me, liveness)) {
            return false;
        }
        if (isBroken()) {
            beginNext();
        } else if (memory.getLong(at + ARRIVED) > 0) {
            breakRound(Reason.RESET, me, true);
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
        return true;
    }

    /// Who had this place before is dead, or the place would not be free.
    private void breakIfPredecessorHadArrived(int me) {
        int predecessor = (int) memory.getLong(field(me, ITS_OWNER));
        boolean arrived = hasArrived(Owner.place(me), memory.getLong(at + ROUND));
        if (predecessor != me && arrived && !isBroken()) {
            breakRound(Reason.DEATH, predecessor, false);
        }
    }

    /// @param anew whether the next round begins at once
    private void breakRound(Reason reason, int owner, boolean anew) {
        long round = memory.getLong(at + ROUND);
        long breaks = memory.getLong(at + BREAKS);
        long why = ((long) reason.code << Integer.SIZE) | owner;
        log.begin();
        log.set(breakAt(breaks), round);
        log.set(breakAt(breaks) + Long.BYTES, why);
        log.set(at + BREAKS, breaks + 1);
        log.set(at + ARRIVED, 0);
        log.set(at + PHASE, anew ? GATHERING : GIVEN_UP);
        log.set(at + ROUND, anew ? round + 1 : round); // last: see outcome
        log.commit();
    }

    // ---- offsets -------------------------------------------------------------------------------

    private long breakAt(long number) {
        return at + BROKEN + BROKEN_BYTES * Math.floorMod(number, (long) MOST_BREAKS);
    }

    /// @param place a place, or an owner as of [Owner]
    private long field(int place, int field) {
        return at + PLACES + (long) PLACE_BYTES * Owner.place(place) + field;
    }
}
