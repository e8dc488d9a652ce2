package io.heddle.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    @Test
    void zeroAndLessIsNow() {
        for (long nanos : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThat(Deadline.in(nanos, TimeUnit.NANOSECONDS).hasPassed()).isTrue();
            assertThat(Deadline.in(Duration.ofNanos(nanos)).left())
                    .isLessThanOrEqualTo(Duration.ZERO);
        }
    }

    @Test
    void farthestPastStaysInThePast() {
        Deadline deadline = Deadline.in(Long.MIN_VALUE, TimeUnit.NANOSECONDS);

        LockSupport.parkNanos(1); // any later moment: the difference must not wrap around

        assertThat(deadline.hasPassed()).isTrue();
        assertThat(deadline.left()).isLessThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void farthestFutureStaysInTheFuture() {
        assertThat(Deadline.in(Long.MAX_VALUE, TimeUnit.DAYS).hasPassed()).isFalse();
        assertThat(Deadline.in(Duration.ofSeconds(Long.MAX_VALUE)).left())
                .isGreaterThan(Duration.ofDays(365));
    }

    @Test
    void neverNeverPasses() {
        assertThat(Deadline.NEVER.hasPassed()).isFalse();
        assertThat(Deadline.NEVER.left()).isGreaterThan(Duration.ofDays(365));
    }

    @Test
    void timeThatIsLeftDoesNotGrow() {
        Deadline deadline = Deadline.in(Duration.ofHours(1));
        Duration before = deadline.left();

        assertThat(deadline.left()).isLessThanOrEqualTo(before).isLessThan(Duration.ofHours(2));
    }
}
