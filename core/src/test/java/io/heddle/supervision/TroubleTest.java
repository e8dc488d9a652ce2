package io.heddle.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// What is said of something that fails again and again.
class TroubleTest {

    private static final long LONG = Trouble.QUIET_NANOS;

    @Test
    void failureIsSaidOnceAndItsEndWithTheirNumber() {
        try (Gossip gossip = Gossip.about("door=t")) {
            Trouble trouble = new Trouble("letting in", "door=t");
            trouble.worked(0);
            for (int i = 0; i < 100; i++) {
                trouble.failed(new IOException("full"), i);
            }
            assertThat(gossip.heard()).hasSize(1);
            assertThat(gossip.heard().getFirst()).startsWith("letting in failed: door=t");
            trouble.worked(99 + LONG);
            trouble.worked(100 + LONG);
            assertThat(gossip.heard()).hasSize(2);
            assertThat(gossip.heard().getLast())
                    .isEqualTo("letting in works again: door=t failures=100");
            trouble.failed(new IOException("full again"), 101 + LONG);
            assertThat(gossip.heard()).hasSize(3);
        }
    }

    @Test
    void whatFailsAndWorksByTurnsStillFails() {
        try (Gossip gossip = Gossip.about("door=t")) {
            Trouble trouble = new Trouble("letting in", "door=t");
            for (int i = 0; i < 100; i++) {
                trouble.failed(new IOException("full"), i * LONG);
                trouble.worked(i * LONG + LONG - 1);
            }
            assertThat(gossip.heard()).hasSize(1);
        }
    }

    /// Clocks of the JVM may be negative and pass their end.
    @Test
    void clockMayRunOver() {
        try (Gossip gossip = Gossip.about("door=t")) {
            Trouble trouble = new Trouble("letting in", "door=t");
            trouble.failed(new IOException("full"), Long.MAX_VALUE - 1);
            trouble.worked(Long.MIN_VALUE + LONG);
            assertThat(gossip.heard()).hasSize(2);
        }
    }
}
