package io.heddle.internal.memory;

/// What a condition remembers in shared memory: how many wait in each process, and how many of them were told
/// to go on.
///
/// Everything is changed under the lock that the condition belongs to. A change that a dead process had begun
/// is finished by whoever comes next.
///
/// | offset | bytes | field |
/// |-------:|------:|-------|
/// |  0x000 |       | redo log |
/// |  0x088 |     8 | `epoch`: how often all were signalled |
/// |  0x090 |     8 | the place that was signalled last |
/// |  0x098 | 40·i | of place i: owner, epoch of `waiting`, `waiting`, `granted`, `consumed` |
///
/// `waiting` counts threads that wait since the last time that all were signalled. `granted` counts signals
/// for single threads of that process, `consumed` those that a thread has returned with. A process that died
/// between the two has swallowed signals; whoever notices wakes up one of its own threads for no reason,
/// which a condition may do.
///
/// | dies after | left | repaired by |
/// |---|---|---|
/// | being counted in `waiting` | a waiter that is dead | the next signal passes it by |
/// | the redo log counts | a change half made | the next one under the lock, by replaying it |
/// | `granted` moved | a signal without a ring | the waiter's next look |
/// | was granted a signal, did not consume it | `granted` ahead of `consumed`, owner dead | any waiter's next look |
public final class Signals {

    private static final int LOG = 0x000;
    private static final int EPOCH = 0x088;
    private static final int LAST = 0x090;
    private static final int PLACES = 0x098;
    private static final int PLACE_BYTES = 40;

    private static final int OWNER = 0;
    private static final int ITS_EPOCH = 8;
    private static final int WAITING = 16;
    private static final int GRANTED = 24;
    private static final int CONSUMED = 32;

    private final Memory memory;
    private final long at;
    private final int places;
    private final RedoLog log;

    /// Finds them.
    ///
    /// @param memory where they are
    /// @param at their offset
    /// @param places how many participants there can be
    public Signals(Memory memory, long at, int places) {
        this.memory = memory;
        this.at = at;
        this.places = places;
        this.log = new RedoLog(memory, at + LOG);
    }

    /// Tells how many bytes they take.
    ///
    /// @param places how many participants there can be
    /// @return the number
    public static long bytes(int places) {
        return PLACES + (long) PLACE_BYTES * places;
    }

    // ---- under the lock ------------------------------------------------------------------------

    /// Counts one more thread that waits.
    ///
    /// @param me its process
    /// @param liveness who is dead
    public void enter(int me, Liveness liveness) {
        log.replay();
        passOnWhatPredecessorSwallowed(me, liveness);
        boolean known = owner(Owner.place(me)) == me;
        long waiting = known ? waiting(Owner.place(me)) : 0;
        log.begin();
        log.set(field(me, OWNER), me);
        log.set(field(me, ITS_EPOCH), epoch());
        log.set(field(me, WAITING), waiting + 1);
        if (!known) {
            log.set(field(me, GRANTED), 0);
            log.set(field(me, CONSUMED), 0);
        }
        log.commit();
    }

    /// Who had this place before is dead, or the place would not be free.
    private void passOnWhatPredecessorSwallowed(int me, Liveness liveness) {
        if (owner(Owner.place(me)) == me) {
            return;
        }
        long swallowed = memory.getLong(field(me, GRANTED)) - memory.getLong(field(me, CONSUMED));
        for (long i = 0; i < swallowed; i++) {
            signal(liveness);
        }
    }

    /// Counts one thread less that waits: it has given up.
    ///
    /// @param me its process
    public void giveUp(int me) {
        log.replay();
        long waiting = waiting(Owner.place(me));
        if (waiting > 0) {
            memory.setLong(field(me, WAITING), waiting - 1);
        }
    }

    /// Notes that a thread returns with a signal of its own.
    ///
    /// @param me its process
    public void consume(int me) {
        log.replay();
        memory.setLong(field(me, CONSUMED), memory.getLong(field(me, CONSUMED)) + 1);
    }

    /// Signals one thread of a living process. Each time another process has its turn.
    ///
    /// @param liveness who is dead
    /// @return the place of its process; negative if nobody waits
    public int signal(Liveness liveness) {
        log.replay();
        int last = (int) memory.getLong(at + LAST);
        for (int i = 1; i <= places; i++) {
            int place = (last + i) % places;
            if (waiting(place) > 0 && !liveness.isDead(owner(place))) {
                grant(place);
                return place;
            }
        }
        return -1;
    }

    private void grant(int place) {
        log.begin();
        log.set(at + LAST, place);
        log.set(field(place, WAITING), waiting(place) - 1);
        log.set(field(place, GRANTED), memory.getLong(field(place, GRANTED)) + 1);
        log.commit();
    }

    /// Signals all who wait.
    public void signalAll() {
        log.replay();
        memory.setLong(at + EPOCH, epoch() + 1);
    }

    /// Forgets one signal that a dead process has swallowed, if there is one: a thread goes on for it. The next
    /// one is for another thread.
    ///
    /// @param liveness who is dead
    public void forgetSwallowed(Liveness liveness) {
        log.replay();
        for (int place = 0; place < places; place++) {
            if (isSwallowed(place, liveness)) {
                long consumed = memory.getLong(field(place, CONSUMED));
                memory.setLong(field(place, CONSUMED), consumed + 1);
                return;
            }
        }
    }

    // ---- at any time ---------------------------------------------------------------------------

    /// Tells how often all were signalled.
    ///
    /// @return the number
    public long epoch() {
        return memory.getLong(at + EPOCH);
    }

    /// Tells how many single signals a process was given.
    ///
    /// @param me the process
    /// @return the number, from the first time that one of its threads waited
    public long granted(int me) {
        return owner(Owner.place(me)) == me ? memory.getLong(field(me, GRANTED)) : 0;
    }

    /// Tells whether a dead process has swallowed a signal.
    ///
    /// @param liveness who is dead
    /// @return whether one has
    public boolean areSwallowed(Liveness liveness) {
        for (int place = 0; place < places; place++) {
            if (isSwallowed(place, liveness)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSwallowed(int place, Liveness liveness) {
        return memory.getLong(field(place, GRANTED)) != memory.getLong(field(place, CONSUMED))
                && liveness.isDead(owner(place));
    }

    private int owner(int place) {
        return (int) memory.getLong(field(place, OWNER));
    }

    private long waiting(int place) {
        boolean current = memory.getLong(field(place, ITS_EPOCH)) == epoch();
        return current ? memory.getLong(field(place, WAITING)) : 0;
    }

    /// @param place a place, or an owner as of [Owner]
    private long field(int place, int field) {
        return at + PLACES + (long) PLACE_BYTES * Owner.place(place) + field;
    }
}
