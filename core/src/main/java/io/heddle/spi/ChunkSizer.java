package io.heddle.spi;

/// Decides how many items travel together, from how long items have taken, and from how long it takes to
/// get them.
///
/// It begins with one item and at most doubles, until a chunk takes about [#TARGET_NANOS]: long
/// enough that handing it over costs little beside it, short enough that the work stays evenly
/// spread and an endless input is not read far ahead. A chunk that is not full after the same time is sent
/// as it is: what was read does not wait for an input that has become slow. Used by one thread.
final class ChunkSizer {

    private static final long TARGET_NANOS = 2_000_000;

    /// No chunk has more.
    static final int MOST_ITEMS = 1 << 16;

    private final int most;
    private int size = 1;

    /// @param most the largest chunk; 1 switches chunks off
    ChunkSizer(int most) {
        this.most = Math.min(most, MOST_ITEMS);
    }

    int size() {
        return size;
    }

    /// Tells whether a chunk is to travel now.
    ///
    /// @param items how many it has
    /// @param wanted how many it should have
    /// @param nanos how long it has taken to get them
    static boolean isEnough(int items, int wanted, long nanos) {
        return items >= wanted || nanos >= TARGET_NANOS;
    }

    /// Learns from a chunk that has come back.
    void learn(int items, long nanos) {
        if (items == 0) {
            return;
        }
        long fitting = TARGET_NANOS * items / Math.max(nanos, 1);
        long next = Math.min(fitting, 2L * Math.max(items, size));
        size = Math.clamp(next, 1, most);
    }
}
