package io.heddle.internal.memory;

/// Words and bytes that several processes share. Offsets count from the beginning, in bytes; words are
/// aligned to their size.
///
/// All accesses to words are sequentially consistent: nobody sees a later one before an earlier one. Some promise
/// less and cost less: `publish…`, which is the end of writing something, and `own…`, which reads what nobody writes
/// meanwhile. Bytes are ordered only by the words around them.
public interface Memory {

    /// Reads a word.
    ///
    /// @param at its offset
    /// @return its value
    int getInt(long at);

    /// Writes a word.
    ///
    /// @param at its offset
    /// @param value its new value
    void setInt(long at, int value);

    /// Writes a word if it has a value.
    ///
    /// @param at its offset
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return whether it was written
    boolean compareAndSetInt(long at, int expected, int value);

    /// Reads a long word.
    ///
    /// @param at its offset
    /// @return its value
    long getLong(long at);

    /// Writes a long word.
    ///
    /// @param at its offset
    /// @param value its new value
    void setLong(long at, long value);

    /// Writes a long word if it has a value.
    ///
    /// @param at its offset
    /// @param expected the value that it must have
    /// @param value its new value
    /// @return whether it was written
    boolean compareAndSetLong(long at, long expected, long value);

    /// Writes a word when what it stands for is written: nobody sees it before that. Unlike after [#setInt], what
    /// this thread reads next may be older than the moment at which others see the word; who must not miss what
    /// they write meanwhile asks [#areZeroNow].
    ///
    /// @param at its offset
    /// @param value its new value
    default void publishInt(long at, int value) {
        setInt(at, value);
    }

    /// Writes a long word when what it stands for is written: see [#publishInt].
    ///
    /// @param at its offset
    /// @param value its new value
    default void publishLong(long at, long value) {
        setLong(at, value);
    }

    /// Reads a word that nobody writes meanwhile: this thread has the lock under which it is written, or has read
    /// what was published after it.
    ///
    /// @param at its offset
    /// @return its value
    default int ownInt(long at) {
        return getInt(at);
    }

    /// Reads a long word that nobody writes meanwhile: see [#ownInt].
    ///
    /// @param at its offset
    /// @return its value
    default long ownLong(long at) {
        return getLong(at);
    }

    /// Tells whether long words are zero, after others can see all that this thread has written.
    ///
    /// @param at the offset of the first one
    /// @param words how many
    /// @return whether all are
    default boolean areZeroNow(long at, int words) {
        for (int i = 0; i < words; i++) {
            if (getLong(at + (long) i * Long.BYTES) != 0) {
                return false;
            }
        }
        return true;
    }

    /// Writes bytes.
    ///
    /// @param at where the first one goes
    /// @param from where they are
    /// @param offset the first of them
    /// @param length how many
    void put(long at, byte[] from, int offset, int length);

    /// Reads bytes.
    ///
    /// @param at where the first one is
    /// @param to where they go
    /// @param offset where the first one goes
    /// @param length how many
    void get(long at, byte[] to, int offset, int length);

    /// Adds to a word.
    ///
    /// @param at its offset
    /// @param delta what is added
    /// @return its value before
    default int getAndAddInt(long at, int delta) {
        while (true) {
            int value = getInt(at);
            if (compareAndSetInt(at, value, value + delta)) {
                return value;
            }
        }
    }

    /// Adds to a long word.
    ///
    /// @param at its offset
    /// @param delta what is added
    /// @return its value before
    default long getAndAddLong(long at, long delta) {
        while (true) {
            long value = getLong(at);
            if (compareAndSetLong(at, value, value + delta)) {
                return value;
            }
        }
    }

    /// Replaces a long word.
    ///
    /// @param at its offset
    /// @param value its new value
    /// @return its value before
    default long getAndSetLong(long at, long value) {
        while (true) {
            long before = getLong(at);
            if (compareAndSetLong(at, before, value)) {
                return before;
            }
        }
    }

    /// Sets bits of a long word.
    ///
    /// @param at its offset
    /// @param bits which
    /// @return its value before
    default long getAndOrLong(long at, long bits) {
        while (true) {
            long before = getLong(at);
            if ((before & bits) == bits || compareAndSetLong(at, before, before | bits)) {
                return before;
            }
        }
    }

    /// Clears bits of a long word.
    ///
    /// @param at its offset
    /// @param bits which
    /// @return its value before
    default long getAndClearLong(long at, long bits) {
        while (true) {
            long before = getLong(at);
            if ((before & bits) == 0 || compareAndSetLong(at, before, before & ~bits)) {
                return before;
            }
        }
    }
}
