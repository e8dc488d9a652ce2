package io.heddle.console.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Kind;
import io.heddle.console.quickstart.Problems.Problem;
import io.heddle.console.quickstart.Problems.Sort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    @TempDir private Path folder;
    private Path path;
    private List<SourceFile> files;
    private FileFacts first;
    private final Problems problems = new Problems();

    @BeforeEach
    void readAFile() throws IOException {
        path = Files.writeString(folder.resolve("file"), "before");
        files = List.of(new SourceFile("file", path.toUri(), 6));
        first = new FactsTask(path.toUri()).call();
    }

    @Test
    void theSameContentIsEqualWhoeverReadItWhenever() throws IOException {
        FileFacts second = new FactsTask(path.toUri()).call();

        Comparison comparison = compare(Map.of(0, second));

        assertThat(comparison.equal()).isEqualTo(1);
        assertThat(comparison.digest()).isEqualTo(compare(Map.of(0, first)).digest());
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void aFileThatWasWrittenInBetweenHasChanged() throws IOException {
        Files.writeString(path, "after");

        assertThat(compare(Map.of(0, new FactsTask(path.toUri()).call())).changed()).isEqualTo(1);
        assertThat(problems.all()).extracting(Problem::sort).containsExactly(Sort.CHANGED);
    }

    @Test
    void aChangeWhoseTimeWasSetBackIsFoundByReadingOnceMore() throws IOException {
        Files.writeString(path, "later!");
        Files.setLastModifiedTime(path, FileTime.fromMillis(first.modifiedMillis()));

        Comparison comparison = compare(Map.of(0, new FactsTask(path.toUri()).call()));

        assertThat(comparison.changed()).isEqualTo(1);
        assertThat(comparison.wrong()).isZero();
    }

    @Test
    void anotherResultForTheSameFileIsWrongAndIsSaidSo() {
        FileFacts wrong = new FileFacts(Tours.content(7), first.modifiedMillis(), first.stint());

        Comparison comparison = compare(Map.of(0, wrong));

        assertThat(comparison.wrong()).isEqualTo(1);
        assertThat(comparison.digest()).isNotEqualTo(compare(Map.of(0, first)).digest());
        assertThat(problems.all()).containsExactly(new Problem(Sort.WRONG, "file", "in threads"));
    }

    @Test
    void aResultThatIsNotThereIsMissing() {
        assertThat(compare(Map.of()).missing()).isEqualTo(1);
    }

    private Comparison compare(Map<Integer, FileFacts> facts) {
        return Comparison.of(files, run(Map.of(0, first)), run(facts), problems);
    }

    private static Run run(Map<Integer, FileFacts> facts) {
        return new Run(
                "threads",
                new Way(Kind.THREAD, 2),
                OptionalInt.empty(),
                Tours.BEGIN,
                Duration.ofMillis(1),
                Duration.ZERO,
                facts,
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
