package io.heddle.internal.memory;

import io.heddle.HeddleException;
import io.heddle.internal.os.Descriptors.Descriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Who takes part in some shared memory, who of them is dead, and how to wake them.
///
/// After the header of its [Region]:
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |  0x000 |     4 | where the next one looks for a place first | who joins, by adding |
/// |  0x080 | 128·i | the place i | |
/// | behind |       | [WaitRecords] | |
///
/// A place:
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |   0x00 |     4 | `ident`: generation and, in the lowest bit, whether somebody is here | who has the byte lock; CAS by who finds it dead |
/// |   0x08 |     8 | pid | who has the byte lock, before `ident` |
/// |   0x10 |     4 | number of its bell's pipe | the same |
/// |   0x40 |     8 | buckets that were rung for | who rings, by setting bits; its bell, by clearing |
///
/// Whoever takes part holds the byte lock of its place, see [LifeLocks]. The lock alone decides about life and death: `ident`
/// is a note of what it said. A stopped process holds it; a killed one has lost it when its last thread can
/// run no more.
///
/// | dies after | left | repaired by |
/// |---|---|---|
/// | taking the byte lock | the old `ident`, a free byte | whoever joins next |
/// | writing pid and pipe | the same | the same |
/// | writing `ident` | a living `ident`, a free byte: dead | whoever asks, by CAS; or whoever joins next |
final class Registry {

    /// How many processes can take part at once.
    static final int PLACES = 256;

    private static final long NEXT = Region.HEADER_BYTES;
    private static final long FIRST_PLACE = Region.HEADER_BYTES + 0x80;
    private static final int PLACE_BYTES = 0x80;
    private static final long WAITS = FIRST_PLACE + (long) PLACES * PLACE_BYTES;
    private static final int IDENT = 0x00;
    private static final int PID = 0x08;
    private static final int PIPE = 0x10;
    private static final int RUNG = 0x40;

    private static final int LIVING = 1;

    private final Memory memory;
    private final LifeLocks locks;
    private final Supplier<RegionKey> key;

    /// @param key how others find it
    Registry(Memory memory, LifeLocks locks, Supplier<RegionKey> key) {
        this.memory = memory;
        this.locks = locks;
        this.key = key;
    }

    private static Registry in(Region region) {
        return new Registry(region.memory(), LifeLocks.of(region), region::key);
    }

    /// How many bytes it takes, without the header of its region.
    static long bytes() {
        return WAITS - Region.HEADER_BYTES + WaitRecords.BYTES;
    }

    /// Who has waited for long, for deadlocks to be found.
    WaitRecords waits() {
        return new WaitRecords(memory, WAITS);
    }

    static Registry create() {
        return in(Region.create("", bytes(), null, Arena.global()));
    }

    /// Opens the registry of other processes; once in each process.
    static Registry open(RegionKey key) {
        return in(Region.open(key, Arena.global()));
    }

    RegionKey key() {
        return key.get();
    }

    // ---- coming and going ----------------------------------------------------------------------

    /// Takes a place.
    ///
    /// @param pipe the number of the bell's pipe
    /// @return who has it now, as of [Owner]
    /// @throws HeddleException if all places are taken
    int join(int pipe) {
        int first = memory.getAndAddInt(NEXT, 1);
        for (int i = 0; i < PLACES; i++) {
            int place = Math.floorMod(first + i, PLACES);
            if (locks.tryTake(place)) {
                return occupy(place, pipe);
            }
        }
        throw new HeddleException(
                "too many processes share memory: most=%d registry=%s; let some of them end"
                        .formatted(PLACES, key().id()));
    }

    private int occupy(int place, int pipe) {
        int generation = (generationIn(memory.getInt(at(place, IDENT))) + 1) % Owner.GENERATIONS;
        memory.setLong(at(place, PID), ProcessHandle.current().pid());
        memory.setInt(at(place, PIPE), pipe);
        memory.setLong(at(place, RUNG), 0);
        memory.setInt(at(place, IDENT), generation << 1 | LIVING);
        return Owner.of(place, generation);
    }

    /// Gives a place back, so that who had it is dead from now on.
    void leave(int owner) throws IOException {
        locks.giveBack(Owner.place(owner));
    }

    // ---- life and death ------------------------------------------------------------------------

    /// Tells whether a participant is dead. Asks the system.
    boolean isDead(int owner) {
        int place = Owner.place(owner);
        int ident = memory.getInt(at(place, IDENT));
        if (!isOf(ident, owner)) {
            return true;
        }
        if (!locks.isFree(place)) {
            return false;
        }
        // the byte was free and nobody has come since, or the note would be another
        memory.compareAndSetInt(at(place, IDENT), ident, ident & ~LIVING);
        return !isOf(memory.getInt(at(place, IDENT)), owner);
    }

    private static boolean isOf(int ident, int owner) {
        return (ident & LIVING) != 0 && generationIn(ident) == Owner.generation(owner);
    }

    private static int generationIn(int ident) {
        return (ident >>> 1) % Owner.GENERATIONS;
    }

    /// Tells the pid of a participant, living or dead.
    ///
    /// @return the pid; negative if somebody else has had the place since
    long pid(int owner) {
        int place = Owner.place(owner);
        long pid = memory.getLong(at(place, PID));
        boolean same = generationIn(memory.getInt(at(place, IDENT))) == Owner.generation(owner);
        return same ? pid : -1;
    }

    // ---- bells ---------------------------------------------------------------------------------

    /// Tells who is at a place.
    ///
    /// @return the owner as of [Owner]; 0 if nobody is known to be there
    int ownerAt(int place) {
        int ident = memory.getInt(at(place, IDENT));
        return (ident & LIVING) == 0 ? 0 : Owner.of(place, generationIn(ident));
    }

    /// Where the pipe of the participant at a place is.
    Descriptor pipeAt(int place) {
        return new Descriptor(memory.getLong(at(place, PID)), memory.getInt(at(place, PIPE)));
    }

    /// Notes for whom a bell is to be rung.
    ///
    /// @return whether the byte must be written: nobody else has noted anything since the bell looked
    boolean noteRing(int place, long bucket) {
        return memory.getAndOrLong(at(place, RUNG), bucket) == 0;
    }

    /// What was noted for a participant's bell; forgets it.
    LongSupplier rung(int owner) {
        long at = at(Owner.place(owner), RUNG);
        return () -> memory.getLong(at) == 0 ? 0 : memory.getAndSetLong(at, 0);
    }

    private static long at(int place, int field) {
        return FIRST_PLACE + (long) PLACE_BYTES * place + field;
    }
}
