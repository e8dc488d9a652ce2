package io.heddle.internal.memory;

/// Who has one end of a pipe, so that the other end knows when nobody does.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |    8·i |     8 | an entry: the owner in bits 0–31, then its state | CAS |
///
/// | bits | meaning |
/// |------|---------|
/// | 32–33 | 1 has it, 2 has sent it and it has not arrived, 3 has closed it, 0 says nothing |
/// | 34 | *firm*: it has used the end, or was sent the end by itself; otherwise it has it only as a part of the pipe |
///
/// Entries are filled from the first one on and never become 0 again, so who looks may stop at a 0.
///
/// ## When nobody is left
///
/// Who is firm counts; the others count only as long as nobody ever was firm. Who has the pipe has both ends
/// and will use one of them, so who asks does not count itself. An end is without anybody when somebody
/// counts and all who count are dead or have closed it. So one is not that nobody has had yet, nor one that is
/// still on its way from somebody living. When it arrives, the entry of the one who sent it becomes, by one
/// CAS, that of the one who has it: there is no moment at which neither is there.
///
/// | dies after | left | repaired by |
/// |---|---|---|
/// | sending, before anything arrives | an entry on its way of a dead owner: does not count | |
/// | its entry has become its own | a dead owner | |
/// | some of its entries are closed | others of a dead owner | |
public final class Holders {

    /// No entry: the table was full, and what travels has nothing that stands for it meanwhile.
    public static final int NONE = -1;

    private static final int ENTRIES = 256;

    private static final int STATE_SHIFT = 32;
    private static final long NOTHING = 0;
    private static final long HAS = 1L << STATE_SHIFT;
    private static final long TRAVELS = 2L << STATE_SHIFT;
    private static final long LEFT = 3L << STATE_SHIFT;
    private static final long STATE = 3L << STATE_SHIFT;
    private static final long FIRM = 1L << 34;
    private static final long OWNER = 0xFFFF_FFFFL;

    private final Memory memory;
    private final long at;

    /// Finds them.
    ///
    /// @param memory where they are
    /// @param at their offset
    public Holders(Memory memory, long at) {
        this.memory = memory;
        this.at = at;
    }

    /// Tells how many bytes they take.
    ///
    /// @return the number
    public static long bytes() {
        return (long) ENTRIES * Long.BYTES;
    }

    private long word(int entry) {
        return at + (long) entry * Long.BYTES;
    }

    private static int owner(long entry) {
        return (int) (entry & OWNER);
    }

    private static boolean isFirm(long entry) {
        return (entry & FIRM) != 0;
    }

    private static long entry(int owner, long state, boolean firm) {
        return Integer.toUnsignedLong(owner) | state | (firm ? FIRM : 0);
    }

    // ---- having --------------------------------------------------------------------------------

    /// Says that a process has the end.
    ///
    /// @param me which
    /// @param firm whether it uses it, or has it by itself
    /// @param liveness who is dead
    public void hold(int me, boolean firm, Liveness liveness) {
        if (!has(me, firm)) {
            var _ = add(entry(me, HAS, firm), liveness);
        }
    }

    private boolean has(int me, boolean firm) {
        long sought = entry(me, HAS, true);
        for (int i = 0; i < ENTRIES; i++) {
            long found = memory.getLong(word(i));
            if (found == 0) {
                return false;
            }
            if (found == sought || (!firm && found == entry(me, HAS, false))) {
                return true;
            }
        }
        return false;
    }

    /// Writes an entry where none is, or over one of a kind that does not matter any more.
    private int add(long entry, Liveness liveness) {
        for (boolean overDead = false; ; overDead = true) {
            for (int i = 0; i < ENTRIES; i++) {
                long found = memory.getLong(word(i));
                if (isFree(found, entry, overDead, liveness)
                        && memory.compareAndSetLong(word(i), found, entry)) {
                    return i;
                }
            }
            if (overDead) {
                return NONE; // then deaths are told later, or not at all
            }
        }
    }

    private static boolean isFree(long found, long entry, boolean overDead, Liveness liveness) {
        if ((found & STATE) == 0) {
            return true;
        }
        if (isFirm(found) != isFirm(entry)) {
            return false;
        }
        return overDead ? isGone(found, liveness) : isFirm(entry) && (found & STATE) == LEFT;
    }

    /// Says that a process is done with the end.
    ///
    /// @param me which
    public void leave(int me) {
        for (int i = 0; i < ENTRIES; i++) {
            long found = memory.getLong(word(i));
            if (found == 0) {
                return;
            }
            if (owner(found) == me && (found & STATE) == HAS) {
                memory.compareAndSetLong(word(i), found, entry(me, LEFT, isFirm(found)));
            }
        }
    }

