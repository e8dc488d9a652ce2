package io.heddle.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of commands when the program ends that runs them.
@ExtendWith(NoCommandsLeft.class)
class CommandParentTest {

    @TempDir private Path folder;

    @Test
    @Tag("slow")
    @Tag("fault-60")
    void interruptFromTheTerminalEndsTheProgramAndItsCommandsButForThoseThatOutliveIt()
            throws Exception {
        // a build that runs in the background of a shell has INT ignored, and so would the program
        RunningCommand parent =
                Command.of(
                                "env",
                                "--default-signal=INT",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CommandParent.class.getName(),
                                folder.toString())
                        .timeout(Duration.ofSeconds(50))
                        .start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> parent.isDone() || exist("waits", "listens"));
        assertThat(NoCommandsLeft.living()).as(parent.output()::stderr).hasSizeGreaterThan(3);
        parent.send(Signal.INT);
        CommandResult result = parent.get(30, TimeUnit.SECONDS);
        assertThat(result.signal()).contains(Signal.INT);
        assertThat(result.stderr()).as("no storm of traces").doesNotContain("Exception");
        assertThat(folder.resolve("heard")).as("TERM came before KILL").exists();
        assertThat(NoCommandsLeft.living()).isEmpty();
        ProcessHandle outliving =
                ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("outliving"))))
                        .orElseThrow();
        assertThat(outliving.isAlive()).isTrue();
        outliving.destroyForcibly();
    }

    private boolean exist(String... names) {
        return Stream.of(names).map(folder::resolve).allMatch(Files::exists);
    }
}
