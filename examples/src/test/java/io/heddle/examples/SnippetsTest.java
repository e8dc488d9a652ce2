package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The code in the documents is cut from the programs of this module, so that it always compiles.
///
/// A region begins with `// tag::name[]` and ends with `// end::name[]`. A code block belongs to it
/// if the line above its fence is `<!-- snippet: File#name -->`, where `File` is a class of this
/// package or of one below it, as the programs of the tour are.
class SnippetsTest {

    private static final Pattern MARK = Pattern.compile("<!-- snippet: (\\w+)#([\\w-]+) -->");
    private static final Pattern TAG = Pattern.compile("\\s*// (tag|end)::([\\w-]+)\\[]");
    private static final Path SOURCES =
            Documents.root().resolve("examples/src/main/java/io/heddle/examples");

    /// One code block of a document.
    private record Block(Path document, int line, String mark, List<String> code) {}

    @TestFactory
    Stream<DynamicTest> everyMarkedBlockEqualsItsRegion() {
        return blocks().stream()
                .filter(block -> !block.mark.isEmpty())
                .map(block ->
                        DynamicTest.dynamicTest(
                                "%s:%d shows %s"
                                        .formatted(
                                                Documents.nameOf(block.document),
                                                block.line,
                                                block.mark),
                                () -> assertEqualToItsRegion(block)));
    }

    @Test
    void everyJavaBlockOfAReadmeOrForLearnersIsMarked() {
        assertThat(blocks())
                .filteredOn(block ->
                        block.document.endsWith("README.md")
                                || Documents.isForLearners(Documents.nameOf(block.document)))
                .filteredOn(block -> block.mark.isEmpty())
                .extracting(block -> Documents.nameOf(block.document) + ":" + block.line)
                .as("Java blocks without <!-- snippet: File#name --> above them")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"README.md, README.zh-CN.md", "docs/tutorial.md, docs/zh/tutorial.md"})
    void translationShowsTheSameSnippetsInTheSameOrder(String page, String translation) {
        assertThat(marksOf(translation)).isNotEmpty().isEqualTo(marksOf(page));
    }

    private static List<String> marksOf(String page) {
        return blocks().stream()
                .filter(block -> Documents.nameOf(block.document).equals(page))
                .map(Block::mark)
                .toList();
    }

    @Test
    void thereAreSnippetsAtAll() {
        assertThat(blocks()).anySatisfy(block -> assertThat(block.mark).isNotEmpty());
    }

    @Test
    void everyRegionIsClosedAndShownSomewhere() {
        Set<String> shown = new TreeSet<>();
        blocks().forEach(block -> shown.add(block.mark));
        Set<String> regions = new TreeSet<>();
        for (Path source : Documents.endingWith(".java")) {
            if (source.startsWith(SOURCES)) {
                String file = source.getFileName().toString().replace(".java", "");
                regions(source).keySet().forEach(name -> regions.add(file + "#" + name));
            }
        }
        assertThat(regions).isNotEmpty().isSubsetOf(shown);
    }

    private static void assertEqualToItsRegion(Block block) {
        int hash = block.mark.indexOf('#');
        String file = block.mark.substring(0, hash);
        String name = block.mark.substring(hash + 1);
        List<Path> found =
                Documents.endingWith("/" + file + ".java").stream()
                        .filter(path -> path.startsWith(SOURCES))
                        .toList();
        assertThat(found).as("examples of the name %s", file).hasSize(1);
        Path source = found.getFirst();
        assertThat(regions(source)).as("regions of %s", file).containsKey(name);
        assertThat(String.join("\n", block.code))
                .as(
                        "%s:%d must show what is between tag::%s[] and end::%s[] of %s",
                        Documents.nameOf(block.document), block.line, name, name, file)
                .isEqualTo(String.join("\n", regions(source).get(name)));
    }

    /// Cuts the regions out of a source file, each moved to the left margin.
    private static Map<String, List<String>> regions(Path source) {
        Map<String, List<String>> open = new LinkedHashMap<>();
        Map<String, List<String>> closed = new LinkedHashMap<>();
        for (String line : Documents.lines(source)) {
            Matcher tag = TAG.matcher(line);
            if (!tag.matches()) {
                open.values().forEach(region -> region.add(line));
            } else if (tag.group(1).equals("tag")) {
                open.put(tag.group(2), new ArrayList<>());
            } else {
                List<String> region = open.remove(tag.group(2));
                assertThat(region).as("%s: tag::%s[]", source, tag.group(2)).isNotNull();
                closed.put(tag.group(2), atTheMargin(region));
            }
        }
        assertThat(open).as("regions of %s without an end", source).isEmpty();
        return closed;
    }

    private static List<String> atTheMargin(List<String> region) {
        return String.join("\n", region).stripTrailing().stripIndent().strip().lines().toList();
    }

    private static List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        for (Path document : Documents.endingWith(".md")) {
            addBlocks(document, blocks);
        }
        return blocks;
    }

    private static void addBlocks(Path document, List<Block> blocks) {
        List<String> lines = Documents.lines(document);
        Block inside = null;
        boolean otherFence = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (inside != null) {
                if (line.equals("```")) {
                    blocks.add(inside);
                    inside = null;
                } else {
                    inside.code.add(line);
                }
            } else if (!otherFence && line.equals("```java")) {
                inside = new Block(document, i + 1, markAbove(lines, i), new ArrayList<>());
            } else if (line.startsWith("```")) {
                otherFence = !otherFence;
            }
        }
    }

    private static String markAbove(List<String> lines, int fence) {
        Matcher mark = MARK.matcher(fence == 0 ? "" : lines.get(fence - 1));
        return mark.matches() ? mark.group(1) + "#" + mark.group(2) : "";
    }
}
