package io.heddle.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SyncNamesTest {

    @Test
    void everyPairNamedSyncIsTriedByJcstress() throws IOException {
        assertThat(SyncNames.tried())
                .as(
                        "write a class …Stress in %s whose comment begins with `SYNC name:`",
                        "stress/src/test/java")
                .isEqualTo(SyncNames.inCore())
                .isNotEmpty();
    }
}
