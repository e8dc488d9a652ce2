package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

/// What somebody is told whose shared memory could not be made.
class RegionFileTest {

    @Test
    void adviceIsAboutWhatWasMissing() {
        var files = new FileSystemException("/dev/shm/heddle-1", null, "Too many open files");
        assertThat(RegionFile.advice(files)).contains("ulimit -n").doesNotContain("--shm-size");
        assertThat(RegionFile.advice(new IOException("No space left on device")))
                .contains("--shm-size")
                .doesNotContain("ulimit");
        assertThat(RegionFile.advice(new IOException())).contains("--shm-size");
    }
}
