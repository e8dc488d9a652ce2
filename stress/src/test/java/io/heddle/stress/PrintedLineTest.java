package io.heddle.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.TaskLine;
import org.junit.jupiter.api.Test;

class PrintedLineTest {

    private static TaskLine line(String text, long pid, String task) {
        return new TaskLine(text, false, "w", pid, 1, task);
    }

    @Test
    void lineOfAnotherTaskOrProcessIsAFault() {
        String text = PrintedLine.text(42, 10, 3);

        assertThat(PrintedLine.faultOf(line(text, 10, "print-42"))).isEmpty();
        assertThat(PrintedLine.faultOf(line(text, 11, "print-42"))).isPresent();
        assertThat(PrintedLine.faultOf(line(text, 10, "print-43"))).isPresent();
        assertThat(PrintedLine.faultOf(line("# A fatal error", 10, ""))).isEmpty();
    }
}
