package io.heddle.stress.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SharedCommandTest {

    private final StringWriter told = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new SharedCommand(_ -> List.of(), System.out))
                .setOut(new PrintWriter(told))
                .setErr(new PrintWriter(told))
                .execute(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "--seconds, 0, must be positive: --seconds 0",
        "--kills-per-second, -1, must be positive",
        "--processes, 1, must be from 2 to 30: --processes 1",
        "--processes, 31, must be from 2 to 30",
        "--seed, often, Invalid value for option '--seed'"
    })
    void wrongNumberIsRefusedWithItsValue(String option, String value, String text) {
        assertThat(run(option, value)).isEqualTo(2);
        assertThat(told.toString()).contains(text);
    }

    @Test
    void helpHasExamples() {
        assertThat(run("--help")).isZero();
        assertThat(told.toString()).contains("stress/storm shared --seconds 60 --seed 7");
    }
}
