package io.heddle.stress.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.stress.Family;
import io.heddle.stress.Main;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The storm over a cluster, as a program of its own: a minute with `-Pstress`.
@Tag("stress")
class ClusterStormTest {

    private static final long REST_SECONDS = 300;

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
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void nothingIsLostNorDoneTwiceWhoeverDies() throws Exception {
        int seconds = Integer.getInteger("stress.cluster.seconds", 60);
        int seed = Integer.getInteger("stress.seed", 3);
        Path out = temporary.resolve("out");
        Path inner = Files.createDirectory(temporary.resolve("t"));
        Process storm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-Djava.io.tmpdir=" + inner,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "cluster",
                                "--seconds",
                                Integer.toString(seconds),
                                "--seed",
                                Integer.toString(seed))
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        boolean ended = storm.waitFor(seconds + REST_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            storm.destroyForcibly().waitFor(); // its processes end when their input does
        }
        String text = Files.readString(out, StandardCharsets.UTF_8);
        System.out.println(text);
        List<String> lines = text.lines().toList();

        assertThat(ended).as(text).isTrue();
        assertThat(lines.getLast())
                .matches(
                        "[1-9]\\d* kills, [1-9]\\d* tasks, [1-9]\\d* values, 0 hangs, 0 lost, 0 twice, 0 unexplained, 0 left");
        assertThat(storm.exitValue()).isZero();
        try (var left = Files.list(inner)) {
            assertThat(left.toList()).as("left in the temporary folder").isEmpty();
        }
    }
}
