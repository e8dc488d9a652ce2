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

/// A status page as worker and parent see it: each by a mapping of its own of the same file.
///
/// @param bytes the bytes of the page
/// @param worker as the worker sees it
/// @param parent as the parent sees it
record TwoPages(ByteBuffer bytes, StatusPage worker, StatusPage parent) {

    private static final int BYTES = 32;

    /// Far enough from each other not to share a cache line.
    private static final int DISTANCE = 128;

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
            return channel.map(MapMode.READ_WRITE, 0, (long) DISTANCE * Supply.COUNT);
        }
    }

    static ByteBuffer one(int number) {
        return ONE.slice(number * DISTANCE, BYTES);
    }

    static ByteBuffer other(int number) {
        return OTHER.slice(number * DISTANCE, BYTES);
    }

    static TwoPages create(int number) {
        return new TwoPages(
                one(number), new StatusPage(one(number)), new StatusPage(other(number)));
    }

    TwoPages clean() {
        for (int at = 0; at < BYTES; at += Long.BYTES) {
            bytes.putLong(at, 0);
        }
        return this;
    }
}
