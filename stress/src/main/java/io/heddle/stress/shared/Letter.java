package io.heddle.stress.shared;

import java.io.Serializable;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/// What goes through a queue. It tells whether it is as it was written.
///
/// @param from the process that wrote it, or [#NOBODY]
/// @param number its number among those of that process, from 1
/// @param text bytes that follow from the other two
/// @param checksum of the text
record Letter(int from, long number, byte[] text, long checksum) implements Serializable {

    /// Writes letters that only wake somebody up.
    static final int NOBODY = -1;

    static Letter write(int from, long number, int length) {
        byte[] text = new byte[length];
        new SplittableRandom(from * 31L + number).nextBytes(text);
        return new Letter(from, number, text, checksum(text));
    }

    boolean isWhole() {
        byte[] right = write(from, number, text.length).text;
        return checksum == checksum(text) && java.util.Arrays.equals(right, text);
    }

    private static long checksum(byte[] text) {
        CRC32 sum = new CRC32();
        sum.update(text);
        return sum.getValue();
    }
}
