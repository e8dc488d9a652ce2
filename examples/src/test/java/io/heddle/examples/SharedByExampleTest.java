package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the examples of shared objects say comes true.
@Tag("slow")
class SharedByExampleTest {

    @Test
    void depositsOfTwoProcessesAreAllCounted() throws Exception {
        assertThat(SharedByExample.counted()).isEqualTo(2_000);
    }

    @Test
    void lockOfAKilledProcessIsTakenOverOnce() throws Exception {
        assertThat(SharedByExample.takenOver()).isEqualTo(1);
    }

    @Test
    void wordsComeThroughTheQueueInOrder() throws Exception {
        assertThat(SharedByExample.queued()).containsExactly("warp", "weft", "shed");
    }

    @Test
    void numberIsFoundByItsName() throws Exception {
        assertThat(SharedByExample.byName()).isEqualTo(1);
    }

    @Test
    void pipeEndsWhenTheOtherSideIsGone() throws Exception {
        assertThat(SharedByExample.piped()).containsExactly("you said hello");
    }

    @Test
    void memoryIsWrittenInPlace() throws Exception {
        assertThat(SharedByExample.writtenInPlace()).isEqualTo(42);
    }

    @Test
    void processesTakeTurns() throws Exception {
        assertThat(SharedByExample.turns()).containsExactly("ping", "pong", "ping", "pong");
    }
}
