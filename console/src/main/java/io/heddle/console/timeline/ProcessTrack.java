package io.heddle.console.timeline;

import java.util.List;

/// A process and what went on in it.
///
/// @param pid its id
/// @param parent who has started it, as far as known; 0 otherwise
/// @param name what it is called
/// @param end how it ended, in words; empty if it is not known to have ended
/// @param from when it was there
/// @param to when it was gone, or last seen
/// @param lanes its threads, coroutines and queues
public record ProcessTrack(
        long pid, long parent, String name, String end, long from, long to, List<Lane> lanes) {

    /// Tells whether nothing is known of it but when it was there.
    boolean isSilent() {
        return lanes.stream().allMatch(lane -> lane.sort() == Lane.Sort.PROCESS);
    }

    /// Gives the part that lies in a stretch of time.
    ProcessTrack within(long begin, long last) {
        return new ProcessTrack(
                pid,
                parent,
                name,
                to <= last ? end : "",
                Math.max(from, begin),
                Math.min(to, last),
                lanes.stream()
                        .map(lane -> lane.within(begin, last))
                        .filter(lane -> !lane.spans().isEmpty())
                        .toList());
    }
}
