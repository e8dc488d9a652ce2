package io.heddle.command;

import java.util.List;
import java.util.stream.Collectors;

/// Writes command lines so that a shell would read the same arguments.
final class Quoting {

    private static final String PLAIN_MARKS = "_-./:=,+%@^";

    /// An argument may have 128 KiB, and there may be thousands.
    private static final int MOST_SHOWN = 1_000;

    private Quoting() {}

    static String line(List<String> arguments) {
        return arguments.stream().map(Quoting::quoted).collect(Collectors.joining(" "));
    }

    /// Gives the begin of a line for a message, and says how long it was.
    static String brief(String line) {
        return line.length() <= MOST_SHOWN
                ? line
                : "%s… (%d characters)".formatted(line.substring(0, MOST_SHOWN), line.length());
    }

    private static String quoted(String argument) {
        return !argument.isEmpty() && argument.chars().allMatch(Quoting::isPlain)
                ? argument
                : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static boolean isPlain(int c) {
        return Character.isLetterOrDigit(c) || PLAIN_MARKS.indexOf(c) >= 0;
    }
}
