package io.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {

    private static final List<String> ORDER = List.of("a", "b", "c");

    @Test
    void whatWasNotMeasuredStaysAsItWas() {
        String before = Page.of("", Map.of("c", "old c", "a", "old a\n\nmore of a"), ORDER);

        String after = Page.of(before, Map.of("a", "new a", "b", "new b"), ORDER);

        assertThat(after)
                .startsWith("# Performance\n")
                .endsWith("\n## `a`\n\nnew a\n\n## `b`\n\nnew b\n\n## `c`\n\nold c\n")
                .doesNotContain("old a", "more of a");
    }

    @Test
    void sectionsOfSeveralLinesAreKeptWhole() {
        String before =
                Page.of("", Map.of("b", "text\n\n| | ns |\n|---|---|\n\n- Peers: x"), ORDER);

        assertThat(Page.of(before, Map.of(), ORDER)).isEqualTo(before);
    }

    @Test
    void casesThatAreNoMoreGo() {
        String before = Page.of("", Map.of("a", "old a", "b", "old b"), ORDER);

        assertThat(Page.of(before, Map.of(), List.of("b")))
                .contains("## `b`")
                .doesNotContain("## `a`", "old a");
    }
}
