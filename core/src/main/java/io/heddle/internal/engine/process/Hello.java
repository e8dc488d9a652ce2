package io.heddle.internal.engine.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The first bytes on every connection from a child: who it is, and what the connection is for.
///
/// | offset | bytes | field   |
/// |-------:|------:|---------|
/// |      0 |     4 | `HDL1`  |
/// |      4 |    32 | token   |
/// |     36 |     1 | purpose |
///
/// @param token the secret that this child was given over its standard input
/// @param purpose what the connection is for
record Hello(String token, Purpose purpose) {

    static final int TOKEN_CHARACTERS = 32;

    private static final byte[] MAGIC = "HDL1".getBytes(StandardCharsets.US_ASCII);
    private static final int BYTES = MAGIC.length + TOKEN_CHARACTERS + 1;

    /// Each connection has one direction and one reader.
    enum Purpose {
        /// Down: tasks; read by the thread that runs them.
        TASKS,
        /// Down: cancel and end; read by a thread that is never busy.
        CONTROL,
        /// Up: results and announcements.
        ANSWERS
    }

    @SuppressWarnings("EnumOrdinal") // both ends are of one version: the same class files
    void send(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.put(MAGIC).put(token.getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) purpose.ordinal()).flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Reads the first bytes of a connection.
    ///
    /// @return what they say, or `null` if it is nothing that a child of ours would say
    static @Nullable Hello receive(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                return null;
            }
        }
        byte[] all = bytes.array();
        for (int i = 0; i < MAGIC.length; i++) {
            if (all[i] != MAGIC[i]) {
                return null;
            }
        }
        int purpose = all[BYTES - 1];
        if (purpose < 0 || purpose >= Purpose.values().length) {
            return null;
        }
        String token = new String(all, MAGIC.length, TOKEN_CHARACTERS, StandardCharsets.US_ASCII);
        return new Hello(token, Purpose.values()[purpose]);
    }
}
