package io.heddle.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every pair that is marked SYNC in core, tried by two threads again and again under each compiler. What
/// lies in shared memory is mapped twice.
@Tag("stress")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class JcstressTest {

    private static final long LONGEST_MINUTES = 35;

    @TempDir private Path folder;

    /// How it ended.
    private record Run(int exit, String text) {}

    /// One JVM for each combination of compilers in which the two sides can be.
    private Run run(String tests, int iterations) throws Exception {
        Path out = folder.resolve("out");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djava.io.tmpdir=" + folder,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.openjdk.jcstress.Main",
                                "-t",
                                tests,
                                "-m",
                                "quick",
                                "-jvmArgs",
                                "-Xmx256m",
                                "-f",
                                "1",
                                "-iters",
                                Integer.toString(iterations),
                                "-time",
                                "300",
                                "-strideSize",
                                "64",
                                "-strideCount",
                                "40",
                                "-r",
                                folder.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        String text = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(ended).as(text).isTrue();
        return new Run(process.exitValue(), text);
    }

    @Test
    void everyPairNamedSyncKeepsItsPromise() throws Exception {
        Run run = run("io\\.heddle\\..*Stress$", 3);

        assertThat(run.exit()).as(run.text()).isZero();
        assertThat(run.text())
                .contains(
                        "All remaining tests: %d matching test results"
                                .formatted(SyncNames.triedIn()));
    }

    @Test
    void missingFenceIsFound() throws Exception {
        Run run = run("io\\.heddle\\..*Mutant$", 2);

        assertThat(run.exit()).as(run.text()).isNotZero();
        assertThat(run.text()).contains("Observed forbidden state: 1, 0");
    }
}
