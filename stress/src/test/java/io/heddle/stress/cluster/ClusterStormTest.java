package io.heddle.stress.cluster;

import io.heddle.stress.StormProgram;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The storm over a cluster, as a program of its own: a minute with `-Pstress`.
@Tag("stress")
class ClusterStormTest {

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void nothingIsLostNorDoneTwiceWhoeverDies() throws Exception {
        try (StormProgram storm = StormProgram.prepared()) {
            storm.rages(
                    "cluster",
                    "-Xmx256m",
                    Integer.getInteger("stress.cluster.seconds", 60),
                    "[1-9]\\d* kills, [1-9]\\d* tasks, [1-9]\\d* values, 0 hangs, 0 lost, 0 twice, 0 unexplained, 0 left");
        }
    }
}
