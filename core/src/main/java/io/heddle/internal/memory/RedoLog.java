package io.heddle.internal.memory;

/// A few words that change together, whoever dies meanwhile.
///
/// New values are written down first, with their places; one store says that they count; then they are put
/// into their places. Whoever takes the lock over from a dead holder puts them there again: they are
/// absolute, so twice is as good as once.
///
/// | offset | bytes | field     |
/// |-------:|------:|-----------|
/// |      0 |     4 | `count`: how many entries count, 0 if none does |
/// |      8 |  16·i | an entry: offset of a long word, then its value |
///
/// The words of a log are changed by their log alone. Guarded by a [RecoverableLock].
final class RedoLog {

    /// The most words that change together.
    static final int MOST_ENTRIES = 8;

    static final int BYTES = 8 + 16 * MOST_ENTRIES;

    private static final int ENTRIES = 8;
    private static final int ENTRY_BYTES = 16;

    private final Memory memory;
    private final long at;

    /// How many entries are written down and do not count yet. Of the holder of the lock.
    private int written;

    RedoLog(Memory memory, long at) {
        this.memory = memory;
        this.at = at;
    }

    /// Begins anew; what a dead holder had written down and not made count is forgotten.
    void begin() {
        written = 0;
    }

    /// Writes a change down.
    void set(long word, long value) {
        if (written == MOST_ENTRIES) {
            throw new IllegalStateException("too many words for one step: most=" + MOST_ENTRIES);
        }
        long entry = at + ENTRIES + (long) ENTRY_BYTES * written++;
        memory.setLong(entry, word);
        memory.setLong(entry + Long.BYTES, value);
    }

    /// Makes all that was written down happen.
    void commit() {
        memory.setInt(at, written);
        replay();
    }

    /// Puts what counts into its places.
    void replay() {
        int count = memory.getInt(at);
        for (int i = 0; i < count; i++) {
            long entry = at + ENTRIES + (long) ENTRY_BYTES * i;
            memory.setLong(memory.getLong(entry), memory.getLong(entry + Long.BYTES));
        }
        if (count != 0) {
            memory.setInt(at, 0);
        }
    }
}
