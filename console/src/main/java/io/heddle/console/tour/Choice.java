package io.heddle.console.tour;

import io.heddle.examples.tour.Catalogue;
import io.heddle.examples.tour.Catalogue.Entry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Finds the programs that somebody names.
final class Choice {

    private Choice() {}

    /// Finds programs, in the order in which they are named.
    ///
    /// @param command is told if there is no such program
    /// @param names ids such as `process.fork`, or what several ids begin with, such as `process`
    static List<Entry> of(CommandLine command, List<String> names) {
        Set<Entry> chosen = new LinkedHashSet<>();
        for (String name : names) {
            List<Entry> found = named(name);
            if (found.isEmpty()) {
                throw new ParameterException(
                        command,
                        "there is no program %s in the tour; the nearest are %s"
                                .formatted(name, String.join(", ", Catalogue.nearest(name))));
            }
            chosen.addAll(found);
        }
        return List.copyOf(chosen);
    }

    private static List<Entry> named(String name) {
        String group = name.endsWith(".") ? name : name + ".";
        return Catalogue.all().stream()
                .filter(entry -> entry.id().equals(name) || entry.id().startsWith(group))
                .toList();
    }
}
