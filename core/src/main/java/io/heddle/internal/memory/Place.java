package io.heddle.internal.memory;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// Where a shared object lies, as this process sees it.
///
/// As long as this is reachable the memory stays mapped.
public final class Place {

    private final Site site;
    private final Region region;
    private final long at;
    private final Participant participant;
    private final Memory memory;

    /// @param memory the region's memory, or how a test sees it
    Place(Site site, Region region, long at, Participant participant, Memory memory) {
        this.site = site;
        this.region = region;
        this.at = at;
        this.participant = participant;
        this.memory = memory;
    }

    /// The memory of the region in which it lies.
    ///
    /// @return the memory; offsets count from the beginning of the region
    public Memory memory() {
        return memory;
    }

    /// Where it begins.
    ///
    /// @return its offset, a multiple of 128
    public long at() {
        return at;
    }

    /// This process among those that share it.
    ///
    /// @return the participant
    public Participant participant() {
        return participant;
    }

    /// Says that others are told of it, so that this process keeps it.
    ///
    /// @return what travels
    public Handle handle() {
        return site.handle(region, at);
    }

    /// Says that this process keeps the region of an object that has one of its own no longer than others may
    /// still be going to open it, or than somebody here refers to it. To be said again if it is sent again.
    ///
    /// @param isOnItsWay whether others may; asked now and then, under a lock
    public void letGo(BooleanSupplier isOnItsWay) {
        site.letGo(region, isOnItsWay);
    }

    /// Says that this process keeps the region of an object that has one of its own, and its name, no longer than
    /// somebody here refers to it: whoever was sent it has it. To be said again if it is sent again.
    public void letGo() {
        site.letGo(region);
    }

    /// Tells whether the object here has a region of its own.
    ///
    /// @param bytes how many it needs
    /// @return whether it has
    public boolean isAlone(long bytes) {
        return Site.liesAlone(bytes) || region.memory().getInt(Region.NAME_STATE) != 0;
    }

    /// The bytes of this object themselves.
    ///
    /// @param offset the first one, from where the object begins
    /// @param bytes how many
    /// @return the bytes
    /// @throws IndexOutOfBoundsException if its region has fewer
    public MemorySegment segment(long offset, long bytes) {
        return region.content().asSlice(at - Region.HEADER_BYTES + offset, bytes);
    }

    /// The same memory, for an object that has a region of its own and grows.
    ///
    /// @return the memory and how to let it grow
    public Growing growing() {
        GrowingMemory memory = region.growing();
        return new Growing(site.seen(memory), memory::extend);
    }

    /// Memory that grows.
    ///
    /// @param memory the memory; offsets count from the beginning of the region
    /// @param extend lets it have so many bytes at least, from the beginning of the region
    public record Growing(Memory memory, LongConsumer extend) {}

    /// Unmaps and closes the region of an object that has one of its own, in this process. The object must
    /// not be used any more.
    ///
    /// @throws IllegalStateException if somebody is at it just now; nothing has happened then
    public void close() {
        site.close(region, at);
    }

    /// The bytes behind its region; for objects that have one of their own.
    ///
    /// @return a way to them for one thread at a time
    Annex annex() {
        return new FileAnnex(region);
    }

    /// Finds a part of it that is an object itself.
    ///
    /// @param offset where the part begins, counted from the beginning of this
    /// @return where the part lies
    public Place part(long offset) {
        return new Place(site, region, at + offset, participant, memory);
    }

    /// Finds the one object of this process that lies here, or makes it.
    ///
    /// @param <T> its type
    /// @param type its type
    /// @param make makes it
    /// @return the object
    public <T> T object(Class<T> type, Function<Place, T> make) {
        return site.objectAt(this, type, make);
    }

    /// The objects with names of the process that sees it like this.
    ///
    /// @return those objects
    public NamedObjects named() {
        return site.named();
    }

    /// All objects of a type that this process has, or had until just now.
    ///
    /// @param <T> the type
    /// @param type the type
    /// @return the objects
    public <T> List<T> neighbours(Class<T> type) {
        return site.objects(type);
    }

    /// What this place is called among all processes.
    ///
    /// @return its name
    public LockName name() {
        return new LockName(id().getMostSignificantBits(), id().getLeastSignificantBits(), at);
    }

    UUID id() {
        return region.id();
    }
}
