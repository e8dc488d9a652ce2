package io.heddle.shared;

import io.heddle.internal.memory.Memory;
import io.heddle.internal.memory.Participant;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.RecoverableLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// What becomes of a [SharedLock] whose holder has died: who is told, and whether it may be used again.
///
/// All but the policy and the listener is for the thread that holds the lock.
final class Abandonment {

    // of the lock, offset 0x04: the policy; 0x08: how often it was abandoned
    private static final int POLICY = 0x04;
    private static final int COUNT = 0x08;

    static final int FAILS = 1;
    static final int BREAKS = 2;

    private final Memory memory;
    private final long at;
    private final Participant participant;
    private final RecoverableLock lock;

    private volatile @Nullable LongConsumer listener;

    /// Whose death gave us the lock, 0 if nobody's, until it was told; whether what it guards may be half changed
    /// and it breaks therefore.
    private int abandonedBy;

    private boolean doubtful;

    Abandonment(Place place, RecoverableLock lock) {
        this.memory = place.memory();
        this.at = place.at();
        this.participant = place.participant();
        this.lock = lock;
    }

    // ---- what is to be done --------------------------------------------------------------------

    void setListener(LongConsumer listener) {
        this.listener = listener;
    }

    void setPolicy(int policy) {
        memory.setInt(at + POLICY, policy);
    }

    /// How often it happened, in all processes.
    long count() {
        return memory.getLong(at + COUNT);
    }

    // ---- what has happened ---------------------------------------------------------------------

    /// Notes that this thread has just taken the lock from a dead holder.
    void note() {
        abandonedBy = lock.predecessor();
    }

    /// Tells it, if it has happened.
    void tellIfNoted() {
        int dead = abandonedBy;
        if (dead != 0) {
            abandonedBy = 0;
            memory.getAndAddLong(at + COUNT, 1);
            tell(participant.pid(dead));
        }
    }

    private void tell(long pid) {
        int policy = memory.getInt(at + POLICY);
        LongConsumer told = listener;
        doubtful = policy == BREAKS;
        try {
            if (told != null) {
                told.accept(pid);
            }
        } finally {
            if (!doubtful) {
                lock.makeConsistent(participant.me());
            }
        }
        if (policy == FAILS || doubtful) {
            throw new AbandonedLockException(pid);
        }
    }

    /// Says that what the lock guards is in order again.
    void declareConsistent() {
        if (doubtful) {
            doubtful = false;
            lock.makeConsistent(participant.me());
        }
    }

    /// Tells whether the lock breaks, now that it is given back, and forgets it.
    boolean breaks() {
        boolean breaks = doubtful;
        if (breaks) {
            doubtful = false;
        }
        return breaks;
    }
}
