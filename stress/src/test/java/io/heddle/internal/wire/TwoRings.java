package io.heddle.internal.wire;

import io.heddle.internal.memory.Supply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A ring as its two ends see it: each by a mapping of its own of the same file.
///
/// @param bytes the bytes of the ring
/// @param writer as the end sees it that writes
/// @param reader as the end sees it that reads
record TwoRings(ByteBuffer bytes, Ring writer, Ring reader) {

    static final int CAPACITY = 64;

    /// Where the fields are that the two ends share, each on a line of its own.
    private static final int[] FIELDS = {0x000, 0x080, 0x100, 0x180};

    private static final int DATA = 0x1000;
    private static final int BYTES = Ring.bytesFor(CAPACITY);

    private static final ByteBuffer ONE;
    private static final ByteBuffer OTHER;

    static {
        try {
            Path file = Files.createTempFile("heddle-stress-", "");
            ONE = map(file);
            OTHER = map(file);
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("no file to be mapped", e);
        }
    }

    private static ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(MapMode.READ_WRITE, 0, (long) BYTES * Supply.COUNT);
        }
    }

    static TwoRings create(int number) {
        ByteBuffer one = ONE.slice(number * BYTES, BYTES);
        return new TwoRings(one, new Ring(one, 0), new Ring(OTHER.slice(number * BYTES, BYTES), 0));
    }

    /// Empty, and nobody waits.
    TwoRings clean() {
        for (int field : FIELDS) {
            bytes.putLong(field, 0);
        }
        bytes.put(DATA, (byte) 0);
        return this;
    }

    /// Full, and nobody waits.
    TwoRings full(int firstByte) {
        clean();
        bytes.put(DATA, (byte) firstByte);
        bytes.putLong(FIELDS[0], CAPACITY);
        return this;
    }

    static ByteBuffer single(int content) {
        return ByteBuffer.wrap(new byte[] {(byte) content});
    }
}
