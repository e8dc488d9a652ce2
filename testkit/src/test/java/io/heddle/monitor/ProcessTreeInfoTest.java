package io.heddle.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.StrandStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcessTreeInfoTest {

    private static ProcessInfo named(String name) {
        return new ProcessInfo(
                7,
                OptionalLong.empty(),
                name,
                StrandStatus.RUNNING,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    @Test
    void drawingHasALineForEachWhateverTheyAreCalled() {
        ProcessTreeInfo child =
                new ProcessTreeInfo(named("a\n8 b\r\u001b[2J\u202e\u2028ä \\"), List.of());
        assertThat(new ProcessTreeInfo(named("x"), List.of(child)).toString())
                .isEqualTo(
                        "7 x RUNNING\n  7 a\\u000a8 b\\u000d\\u001b[2J\\u202e\\u2028ä \\ RUNNING\n");
    }
}
