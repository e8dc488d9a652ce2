package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/reference/faults.md` and the tags `fault-N` of the tests say the same.
class FaultPageTest {

    /// The scenarios about pools are the first ones, up to this.
    private static final int LAST_OF_POOLS = 46;

    /// Others that are wholly true.
    private static final List<Integer> OTHERS =
            List.of(47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60);

    private static final Pattern ROW =
            Pattern.compile("\\| (\\d+) \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|");

    private static final Pattern TEST = Pattern.compile("`(\\w+\\.\\w+)`");
    private static final Pattern TAG = Pattern.compile("\\s*@Tag\\(\"fault-(\\d+)\"\\)");
    private static final Pattern METHOD =
            Pattern.compile("\\s*(?:public |static )*void (\\w+)\\(.*");

    /// A scenario as the page tells it.
    ///
    /// @param happens what goes wrong
    /// @param tests which tests show it
    /// @param userSees what comes of it
    private record Row(String happens, String tests, String userSees) {

        Set<String> names() {
            Set<String> names = new TreeSet<>();
            Matcher test = TEST.matcher(tests);
            while (test.find()) {
                names.add(test.group(1));
            }
            return names;
        }

        boolean givesAReason() {
            return tests.strip().startsWith("none: ");
        }
    }

    private static Map<Integer, Row> rows() {
        Map<Integer, Row> rows = new LinkedHashMap<>();
        Path page = Documents.root().resolve("docs/reference/faults.md");
        for (String line : Documents.lines(page)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Row earlier =
                        rows.put(
                                Integer.valueOf(row.group(1)),
                                new Row(row.group(2), row.group(3), row.group(4)));
                assertThat(earlier).as("a second row for scenario " + row.group(1)).isNull();
            }
        }
        return rows;
    }

    /// Finds the tests that carry each tag, named as the page names them.
    private static Map<Integer, Set<String>> tagged() {
        Map<Integer, Set<String>> tagged = new TreeMap<>();
        for (Path source : Documents.endingWith(".java")) {
            String type = source.getFileName().toString().replace(".java", "");
            List<Integer> tags = new ArrayList<>();
            for (String line : Documents.lines(source)) {
                Matcher tag = TAG.matcher(line);
                Matcher method = METHOD.matcher(line);
                if (tag.matches()) {
                    tags.add(Integer.valueOf(tag.group(1)));
                } else if (method.matches()) {
                    String name = type + "." + method.group(1);
                    tags.forEach(n -> tagged.computeIfAbsent(n, k -> new TreeSet<>()).add(name));
                    tags.clear();
                }
            }
        }
        return tagged;
    }

    @Test
    void everyScenarioOfWhatIsBuiltHasATestOrAReason() {
        Map<Integer, Row> rows = rows();
        assertThat(rows.keySet())
                .containsExactlyElementsOf(
                        Stream.concat(
                                        IntStream.rangeClosed(1, LAST_OF_POOLS).boxed(),
                                        OTHERS.stream())
                                .toList());
        rows.forEach((number, row) -> {
            assertThat(row.names().isEmpty())
                    .as("scenario %d has tests, or says 'none: ' and why: %s", number, row.tests)
                    .isEqualTo(row.givesAReason());
            assertThat(row.happens).as("what happens in " + number).isNotBlank();
            assertThat(row.userSees).as("what the user sees of " + number).isNotBlank();
        });
    }

    @Test
    void thePageNamesExactlyTheTestsThatCarryTheTag() {
        Map<Integer, Set<String>> tagged = tagged();
        rows().forEach((number, row) ->
                assertThat(row.names())
                        .as("tests of scenario %d in docs/reference/faults.md and by tag", number)
                        .isEqualTo(tagged.getOrDefault(number, Set.of())));
    }
}
