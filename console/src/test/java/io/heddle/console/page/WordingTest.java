package io.heddle.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WordingTest {

    private final Locale before = Locale.getDefault();

    @BeforeEach
    void speakGerman() {
        Locale.setDefault(Locale.GERMANY);
    }

    @AfterEach
    void speakAsBefore() {
        Locale.setDefault(before);
    }

    @Test
    void numbersAreWrittenTheSameInEveryLocale() {
        assertThat(Wording.count(1, "file")).isEqualTo("1 file");
        assertThat(Wording.count(12_345, "file")).isEqualTo("12,345 files");
        assertThat(Wording.seconds(1.23456)).isEqualTo("1.235");
        assertThat(Wording.factor(1.874)).isEqualTo("1.87x");
        assertThat(Wording.factor(0.004)).isEqualTo("<0.01x");
    }

    @Test
    void sizesHaveTheUnitThatSuitsThem() {
        assertThat(Wording.bytes(0)).isEqualTo("0 bytes");
        assertThat(Wording.bytes(1023)).isEqualTo("1,023 bytes");
        assertThat(Wording.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Wording.bytes(3L << 30)).isEqualTo("3.0 GiB");
        assertThat(Wording.bytes(Long.MAX_VALUE)).isEqualTo("8192.0 PiB");
    }

    @Test
    void timesHaveTheUnitThatSuitsThem() {
        assertThat(Wording.time(41e-6)).isEqualTo("41 us");
        assertThat(Wording.time(0.0032)).isEqualTo("3.2 ms");
        assertThat(Wording.time(1.2)).isEqualTo("1.20 s");
    }

    @Test
    void linesBreakBetweenWordsAndAreIndentedAsTheFirst() {
        assertThat(Wording.wrapped("- ", "one two three four", 11))
                .containsExactly("- one two", "  three", "  four");
        assertThat(Wording.wrapped("", "a-word-that-is-too-long b", 10))
                .containsExactly("a-word-that-is-too-long", "b");
    }

    @Test
    void aListNamesTheFirstOnes() {
        assertThat(Wording.some(List.of("a", "b"), 2)).isEqualTo("a, b");
        assertThat(Wording.some(List.of("a", "b", "c"), 2)).isEqualTo("a, b, ...");
    }

    @Test
    void aTableIsInColumnsWithNumbersToTheRight() {
        TextTable table = new TextTable();
        table.add("kind", "seconds", "note");
        table.add("threads", "1.5", "-");
        table.add("x", "12.25", "");

        assertThat(table.lines())
                .containsExactly(
                        "kind     seconds  note", "threads      1.5  -", "x          12.25");
    }
}
