package io.heddle.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Lengths of time as text.
class TimeTextTest {

    @Test
    void whatIsWrittenCanBeRead() {
        assertThat(TimeText.parse("10ms")).isEqualTo(Duration.ofMillis(10));
        assertThat(TimeText.parse(" 2.5 s")).isEqualTo(Duration.ofMillis(2_500));
        assertThat(TimeText.parse("1us")).isEqualTo(TimeText.parse("1\u00b5s"));
        assertThat(TimeText.parse("0.001us")).isEqualTo(Duration.ofNanos(1));
        assertThat(TimeText.parse("3min")).isEqualTo(Duration.ofMinutes(3));
        assertThat(TimeText.parse("1h")).isEqualTo(Duration.ofHours(1));
        assertThat(TimeText.parse("0ms")).isZero();
    }

    @Test
    void theLargestUnitThatFitsIsTaken() {
        assertThat(TimeText.of(0)).isEqualTo("0ms");
        assertThat(TimeText.of(999)).isEqualTo("999ns");
        assertThat(TimeText.of(5_666_667)).isEqualTo("5.667ms");
        assertThat(TimeText.of(1_000_000)).isEqualTo("1ms");
        assertThat(TimeText.of(Duration.ofSeconds(90))).isEqualTo("1.5min");
        assertThat(TimeText.of(-1_500)).isEqualTo("-1.5us");
        assertThat(TimeText.of(10_000_000_000L)).isEqualTo("10s");
    }

    @Test
    void whatIsNoTimeIsRefusedWithWhatToWrite() {
        for (String text : new String[] {"", "ten", "10", "-1ms", "1e3ms", "1,5s"}) {
            assertThatIllegalArgumentException()
                    .as(text)
                    .isThrownBy(() -> TimeText.parse(text))
                    .withMessageContaining("text='%s'", text)
                    .withMessageContaining("10ms");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeText.parse("5m"))
                .withMessageContaining("unit='m'")
                .withMessageContaining("min");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeText.parse("0.5ns"))
                .withMessageContaining("whole number of nanoseconds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeText.parse("99999999999h"))
                .withMessageContaining("292 years");
    }
}
