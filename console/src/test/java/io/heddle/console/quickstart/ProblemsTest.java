package io.heddle.console.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.console.quickstart.Problems.Sort;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {

    private final Problems problems = new Problems();

    @Test
    void eachIsALineThatSaysWhatWhichAndWhy() {
        problems.add(Sort.UNREADABLE, "a b.txt", "no permission");
        problems.add(Sort.LOST, "c", "");

        assertThat(report())
                .containsExactly(
                        "heddle: file not read: a b.txt (no permission)",
                        "heddle: file not read, its worker died twice: c");
    }

    @Test
    void onlyTheFirstTenOfASortArePrinted() {
        for (int i = 1; i <= 25; i++) {
            problems.add(Sort.VANISHED, "file" + i, "");
        }
        problems.add(Sort.SPECIAL, "fifo", "fifo");

        assertThat(report())
                .hasSize(12)
                .contains(
                        "heddle: file vanished: file10", "heddle: file vanished: and 15 more files")
                .doesNotContain("heddle: file vanished: file11");
    }

    @Test
    void aSecondReportTellsOnlyWhatIsNew() {
        problems.add(Sort.VANISHED, "first", "");
        report();
        problems.add(Sort.VANISHED, "first", "");
        problems.add(Sort.VANISHED, "second", "");

        assertThat(report()).containsExactly("heddle: file vanished: second");
    }

    private List<String> report() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        problems.report(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
