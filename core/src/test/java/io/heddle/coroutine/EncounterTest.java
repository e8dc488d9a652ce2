package io.heddle.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EncounterTest {

    /// A clock of which the first alarm is set by who is about to park: then something happens.
    private static Until parkingAfter(Runnable event) {
        return Until.in(
                Duration.ofDays(1),
                new TimeSource() {
                    @Override
                    public long nanos() {
                        return 0;
                    }

                    @Override
                    public Alarm at(long nanos, Runnable action) {
                        event.run();
                        return () -> {};
                    }
                });
    }

    @Test
    void whoIsMetAndInterruptedHasMetAndStaysInterrupted() throws InterruptedException {
        Encounter encounter = new Encounter();
        int outcome =
                encounter.await(
                        parkingAfter(() -> {
                            assertThat(encounter.decide(3)).isTrue();
                            Thread.currentThread().interrupt();
                        }),
                        this);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome).isEqualTo(3);
    }

    @Test
    void whoIsInterruptedFirstCanBeMetNoMore() {
        Encounter encounter = new Encounter();
        assertThatThrownBy(() ->
                        encounter.await(
                                parkingAfter(() -> Thread.currentThread().interrupt()), this))
                .isInstanceOf(InterruptedException.class);
        assertThat(encounter.decide(3)).isFalse();
    }
}
