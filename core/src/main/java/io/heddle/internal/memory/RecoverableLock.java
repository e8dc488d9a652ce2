package io.heddle.internal.memory;

/// A lock in one word, which a survivor takes over when its holder is dead.
///
/// | bits  | meaning |
/// |-------|---------|
/// | 0–29  | the holder, as of [Owner]; 0 if free |
/// | 31    | it was taken over, and nobody has said since that what it guards is in order; if nobody holds it, it is broken for good |
///
/// Being held and by whom is one word, so there is no moment at which it is held by nobody.
///
/// ## Memory consistency
///
/// What a holder did before [#release] is seen by whoever holds it next; what a dead holder did, by whoever
/// takes over.
public final class RecoverableLock {

    /// How an attempt ended.
    public enum Attempt {
        /// Somebody living holds it.
        BUSY,
        /// It was free.
        TAKEN,
        /// Its holder was dead: what it guards may be half done.
        TAKEN_OVER,
        /// Nobody can have it ever again.
        BROKEN
    }

    private static final int ABANDONED = 1 << 31;

    private final Memory memory;
    private final long at;

    /// Whose death gave the lock to this process last. Written by who has just taken it over.
    private int predecessor;

    /// Finds it.
    ///
    /// @param memory where it is
    /// @param at the offset of its word
    public RecoverableLock(Memory memory, long at) {
        this.memory = memory;
        this.at = at;
    }

    /// Tries once to get it as it mostly is, free.
    ///
    /// @param me who tries
    /// @return whether it was free; if not, ask [#tryAcquire]
    public boolean tryAcquireFree(int me) {
        return memory.compareAndSetInt(at, 0, me);
    }

    /// Tries once.
    ///
    /// @param me who tries
    /// @param liveness who is dead
    /// @return how it ended
    public Attempt tryAcquire(int me, Liveness liveness) {
        int word = memory.getInt(at);
        if (word == 0) {
            return memory.compareAndSetInt(at, 0, me) ? Attempt.TAKEN : Attempt.BUSY;
        }
        int holder = word & Owner.MASK;
        if (holder == 0) {
            return Attempt.BROKEN;
        }
        if (holder == me || !liveness.isDead(holder)) {
            return Attempt.BUSY;
        }
        if (!memory.compareAndSetInt(at, word, me | ABANDONED)) {
            return Attempt.BUSY;
        }
        predecessor = holder;
        return Attempt.TAKEN_OVER;
    }

    /// Tells from whom it was taken over. For who has just done that.
    ///
    /// @return the dead one
    public int predecessor() {
        return predecessor;
    }

    /// Says that what it guards is in order again after it was taken over. Without effect if who took it over
    /// has given it back meanwhile.
    ///
    /// @param me who took it over
    public void makeConsistent(int me) {
        memory.compareAndSetInt(at, me | ABANDONED, me);
    }

    /// Gives it back. Who has to wake somebody then asks [Waiters], which looks after others can see it.
    public void release() {
        memory.publishInt(at, 0);
    }

    /// Gives it back so that nobody can have it ever again.
    public void breakForGood() {
        memory.setInt(at, ABANDONED);
    }

    /// Tells whether nobody can have it ever again.
    ///
    /// @return whether it is broken
    public boolean isBroken() {
        return memory.getInt(at) == ABANDONED;
    }

    /// Tells who holds it.
    ///
    /// @return the owner, 0 if it is free
    public int holder() {
        return memory.getInt(at) & Owner.MASK;
    }

    /// Tells whether a dead holder's work was never put in order.
    boolean isAbandoned() {
        return (memory.getInt(at) & ABANDONED) != 0;
    }
}
