package io.heddle.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A storm as a program of its own, with a temporary folder of its own.
public final class StormProgram implements AutoCloseable {

    private static final long REST_SECONDS = 300;

    /// Its path must be short: sockets lie in it.
    private final Path temporary;

    private StormProgram(Path temporary) {
        this.temporary = temporary;
    }

    /// Prepares one, where there can be one.
    ///
    /// @return what removes the folder when it is closed
    /// @throws IOException if there cannot be a folder
    public static StormProgram prepared() throws IOException {
        assumeTrue(Family.isVisible());
        return new StormProgram(Files.createTempDirectory(Path.of("/tmp"), "heddle-storm-"));
    }

    /// Runs it, and wants it to end well and to leave nothing.
    ///
    /// @param storm which one
    /// @param heap the option of its JVM
    /// @param seconds how long
    /// @param lastLine what its last line looks like when all is well
    /// @throws IOException if what it printed cannot be read
    /// @throws InterruptedException if interrupted
    public void rages(String storm, String heap, int seconds, String lastLine)
            throws IOException, InterruptedException {
        Path out = temporary.resolve("out");
        Path inner = Files.createDirectory(temporary.resolve("t"));
        Process running =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                heap,
                                "-Djava.io.tmpdir=" + inner,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                storm,
                                "--seconds",
                                Integer.toString(seconds),
                                "--seed",
                                Integer.toString(Integer.getInteger("stress.seed", 3)))
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        boolean ended = running.waitFor(seconds + REST_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            running.destroy(); // its shutdown hook ends its children
            running.waitFor(10, TimeUnit.SECONDS);
            running.destroyForcibly().waitFor();
        }
        String text = Files.readString(out, StandardCharsets.UTF_8);
        System.out.println(text);
        List<String> lines = text.lines().toList();

        assertThat(ended).as(text).isTrue();
        assertThat(lines.getLast()).matches(lastLine);
        assertThat(running.exitValue()).isZero();
        try (var left = Files.list(inner)) {
            assertThat(left.toList()).as("left in the temporary folder").isEmpty();
        }
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.walk(temporary)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
