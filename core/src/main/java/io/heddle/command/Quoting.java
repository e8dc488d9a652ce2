package io.heddle.command;

import java.util.List;
import java.util.stream.Collectors;

/// Writes command lines so that a shell would read the same arguments.
final class Quoting {

    private static final String PLAIN_MARKS = "_-./:=,+%@^";

    private Quoting() {}

    static String line(List<String> arguments) {
        return arguments.stream().map(Quoting::quoted).collect(Collectors.joining(" "));
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
