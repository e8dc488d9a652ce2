package io.heddle.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The storm itself, as a program of its own: ten seconds in every build, a minute with `-Pstress`.
@Tag("slow")
class StormTest {

    private static final long REST_SECONDS = 300;

    /// Its path must be short: sockets lie in it.
    private Path temporary;

    @BeforeEach
    void makeFolder() throws Exception {
        assumeTrue(Family.isVisible());
        temporary = Files.createTempDirectory(Path.of("/tmp"), "heddle-storm-");
    }

    @AfterEach
    void removeFolder() throws Exception {
        if (temporary != null) {
            try (var files = Files.walk(temporary)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void nobodyNoticesAKillButTheTaskOfThatWorker() throws Exception {
        int seconds = Integer.getInteger("stress.seconds", 10);
        int seed = Integer.getInteger("stress.seed", 3);
        Path out = temporary.resolve("out");
        Path inner = Files.createDirectory(temporary.resolve("t"));
        Process storm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx768m",
                                "-Djava.io.tmpdir=" + inner,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "pool",
                                "--seconds",
                                Integer.toString(seconds),
                                "--seed",
                                Integer.toString(seed))
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        boolean ended = storm.waitFor(seconds + REST_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            storm.destroy(); // its shutdown hook ends its children
            storm.waitFor(10, TimeUnit.SECONDS);
            storm.destroyForcibly();
        }
        String text = Files.readString(out, StandardCharsets.UTF_8);
        System.out.println(text);
        List<String> lines = text.lines().toList();

        assertThat(ended).as(text).isTrue();
        assertThat(lines.getLast())
                .matches(
                        "[1-9]\\d* kills, [1-9]\\d* tasks, 0 hangs, 0 innocent failures, 0 lost, 0 leaked");
        assertThat(storm.exitValue()).isZero();
        try (var left = Files.list(inner)) {
            assertThat(left.toList()).as("left in the temporary folder").isEmpty();
        }
    }
}
