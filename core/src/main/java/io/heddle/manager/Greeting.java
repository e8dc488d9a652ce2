package io.heddle.manager;

import io.heddle.internal.os.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The first bytes on each of the two sockets of a link: that whoever connects was given the address, and which
/// socket of which link it is.
///
/// | offset | bytes | field   |
/// |-------:|------:|---------|
/// |      0 |     4 | `HDM1`  |
/// |      4 |    32 | token   |
/// |     36 |    32 | link    |
/// |     68 |     1 | purpose |
///
/// @param token of the manager
/// @param link what both sockets of a link say, and no others
/// @param purpose which of the two it is
record Greeting(String token, String link, Purpose purpose) {

    private static final int CHARACTERS = 32;
    private static final byte[] MAGIC = "HDM1".getBytes(StandardCharsets.US_ASCII);
    private static final int BYTES = MAGIC.length + 2 * CHARACTERS + 1;

    /// Each socket has one direction and one reader.
    enum Purpose {
        /// To the manager.
        CALLS,
        /// From the manager.
        ANSWERS
    }

    /// Makes a text for a token or a link.
    static String secret() {
        return Trees.random(CHARACTERS / 2);
    }

    /// Takes the same time for each wrong token, however much of it is right.
    boolean shows(String expected) {
        return MessageDigest.isEqual(
                token.getBytes(StandardCharsets.ISO_8859_1),
                expected.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.put(MAGIC)
                .put(token.getBytes(StandardCharsets.US_ASCII))
                .put(link.getBytes(StandardCharsets.US_ASCII))
                .put((byte) (purpose == Purpose.CALLS ? 0 : 1))
                .flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Reads the first bytes of a connection.
    ///
    /// @return what they say, or `null` if it is nothing that a process with an address would say
    static @Nullable Greeting receive(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                return null;
            }
        }
        byte[] all = bytes.array();
        int purpose = all[BYTES - 1];
        if (!Arrays.equals(all, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || purpose < 0
                || purpose > 1) {
            return null;
        }
        return new Greeting(
                text(all, MAGIC.length),
                text(all, MAGIC.length + CHARACTERS),
                purpose == 0 ? Purpose.CALLS : Purpose.ANSWERS);
    }

    private static String text(byte[] bytes, int from) {
        return new String(bytes, from, CHARACTERS, StandardCharsets.US_ASCII);
    }
}
