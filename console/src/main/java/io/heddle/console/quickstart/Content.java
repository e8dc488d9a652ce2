package io.heddle.console.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What is in a file, in four values. Two files with equal content have equal values.
///
/// @param bytes how long it is
/// @param lines how many line ends it has, as `wc -l` counts
/// @param words how many runs of bytes without ASCII white space it has; for text in ASCII that is
///   what `wc -w` counts
/// @param sha256 its digest, in hexadecimal digits
record Content(long bytes, long lines, long words, String sha256) implements Serializable {

    private static final int SMALLEST_BUFFER_BYTES = 512;
    private static final int LARGEST_BUFFER_BYTES = 64 << 10;

    /// Reads a file from its beginning to its end, a buffer at a time.
    ///
    /// @param file a regular file
    /// @param expectedBytes its length as far as known; only the buffer's size follows from it
    static Content read(Path file, long expectedBytes) throws IOException {
        MessageDigest digest = sha256Digest();
        TextCount text = new TextCount();
        byte[] buffer = new byte[bufferBytes(expectedBytes)];
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                text.add(buffer, n);
                bytes += n;
            }
        }
        return new Content(
                bytes, text.lines(), text.words(), HexFormat.of().formatHex(digest.digest()));
    }

    static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256, this one does not", e);
        }
    }

    /// One more than the file needs, so that a small one is read to its end by a single call.
    private static int bufferBytes(long expectedBytes) {
        return Math.clamp(expectedBytes + 1, SMALLEST_BUFFER_BYTES, LARGEST_BUFFER_BYTES);
    }
}