    /// Says that a process has the end although it was done with it once. After it was said that it has it, so that
    /// whoever dies between is gone.
    ///
    /// @param me which
    public void forgetLeaving(int me) {
        for (int i = 0; i < ENTRIES; i++) {
            long found = memory.getLong(word(i));
            if (found == 0) {
                return;
            }
            if (owner(found) == me && (found & STATE) == LEFT) {
                memory.compareAndSetLong(word(i), found, entry(me, NOTHING, isFirm(found)));
            }
        }
    }

    // ---- travelling ----------------------------------------------------------------------------

    /// Says that a process sends the end to another one.
    ///
    /// @param me which
    /// @param firm whether the end travels by itself
    /// @param liveness who is dead
    /// @return the entry that stands for it, or [#NONE]
    public int send(int me, boolean firm, Liveness liveness) {
        return add(entry(me, TRAVELS, firm), liveness);
    }

    /// Says that the end has arrived.
    ///
    /// @param entry the entry that stood for it
    /// @param sender who sent it
    /// @param me where it arrived
    /// @param firm whether it has travelled by itself
    /// @param liveness who is dead
    public void arrive(int entry, int sender, int me, boolean firm, Liveness liveness) {
        long sent = entry(sender, TRAVELS, firm);
        boolean known = has(me, firm);
        long now = known ? entry(sender, NOTHING, firm) : entry(me, HAS, firm);
        boolean done =
                entry >= 0 && entry < ENTRIES && memory.compareAndSetLong(word(entry), sent, now);
        if (!done && !known) {
            hold(me, firm, liveness); // it has arrived before, somewhere else
        }
    }

    /// Says that the end will not arrive if it has not yet. It stays with the sender, who may use it or send it
    /// again; so this counts only as long as nobody is firm.
    ///
    /// @param entry the entry that stood for it
    /// @param sender who sent it
    /// @param firm whether it has travelled by itself
    public void giveUp(int entry, int sender, boolean firm) {
        if (entry != NONE) {
            memory.compareAndSetLong(
                    word(entry), entry(sender, TRAVELS, firm), entry(sender, LEFT, false));
        }
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Tells whether something is on its way that a process has sent.
    ///
    /// @param sender which
    /// @return whether something is; what had no entry is not known of
    public boolean isOnItsWayFrom(int sender) {
        for (int i = 0; i < ENTRIES; i++) {
            long found = memory.getLong(word(i));
            if (found == 0) {
                return false;
            }
            if (owner(found) == sender && (found & STATE) == TRAVELS) {
                return true;
            }
        }
        return false;
    }

    /// Tells whether nobody is left who might use the end.
    ///
    /// @param asking who asks; it has the other end
    /// @param liveness who is dead
    /// @return whether nobody is
    public boolean areGone(int asking, Liveness liveness) {
        boolean somebodyFirm = false;
        boolean somebody = false;
        boolean looseLives = false;
        for (int i = 0; i < ENTRIES; i++) {
            long found = memory.getLong(word(i));
            if (found == 0) {
                break;
            }
            if ((found & STATE) == NOTHING) {
                continue;
            }
            if (isFirm(found)) {
                if (!isGone(found, liveness)) {
                    return false;
                }
                somebodyFirm = true;
            } else if (found != entry(asking, HAS, false)) {
                somebody = true;
                looseLives |= !isGone(found, liveness);
            }
        }
        return somebodyFirm || (somebody && !looseLives);
    }

    private static boolean isGone(long entry, Liveness liveness) {
        return (entry & STATE) == LEFT || liveness.isDead(owner(entry));
    }

    /// Tells one who counted last.
    ///
    /// @return the owner, 0 if nobody is known
    public int last() {
        long last = 0;
        for (int i = 0; i < ENTRIES; i++) {
            long found = memory.getLong(word(i));
            if (found == 0) {
                break;
            }
            if ((found & STATE) != NOTHING && (isFirm(found) || !isFirm(last))) {
                last = found;
            }
        }
        return owner(last);
    }

    /// Tells whether the one who counted last has closed it.
    ///
    /// @param owner who
    /// @return false if it has died, or sent it away
    public boolean hasLeft(int owner) {
        for (int i = 0; i < ENTRIES; i++) {
            long found = memory.getLong(word(i));
            if (found == 0) {
                return false;
            }
            if (owner(found) == owner && (found & STATE) == LEFT) {
                return true;
            }
        }
        return false;
    }
}
