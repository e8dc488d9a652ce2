package io.heddle.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The names of pairs that are marked SYNC.
final class SyncNames {

    private static final Path CORE = Path.of("..", "core", "src", "main", "java");
    private static final Path TESTS = Path.of("src", "test", "java");

    private SyncNames() {}

    /// Those in the code of core.
    static Set<String> inCore() throws IOException {
        return in(CORE, ".java", Pattern.compile("// SYNC ([a-z-]+)"));
    }

    /// Those that jcstress tries.
    static Set<String> tried() throws IOException {
        return in(TESTS, "Stress.java", Pattern.compile("^/// SYNC ([a-z-]+):", Pattern.MULTILINE));
    }

    /// Counts the classes in which it does: one may try several pairs, and one pair may take several.
    static long triedIn() throws IOException {
        try (Stream<Path> all = Files.walk(TESTS)) {
            return all.filter(file -> file.toString().endsWith("Stress.java")).count();
        }
    }

    private static Set<String> in(Path root, String ending, Pattern mark) throws IOException {
        Set<String> names = new TreeSet<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file -> file.toString().endsWith(ending)).toList();
        }
        for (Path file : files) {
            mark.matcher(Files.readString(file))
                    .results()
                    .forEach(found -> names.add(found.group(1)));
        }
        return names;
    }
}
