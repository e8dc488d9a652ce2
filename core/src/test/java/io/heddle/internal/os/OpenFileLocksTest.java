package io.heddle.internal.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// This process may not call native code; children that may are in `SharedNativeLivesTest` of testkit.
class OpenFileLocksTest {

    @Test
    void thereAreNoneWhereNativeCodeMayNotBeCalled(@TempDir Path folder) throws IOException {
        assertThat(OpenFileLocksTest.class.getModule().isNativeAccessEnabled()).isFalse();
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(OpenFileLocks.open(file, 0)).isEmpty();
    }
}
