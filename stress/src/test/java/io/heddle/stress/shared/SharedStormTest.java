package io.heddle.stress.shared;

import io.heddle.stress.StormProgram;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The storm over shared objects, as a program of its own: some seconds in every build, a minute with
/// `-Pstress`.
@Tag("slow")
class SharedStormTest {

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void nobodyNoticesTheDeathOfAProcessThatSharesSomething() throws Exception {
        try (StormProgram storm = StormProgram.prepared()) {
            storm.rages(
                    "shared",
                    "-Xmx256m",
                    Integer.getInteger("stress.shared.seconds", 8),
                    "[1-9]\\d* kills, [1-9]\\d* operations, 0 hangs, 0 duplicates, 0 corrupt, 0 leaked; lost only inside killed processes: \\d+");
        }
    }
}
