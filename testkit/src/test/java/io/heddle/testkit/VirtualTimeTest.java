package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Strand;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.Coroutines;
import io.heddle.coroutine.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

    @Test
    void alarmsAreCalledInTheOrderOfTheirTimesAndSeeTheirOwn() {
        VirtualTime time = VirtualTime.stopped();
        List<Long> seen = new ArrayList<>();
        time.at(20, () -> seen.add(time.nanos()));
        time.at(10, () -> seen.add(time.nanos()));
        TimeSource.Alarm cancelled = time.at(15, () -> seen.add(-1L));
        time.at(30, () -> seen.add(time.nanos()));
        cancelled.cancel();

        time.advance(Duration.ofNanos(25));

        assertThat(seen).containsExactly(10L, 20L);
        assertThat(time.nanos()).isEqualTo(25);
        assertThat(time.alarms()).isEqualTo(1);
    }

    @Test
    void alarmThatIsSetByAnAlarmIsCalledInTheSameMove() {
        VirtualTime time = VirtualTime.stopped();
        List<Long> seen = new ArrayList<>();
        time.at(10, () -> time.at(20, () -> seen.add(time.nanos())));

        time.advance(Duration.ofNanos(100));

        assertThat(seen).containsExactly(20L);
    }

    @Test
    void sleeperWakesWhenTheTestSaysSo() throws Exception {
        VirtualTime time = VirtualTime.stopped();
        try (CoroutineScope scope = CoroutineScope.builder().time(time).open()) {
            Strand<?> sleeper = scope.spawn(() -> Coroutines.sleep(Duration.ofHours(1)));
            time.awaitAlarms(1);
            time.advance(Duration.ofMinutes(59));
            time.awaitAlarms(1);
            assertThat(sleeper.isDone()).isFalse();
            time.advance(Duration.ofMinutes(1));
            sleeper.get();
        }
    }

    @Test
    void cooperativeScopeJumpsFromSleeperToSleeper() throws Exception {
        VirtualTime time = VirtualTime.jumping();
        try (CoroutineScope scope = CoroutineScope.builder().time(time).cooperative()) {
            scope.spawn(() -> {
                for (int day = 0; day < 365; day++) {
                    Coroutines.sleep(Duration.ofDays(1));
                }
            });
            scope.joinAll();
        }
        assertThat(Duration.ofNanos(time.nanos())).isGreaterThanOrEqualTo(Duration.ofDays(365));
    }
}
