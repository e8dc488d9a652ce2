package io.heddle.internal.memory;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// This process as one of those in a registry: who it is, who of the others is dead, and how to wake them.
public final class Participant implements Liveness {

    /// A participant that was found alive is not asked for again within this time.
    private static final long TRUST_NANOS = 10_000_000;

    private final Registry registry;
    private final Bell bell;
    private final int me;

    /// By place: the open pipe of its bell, `null` if nobody has rung it yet. Those of the dead go when another
    /// one is opened.
    private final AtomicReferenceArray<@Nullable Ringer> ringers =
            new AtomicReferenceArray<>(Registry.PLACES);

    /// By place: until when the one who was found alive there is trusted to be.
    private final AtomicLongArray trustedUntil = new AtomicLongArray(Registry.PLACES);

    /// By place: who that is.
    private final AtomicLongArray trusted = new AtomicLongArray(Registry.PLACES);

    private Participant(Registry registry, Bell bell, int me) {
        this.registry = registry;
        this.bell = bell;
        this.me = me;
    }

    static Participant join(Registry registry, Bell bell) {
        int me = registry.join(bell.descriptorNumber());
        bell.listenTo(registry.rung(me));
        return new Participant(registry, bell, me);
    }

    /// Tells who this process is.
    ///
    /// @return the owner, as of [Owner]
    public int me() {
        return me;
    }

    /// Tells how many places there are for participants.
    ///
    /// @return the number
    public static int places() {
        return Registry.PLACES;
    }

    Bell bell() {
        return bell;
    }

    /// Who has waited for long, in all processes of the registry.
    WaitRecords waits() {
        return registry.waits();
    }

    Registry registry() {
        return registry;
    }

    // ---- life and death ------------------------------------------------------------------------

    @Override
    public boolean isDead(int owner) {
        if (owner == me) {
            return false;
        }
        int place = Owner.place(owner);
        long now = System.nanoTime();
        if (trusted.get(place) == owner && now - trustedUntil.get(place) < 0) {
            return false;
        }
        if (registry.isDead(owner)) {
            return true;
        }
        trustedUntil.set(place, now + TRUST_NANOS);
        trusted.set(place, owner);
        return false;
    }

    /// Tells the pid of a participant, living or dead.
    ///
    /// @param owner who
    /// @return the pid; negative if it is not known any more
    public long pid(int owner) {
        return registry.pid(owner);
    }

    // ---- bells ---------------------------------------------------------------------------------

    /// Wakes those who wait for the objects of a bucket in one process.
    ///
    /// @param place where that process is
    /// @param bucket one bit
    void ring(int place, long bucket) {
        if (place == Owner.place(me)) {
            bell.wake(bucket);
            return;
        }
        if (registry.noteRing(place, bucket)) {
            Ringer ringer = ringerAt(place);
            if (ringer != null) {
                ringer.ring();
            }
        }
    }

    private @Nullable Ringer ringerAt(int place) {
        int owner = registry.ownerAt(place);
        Ringer known = ringers.get(place);
        return known != null && known.owner() == owner ? known : openRinger(place, owner);
    }

    /// Who is alive after its pipe was opened was so before, so it is really its pipe: a bell stays open as
    /// long as its process lives.
    private synchronized @Nullable Ringer openRinger(int place, int owner) {
        Ringer known = ringers.get(place);
        if (owner == 0 || (known != null && known.owner() == owner)) {
            return known;
        }
        Ringer opened = Ringer.open(owner, registry.pipeAt(place)).orElse(null);
        if (opened == null || registry.isDead(owner)) {
            closeIfOpen(opened);
            return null;
        }
        ringers.set(place, opened);
        forgetTheDead();
        return opened;
    }

    /// Or this process would have a pipe open for each one that has ever died. Those are closed when nobody
    /// rings them any more.
    private void forgetTheDead() {
        for (int place = 0; place < Registry.PLACES; place++) {
            Ringer known = ringers.get(place);
            if (known != null && registry.isDead(known.owner())) {
                ringers.compareAndSet(place, known, null);
            }
        }
    }

    private static void closeIfOpen(@Nullable Ringer ringer) {
        if (ringer != null) {
            ringer.close();
        }
    }

    /// Ends it, as its death would.
    void leave() throws IOException {
        registry.leave(me);
        for (int place = 0; place < Registry.PLACES; place++) {
            closeIfOpen(ringers.getAndSet(place, null));
        }
    }
}
