package io.heddle.spi;

import java.util.List;
import java.util.Map;

/// Refuses what no program can be given, by the name that the user knows.
public final class CommandLines {

    private CommandLines() {}

    /// Refuses a command line that the system would not take.
    ///
    /// @param line the program and its arguments
    /// @throws IllegalArgumentException if there is no program, or there is a NUL in anything
    public static void requireUsable(List<String> line) {
        if (line.isEmpty() || line.getFirst().isEmpty()) {
            throw new IllegalArgumentException(
                    "a command begins with the name of a program: line=" + line);
        }
        for (int i = 0; i < line.size(); i++) {
            if (Parameters.hasNul(line.get(i))) {
                throw new IllegalArgumentException(
                        "an argument of a command has no NUL: arguments[%d]='%s' command=%s; give such text as input or in a file"
                                .formatted(i, Parameters.visible(line.get(i)), line.getFirst()));
            }
        }
    }

    /// Refuses variables of an environment that the system would not take.
    ///
    /// @param variables names and values
    /// @throws NullPointerException if a name or a value is `null`, or all
    /// @throws IllegalArgumentException if a name is empty or has `=` in it, or one has a NUL
    public static void requireEnvironment(Map<String, String> variables) {
        Parameters.requireEnvironment(variables);
    }
}
