package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.command.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Each small program about commands shows what it is there for.
class CommandsByExampleTest {

    @Test
    void failureOfAProgramIsToldWithItsLastWords() throws Exception {
        assertThat(CommandsByExample.checked()).matches("[12] 1");
    }

    @Test
    void textGoesInAndComesOut() throws Exception {
        assertThat(CommandsByExample.sorted()).isEqualTo("a\nb\n");
        assertThat(CommandsByExample.pipeline()).isEqualTo("3 words, [0, 0, 0]");
        assertThat(CommandsByExample.lines()).containsExactly("1", "2", "3");
    }

    @Test
    @Tag("slow")
    void whatTakesTooLongIsEndedAndTheFirstOneIsTaken() throws Exception {
        assertThat(CommandsByExample.inTime()).isEqualTo("begun\n");
        assertThat(CommandsByExample.firstOfMany()).isEqualTo("here");
    }

    @Test
    void ctrlCLetsWhatRunsComeToItsEndAndBeginsNothingMore() throws Exception {
        assumeTrue(isInterruptible(), "whoever started this test has switched Ctrl-C off");
        Command interrupting = Command.shell("kill -s INT $PPID; exec sleep 0.01");
        Stream<Command> endless =
                Stream.concat(Stream.of(interrupting), Stream.generate(() -> Command.of("true")));
        assertThat(CommandsByExample.untilCtrlC(endless.iterator())).isPositive();
        assertThat(CommandsByExample.untilCtrlC(List.of(Command.of("true")).iterator())).isOne();
    }

    /// A shell that runs something in the background has it ignore the signal, and that is inherited.
    private static boolean isInterruptible() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .noneMatch(ignored -> (ignored & 2) != 0);
        }
    }
}
