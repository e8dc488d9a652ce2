package io.heddle.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Order between threads and processes is written at both ends: `// SYNC slot-published`.
class SyncNamesTest {

    private static final Path SOURCES = Path.of("src", "main", "java").toAbsolutePath();
    private static final Pattern MARK = Pattern.compile("// ?SYNC\\b\\s*:?\\s*(.*)");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    @Test
    void everySyncNameStandsAtBothEnds() throws IOException {
        Map<String, List<String>> places = syncMarks();

        assertThat(places)
                .as(
                        "a SYNC name stands at the releasing write and at the acquiring read: write"
                                + " the missing '// SYNC name', or correct the spelling of one")
                .allSatisfy((name, where) -> assertThat(where).as(name).hasSizeGreaterThan(1));
    }

    @Test
    void everySyncMarkHasAName() throws IOException {
        assertThat(syncMarks().entrySet())
                .as("a SYNC mark reads '// SYNC lower-case-name' and may be followed by a reason")
                .allSatisfy(mark -> assertThat(mark.getKey()).matches(NAME));
    }

    private static Map<String, List<String>> syncMarks() throws IOException {
        Map<String, List<String>> places = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    Matcher mark = MARK.matcher(lines.get(i));
                    if (mark.find()) {
                        String name = mark.group(1).strip().split("[\\s,;:(]", 2)[0];
                        places.computeIfAbsent(name, _ -> new ArrayList<>())
                                .add(SOURCES.relativize(file) + ":" + (i + 1));
                    }
                }
            }
        }
        return places;
    }
}
