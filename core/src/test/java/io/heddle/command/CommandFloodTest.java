package io.heddle.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Much input and output at the same time, and programs that do not want it.
@ExtendWith(NoCommandsLeft.class)
class CommandFloodTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final String PIECE = "0123456789abcde\n".repeat(64 * 1024);

    @Test
    @Tag("slow")
    @Tag("fault-55")
    void sixteenMebibytesOnAllThreeStreamsAtOnce() throws Exception {
        flood(16);
    }

    @Test
    @Tag("stress")
    @Tag("fault-55")
    void hundredMebibytesOnAllThreeStreamsAtOnce() throws Exception {
        flood(100);
    }

    private static void flood(int mebibytes) throws Exception {
        LongAdder errors = new LongAdder();
        CommandResult result =
                Command.of("tee", "/dev/stderr")
                        .input(Collections.nCopies(mebibytes, PIECE))
                        .stderr(OutputTo.lines(line -> errors.add(line.length() + 1)))
                        .maxOutputBytes((long) mebibytes * MEBIBYTE)
                        .check()
                        .run();
        byte[] said = result.output().stdoutBytes();
        assertThat(said.length).isEqualTo(mebibytes * MEBIBYTE);
        byte[] piece = PIECE.getBytes(StandardCharsets.US_ASCII);
        assertThat(Arrays.equals(said, 7 * MEBIBYTE, 8 * MEBIBYTE, piece, 0, MEBIBYTE)).isTrue();
        assertThat(errors.sum()).isEqualTo((long) mebibytes * MEBIBYTE);
    }

    @Test
    @Tag("fault-55")
    void programThatReadsNothingOrStopsReadingIsNoFailure() throws Exception {
        String much = PIECE + PIECE;
        assertThat(Command.of("true").input(much).check().run().exitCode()).isZero();
        assertThat(
                        Command.shell("exec <&-; echo shut; sleep 0.05; echo on")
                                .input(much)
                                .check()
                                .run()
                                .stdout())
                .isEqualTo("shut\non\n");
        assertThat(Command.of("head", "-c", "5").input(much).check().run().stdout())
                .isEqualTo("01234");
        assertThat(
                        Command.of("true")
                                .input(Collections.nCopies(10, PIECE))
                                .check()
                                .run()
                                .exitCode())
                .isZero();
        assertThat(Command.of("true").start().communicate(much).stdout()).isEmpty();
    }

    @Test
    @Tag("fault-55")
    void inputFromAStreamThatNeverEndsDoesNotHoldUpTheEnd() throws Exception {
        try (java.io.PipedInputStream silent =
                new java.io.PipedInputStream(new java.io.PipedOutputStream())) {
            assertThat(Command.of("echo", "x").input(silent).check().run().stdout())
                    .isEqualTo("x\n");
        }
    }
}
