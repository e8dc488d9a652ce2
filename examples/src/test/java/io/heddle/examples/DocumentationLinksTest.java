package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Every link inside the repository leads somewhere, and every page can be reached.
///
/// Links to other hosts are not looked at: a test must not depend on a network.
class DocumentationLinksTest {

    private static final Pattern LINK =
            Pattern.compile("\\[[^\\]]*]\\(([^()\\s]+)(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*");
    private static final Pattern ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");
    private static final Pattern CODE_SPAN = Pattern.compile("`+[^`]*`+");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");
    private static final Pattern PAGE_IN_A_COMMENT = Pattern.compile("///.*?(docs/[\\w./-]+\\.md)");

    private static final Pattern TEST_METHOD =
            Pattern.compile("`(\\w+(?:Test|Contract))\\.(\\w+)`");

    /// A link as it stands in a page.
    private record Link(Path page, int line, String target) {

        boolean isInsideTheRepository() {
            return !ELSEWHERE.matcher(target).matches();
        }

        Path file() {
            String path = target.replaceFirst("#.*", "");
            return path.isEmpty() ? page : page.resolveSibling(path).normalize();
        }

        String anchor() {
            int hash = target.indexOf('#');
            return hash < 0 ? "" : target.substring(hash + 1);
        }

        @Override
        public String toString() {
            return "%s:%d -> %s".formatted(Documents.nameOf(page), line, target);
        }
    }

    @Test
    void everyRelativeLinkLeadsToAFile() {
        assertThat(links())
                .isNotEmpty()
                .filteredOn(link -> !Files.exists(link.file()))
                .as("links to files that are not there")
                .isEmpty();
    }

    @Test
    void everyAnchorIsAHeadingOfItsPage() {
        Map<Path, Set<String>> anchors = new HashMap<>();
        assertThat(links())
                .filteredOn(
                        link -> !link.anchor().isEmpty() && link.file().toString().endsWith(".md"))
                .filteredOn(link -> Files.exists(link.file()))
                .filteredOn(link ->
                        !anchors.computeIfAbsent(link.file(), DocumentationLinksTest::anchors)
                                .contains(link.anchor()))
                .as("links to headings that are not there")
                .isEmpty();
    }

    @Test
    void everyPageCanBeReachedFromTheReadme() {
        Map<Path, List<Path>> leadsTo = new HashMap<>();
        links().forEach(link ->
                leadsTo.computeIfAbsent(link.page, p -> new ArrayList<>()).add(link.file()));
        Deque<Path> next = new ArrayDeque<>(List.of(Documents.root().resolve("README.md")));
        Set<Path> reached = new HashSet<>(next);
        while (!next.isEmpty()) {
            for (Path file : leadsTo.getOrDefault(next.remove(), List.of())) {
                if (reached.add(file)) {
                    next.add(file);
                }
            }
        }
        assertThat(Documents.endingWith(".md"))
                .filteredOn(page -> !reached.contains(page))
                .as("pages that no chain of links from README.md leads to")
                .isEmpty();
    }

    @Test
    void everyPageNamedInASourceCommentIsThere() {
        List<String> missing = new ArrayList<>();
        for (Path source : Documents.endingWith(".java")) {
            for (String line : Documents.lines(source)) {
                Matcher page = PAGE_IN_A_COMMENT.matcher(line);
                if (page.find() && !Files.exists(Documents.root().resolve(page.group(1)))) {
                    missing.add(Documents.nameOf(source) + " -> " + page.group(1));
                }
            }
        }
        assertThat(missing).as("pages that comments send the reader to").isEmpty();
    }

    @Test
    void everyTestNamedInAPageIsThere() {
        Map<String, String> sources = new HashMap<>();
        for (Path source : Documents.endingWith(".java")) {
            String name = source.getFileName().toString().replace(".java", "");
            sources.merge(name, String.join("\n", Documents.lines(source)), String::concat);
        }
        List<String> missing = new ArrayList<>();
        for (Path page : Documents.endingWith(".md")) {
            Matcher test = TEST_METHOD.matcher(String.join("\n", prose(page)));
            while (test.find()) {
                String source = sources.getOrDefault(test.group(1), "");
                if (!source.contains(" " + test.group(2) + "(")) {
                    missing.add(Documents.nameOf(page) + " -> " + test.group());
                }
            }
        }
        assertThat(missing).as("tests that pages speak of").isEmpty();
    }

    @Test
    void headingsBecomeAnchorsAsOnTheCodeHost() {
        assertThat(slug("What works today, and what not yet"))
                .isEqualTo("what-works-today-and-what-not-yet");
        assertThat(slug("`core/`: the floors")).isEqualTo("core-the-floors");
        assertThat(slug("The [map](x.md) of *it*")).isEqualTo("the-map-of-it");
    }

    private static List<Link> links() {
        List<Link> links = new ArrayList<>();
        for (Path page : Documents.endingWith(".md")) {
            List<String> lines = prose(page);
            for (int i = 0; i < lines.size(); i++) {
                Matcher link = LINK.matcher(CODE_SPAN.matcher(lines.get(i)).replaceAll("code"));
                while (link.find()) {
                    links.add(new Link(page, i + 1, link.group(1)));
                }
            }
        }
        links.removeIf(link -> !link.isInsideTheRepository());
        return links;
    }

    /// Gives the lines of a page; those of code blocks are empty.
    private static List<String> prose(Path page) {
        List<String> lines = new ArrayList<>();
        boolean code = false;
        for (String line : Documents.lines(page)) {
            boolean fence = line.stripLeading().startsWith("```");
            lines.add(code || fence ? "" : line);
            code ^= fence;
        }
        return lines;
    }

    private static Set<String> anchors(Path page) {
        Set<String> anchors = new HashSet<>();
        for (String line : prose(page)) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String first = slug(heading.group(1));
                String anchor = first;
                for (int again = 1; !anchors.add(anchor); again++) {
                    anchor = first + "-" + again;
                }
            }
            Matcher explicit = ANCHOR.matcher(line);
            while (explicit.find()) {
                anchors.add(explicit.group(1));
            }
        }
        return anchors;
    }

    /// Lower case, blanks to hyphens, everything else but letters, digits, `-` and `_` left out.
    private static String slug(String heading) {
        return heading.replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\p{M} _-]", "")
                .replace(' ', '-');
    }
}
