package io.heddle.internal.memory;

/// A piece of shared memory as two participants in one process see it: each has a mapping of its own of the
/// same file. The last 128 bytes are for a number that nothing orders but what lies before.
///
/// @param one how one sees it
/// @param other how the other sees it
/// @param number where the number is
public record Twice(Place one, Place other, long number) {

    private static final Site HERE = new Site();
    private static final Site THERE = new Site();
    private static final int NUMBER_BYTES = 128;

    /// Makes one.
    ///
    /// @param bytes how many there are before the number
    public static Twice ofBytes(int bytes) {
        Place here = HERE.allocate(bytes + NUMBER_BYTES);
        Place there = THERE.open(here.handle(), Place.class, place -> place);
        return new Twice(here, there, here.at() + bytes);
    }

    /// Sets everything back.
    ///
    /// @param word the word that is not to be 0
    /// @param value what it is to be
    public void reset(int word, int value) {
        one.memory().setInt(one.at() + word, value);
        write(one, 0);
    }

    /// Writes the number as plainly as possible: as the bytes of a message.
    public void write(Place place, int value) {
        place.memory().put(number, new byte[] {(byte) value}, 0, 1);
    }

    /// Reads the number as plainly as possible.
    public int read(Place place) {
        byte[] value = new byte[1];
        place.memory().get(number, value, 0, 1);
        return value[0];
    }
}
