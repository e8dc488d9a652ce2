package io.heddle.internal.engine.process;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// A few bytes that a worker puts into its own standard output and error, to say which task writes from
/// there on.
///
/// A mark is `RS token : id RS`, where RS is the byte 0x1E and the token is one that the child keeps to
/// itself, so that no task can write a mark by accident. It is put in only when the task's first
/// characters are written, so a task that prints nothing costs nothing.
final class OutputMark {

    static final byte BORDER = 0x1E;

    /// Nothing that is longer can be a mark.
    static final int LONGEST = 64;

    private final String prefix;

    OutputMark(String token) {
        this.prefix = token + ":";
    }

    byte[] of(long task) {
        String text = (char) BORDER + prefix + task + (char) BORDER;
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Reads what stood between two borders.
    ///
    /// @return the task; empty if it is not a mark
    OptionalLong taskOf(String between) {
        if (!between.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(between.substring(prefix.length())));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
