package io.heddle.console.quickstart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Sorts files by the ends of their names into as many kinds as the page has colours: the most
/// frequent ones, and "other".
final class FileKinds {

    /// A kind of files.
    ///
    /// @param label its name, with the number of files
    /// @param colour the number of its colour
    record FileKind(String label, int colour) {}

    /// How many kinds have a colour of their own; the colour after them is that of all others.
    private static final int NAMED = 5;

    private static final int LONGEST_END = 8;

    private final List<String> ends;
    private final Map<String, Long> counts;
    private final List<String> named;

    /// Sorts.
    FileKinds(List<SourceFile> files) {
        this.ends = files.stream().map(file -> end(file.name())).toList();
        this.counts =
                ends.stream()
                        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        this.named =
                counts.entrySet().stream()
                        .sorted(
                                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .limit(NAMED)
                        .map(Map.Entry::getKey)
                        .toList();
    }

    /// Gives the number of the colour of a file.
    int colourOf(int file) {
        int kind = named.indexOf(ends.get(file));
        return kind < 0 ? NAMED : kind;
    }

    /// Gives the kinds that there are, the most frequent first and "other" last.
    List<FileKind> all() {
        List<FileKind> kinds = new ArrayList<>();
        long others = ends.size();
        for (String end : named) {
            long count = counts.getOrDefault(end, 0L);
            String name = end.isEmpty() ? "no ending" : "." + end;
            kinds.add(new FileKind("%s (%d)".formatted(name, count), kinds.size()));
            others -= count;
        }
        if (others > 0) {
            kinds.add(new FileKind("other (%d)".formatted(others), NAMED));
        }
        return kinds;
    }

    private static String end(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        boolean hasEnd = dot > 0 && file.length() - dot - 1 <= LONGEST_END;
        return hasEnd ? file.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
    }
}
