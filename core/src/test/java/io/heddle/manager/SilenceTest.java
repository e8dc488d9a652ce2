package io.heddle.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/// Whose silence it is: that of the manager, or that of whoever was stopped and has not listened.
class SilenceTest {

    private static final Duration LIMIT = Duration.ofNanos(4_000);

    private long now = 5;
    private final Silence silence = new Silence(LIMIT, now, 7);

    private boolean isTooLongAfter(long nanos, long heard) {
        now += nanos;
        silence.look(now, heard);
        return silence.isTooLong();
    }

    @Test
    void managerIsAskedAfterAStepAndSilentAfterTheLimit() {
        assertThat(silence.stepNanos()).isBetween(1_000L, 1_001L);
        assertThat(isTooLongAfter(900, 7)).isFalse();
        assertThat(silence.isTimeToAsk()).isFalse();
        assertThat(isTooLongAfter(101, 7)).isFalse();
        assertThat(silence.isTimeToAsk()).isTrue();
        for (int i = 0; i < 4; i++) {
            assertThat(isTooLongAfter(1_000, 7)).isFalse();
        }
        assertThat(isTooLongAfter(2, 7)).isTrue();
    }

    @Test
    void limitLongerThanAnybodyLivesIsNeverOver() {
        Silence patient = new Silence(ChronoUnit.FOREVER.getDuration(), now, 7);
        patient.look(now + Duration.ofDays(36_500).toNanos(), 7);
        assertThat(patient.isTooLong()).isFalse();
    }

    @Test
    void eachByteEndsASilence() {
        for (int heard = 8; heard < 20; heard++) {
            assertThat(isTooLongAfter(2_000, heard)).isFalse();
            assertThat(isTooLongAfter(2_000, heard)).isFalse();
        }
    }

    @Test
    void pauseOfTheCallerIsNoSilenceOfTheManager() {
        assertThat(isTooLongAfter(2_000, 7)).isFalse();
        assertThat(isTooLongAfter(1_000_000, 7)).isFalse();
        assertThat(isTooLongAfter(2_000, 7)).isFalse();
        assertThat(isTooLongAfter(2_000, 7)).isTrue();
    }
}
