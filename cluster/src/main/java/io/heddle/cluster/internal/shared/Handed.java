package io.heddle.cluster.internal.shared;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What the server hands to a receiver.
///
/// @param id what it is called at the server
/// @param count how often it was delivered, this time included
/// @param value the bytes of the value
record Handed(String id, int count, byte[] value) {

    /// Reads `id count value`.
    static Handed read(byte[] bytes) {
        int first = space(bytes, 0);
        int second = space(bytes, first + 1);
        return new Handed(
                text(bytes, 0, first),
                Integer.parseInt(text(bytes, first + 1, second)),
                Arrays.copyOfRange(bytes, second + 1, bytes.length));
    }

    private static int space(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != ' ') {
            at++;
        }
        return at;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
