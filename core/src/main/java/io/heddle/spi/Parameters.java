package io.heddle.spi;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Refuses `null` and what no process can be given, by the name that the user knows.
public final class Parameters {

    private Parameters() {}

    /// Copies what was given for a parameter of any number of values.
    ///
    /// @param <T> their type
    /// @param name the parameter
    /// @param values the values
    /// @return an immutable list
    /// @throws NullPointerException if one is `null`, or all
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T> List<T> listOf(String name, T... values) {
        Objects.requireNonNull(values, name);
        for (int i = 0; i < values.length; i++) {
            int index = i;
            Objects.requireNonNull(values[i], () -> name + "[" + index + "]");
        }
        return List.of(values);
    }

    /// Refuses variables of an environment that the system would not take.
    ///
    /// @param variables names and values
    /// @throws NullPointerException if a name or a value is `null`, or all
    /// @throws IllegalArgumentException if a name is empty or has `=` in it, or one has a NUL
    static void requireEnvironment(Map<String, String> variables) {
        Objects.requireNonNull(variables, "environment");
        variables.forEach((name, value) -> {
            Objects.requireNonNull(name, "environment: a name");
            Objects.requireNonNull(value, () -> "environment: the value of " + name);
            if (name.isEmpty() || name.indexOf('=') >= 0 || hasNul(name)) {
                throw new IllegalArgumentException(
                        "a name in an environment is not empty and has neither '=' nor NUL: environment name='%s'"
                                .formatted(visible(name)));
            }
            if (hasNul(value)) {
                throw new IllegalArgumentException(
                        "a value in an environment has no NUL: environment name='%s' value='%s'"
                                .formatted(name, visible(value)));
            }
        });
    }

    /// Refuses arguments that the system would not take.
    ///
    /// @param arguments arguments for a JVM
    /// @throws IllegalArgumentException if one has a NUL
    static void requireArguments(List<String> arguments) {
        for (String argument : arguments) {
            if (hasNul(argument)) {
                throw new IllegalArgumentException(
                        "an argument of a JVM has no NUL: jvmArgs='%s'"
                                .formatted(visible(argument)));
            }
        }
    }

    static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }

    static String visible(String text) {
        return text.replace("\0", "\\0");
    }
}
