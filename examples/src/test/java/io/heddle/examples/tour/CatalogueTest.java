package io.heddle.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.examples.tour.Catalogue.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The catalogue has every program once, and each is as short as a program should be.
class CatalogueTest {

    private static final Path SOURCES = Path.of("src/main/java/io/heddle/examples/tour");

    @Test
    void everyProgramIsInTheCatalogueOnce() throws IOException {
        List<String> written;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            written =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> read(file).contains(" implements Program {"))
                            .map(file -> file.getFileName().toString().replace(".java", ""))
                            .toList();
        }
        assertThat(Catalogue.all())
                .extracting(entry -> entry.type().getSimpleName())
                .containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void everyProgramSaysWhatItShowsInItsOwnWords() {
        assertThat(Catalogue.all()).extracting(Entry::id).doesNotHaveDuplicates();
        assertThat(Catalogue.all()).extracting(Entry::title).doesNotHaveDuplicates();
        assertThat(Catalogue.all()).extracting(Entry::python).doesNotHaveDuplicates();
        for (Entry entry : Catalogue.all()) {
            assertThat(entry.id()).matches("[a-z]+\\.[a-z-]+");
            assertThat(entry.title()).matches("[A-Z0-9].*[^.]").hasSizeLessThan(100);
            assertThat(entry.python()).as(entry.id()).endsWith(".").hasSizeGreaterThan(40);
        }
    }

    /// What is not import, blank or about itself.
    @Test
    void everyProgramIsShort() throws IOException {
        for (Entry entry : Catalogue.all()) {
            String source = entry.source();
            String program = source.substring(source.indexOf("public final class"));
            assertThat(program.lines().filter(line -> !line.isBlank()).count())
                    .as("lines of %s", entry.id())
                    .isBetween(10L, 85L);
        }
    }

    @Test
    void nearestIdsComeFirst() {
        assertThat(Catalogue.nearest("proces.frok").getFirst()).isEqualTo("process.fork");
        assertThat(Catalogue.nearest("squares").getFirst()).isEqualTo("pool.squares");
        assertThat(Catalogue.nearest("").size()).isPositive();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
