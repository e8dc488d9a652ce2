package io.heddle.benchmarks.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The command line, understood.
///
/// @param names of cases and curves, as they were given
/// @param rounds how many rounds count
/// @param quick whether a tenth of the work will do
/// @param list whether to list the names only
/// @param help whether to help only
/// @param json where to write the JSON file
/// @param page where to write the page
record Arguments(
        List<String> names,
        int rounds,
        boolean quick,
        boolean list,
        boolean help,
        Optional<Path> json,
        Optional<Path> page) {

    static final int LEAST_ROUNDS = 5;

    /// Understands the command line.
    ///
    /// @throws IllegalArgumentException if it cannot
    static Arguments of(String... words) {
        List<String> names = new ArrayList<>();
        int rounds = LEAST_ROUNDS;
        boolean quick = false;
        boolean list = false;
        boolean help = false;
        Optional<Path> json = Optional.empty();
        Optional<Path> page = Optional.empty();
        Iterator<String> rest = Arrays.asList(words).iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            switch (word) {
                case "--rounds" -> rounds = rounds(value(word, rest));
                case "--json" -> json = Optional.of(Path.of(value(word, rest)));
                case "--write-docs" -> page = Optional.of(Path.of(value(word, rest)));
                case "--quick" -> quick = true;
                case "--list" -> list = true;
                case "--help", "-h" -> help = true;
                default -> {
                    if (word.startsWith("-")) {
                        throw new IllegalArgumentException("unknown option: " + word);
                    }
                    names.add(word);
                }
            }
        }
        if (quick && page.isPresent()) {
            throw new IllegalArgumentException("--write-docs needs the real work, not --quick");
        }
        if (page.isPresent() && rounds < LEAST_ROUNDS) {
            throw new IllegalArgumentException(
                    "--write-docs needs at least %d rounds: rounds=%d"
                            .formatted(LEAST_ROUNDS, rounds));
        }
        return new Arguments(names, rounds, quick, list, help, json, page);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static int rounds(String text) {
        try {
            int rounds = Integer.parseInt(text);
            if (rounds >= 1) {
                return rounds;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("--rounds needs a number from 1: rounds=" + text);
    }

    /// Whether something was asked for: by its name, by the name of its group, or because nothing was
    /// named and its group is what is meant then.
    boolean selects(String name, String group, boolean byDefault) {
        return names.isEmpty() ? byDefault : names.contains(name) || names.contains(group);
    }
}
