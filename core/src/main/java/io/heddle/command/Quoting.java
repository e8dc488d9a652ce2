package io.heddle.command;

import java.util.List;
import java.util.StringJoiner;

/// Writes command lines so that a shell would read the same arguments.
final class Quoting {

    private static final String PLAIN_MARKS = "_-./:=,+%@^";

    /// An argument may have 128 KiB, and there may be thousands.
    private static final int MOST_SHOWN = 1_000;

    private Quoting() {}

    static String line(List<String> arguments) {
        StringJoiner line = new StringJoiner(" ");
        for (String argument : arguments) {
            line.add(isPlain(argument) ? argument : quoted(argument));
        }
        return line.toString();
    }

    /// Gives the begin of a line for a message, and says how long it was.
    static String brief(String line) {
        return line.length() <= MOST_SHOWN
                ? line
                : "%s… (%d characters)".formatted(line.substring(0, MOST_SHOWN), line.length());
    }

    private static String quoted(String argument) {
        return "'" + argument.replace("'", "'\\''") + "'";
    }

    private static boolean isPlain(String argument) {
        for (int i = 0; i < argument.length(); i++) {
            if (!isPlain(argument.charAt(i))) {
                return false;
            }
        }
        return !argument.isEmpty();
    }

    private static boolean isPlain(char c) {
        return Character.isLetterOrDigit(c) || PLAIN_MARKS.indexOf(c) >= 0;
    }
}
