package io.heddle.stress;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The storm itself, as a program of its own: ten seconds in every build, a minute with `-Pstress`.
@Tag("slow")
class StormTest {

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void nobodyNoticesAKillButTheTaskOfThatWorker() throws Exception {
        try (StormProgram storm = StormProgram.prepared()) {
            storm.rages(
                    "pool",
                    "-Xmx768m",
                    Integer.getInteger("stress.seconds", 10),
                    "[1-9]\\d* kills, [1-9]\\d* tasks, 0 hangs, 0 innocent failures, 0 lost, 0 leaked");
        }
    }
}
