package io.heddle.internal.memory;

import java.lang.foreign.MemorySegment;
import java.util.UUID;

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

    /// Everything in its region; for objects that have one of their own.
    ///
    /// @return the bytes after the region's header
    public MemorySegment content() {
        return region.content();
    }

    UUID id() {
        return region.id();
    }
}
