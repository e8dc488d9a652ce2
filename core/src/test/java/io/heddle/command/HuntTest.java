package io.heddle.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.internal.os.TreeScan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Steps of a hunt, taken by hand.
class HuntTest {

    /// On a busy machine the grace may be over before anybody has looked for the first time.
    @ParameterizedTest
    @CsvSource({"1,7", "0,-9"})
    void whoeverHasAGraceGetsTermFirstHoweverLateTheFirstLookIs(long graceNanos, int exitCode)
            throws Exception {
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "trap 'exit 7' TERM; echo on; while :; do sleep 0.01; done")
                        .start();
        try {
            assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("on");
            Hunt hunt =
                    new Hunt(
                            "no-such-tree",
                            List.of(process.toHandle()),
                            List.of(),
                            Duration.ofNanos(graceNanos));
            assertThat(hunt.step(TreeScan.now())).isFalse();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(ExitCodes.ofJdk(process.exitValue())).isEqualTo(exitCode);
            await().until(() -> hunt.step(TreeScan.now())); // what the shell has started ends too
            assertThat(hunt.outcome()).isCompletedWithValue(true);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
