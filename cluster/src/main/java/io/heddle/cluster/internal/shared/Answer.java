package io.heddle.cluster.internal.shared;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a script has answered: some strings of bytes and numbers, or nothing.
///
/// @param parts arrays of bytes and numbers
record Answer(List<Object> parts) {

    boolean isEmpty() {
        return parts.isEmpty();
    }

    int size() {
        return parts.size();
    }

    byte[] bytes(int index) {
        return (byte[]) parts.get(index);
    }

    String text(int index) {
        return new String(bytes(index), StandardCharsets.UTF_8);
    }

    /// A number, which some commands give as such and others as text.
    long number(int index) {
        return parts.get(index) instanceof Long number ? number : Long.parseLong(text(index));
    }

    boolean isOne(int index) {
        return number(index) == 1;
    }
}
