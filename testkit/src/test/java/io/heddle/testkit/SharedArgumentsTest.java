package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Action;
import io.heddle.shared.Deadlocks;
import io.heddle.shared.Pipe;
import io.heddle.shared.SharedBarrier;
import io.heddle.shared.SharedCondition;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedSemaphore;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Arguments at the edge of what there is, and beyond it.
class SharedArgumentsTest {

    /// Has more nanoseconds, below zero, than a long can count.
    private static final Duration LONG_AGO = Duration.ofSeconds(Long.MIN_VALUE);

    @Test
    void timeThatIsLongOverIsOver() throws Exception {
        assertThat(SharedEvent.create().await(LONG_AGO)).isFalse();
        assertThat(SharedLatch.create(1).await(LONG_AGO)).isFalse();
        assertThat(SharedSemaphore.create(0).tryAcquire(LONG_AGO)).isFalse();
        assertThat(SharedSemaphore.create(1).tryAcquire(LONG_AGO)).isTrue();
        assertThatThrownBy(() -> SharedBarrier.create(2).await(LONG_AGO))
                .isInstanceOf(TimeoutException.class);
        try (Pipe<String> pipe = Pipe.open()) {
            assertThat(pipe.left().poll(LONG_AGO)).isFalse();
            assertThat(pipe.left().receive(LONG_AGO)).isEmpty();
        }
    }

    @Test
    @SuppressWarnings({"JavaUtilDate", "WaitNotInLoop"}) // nobody signals
    void dateThatIsLongOverIsOver() throws InterruptedException {
        SharedLock lock = SharedLock.create();
        SharedCondition condition = lock.newCondition();
        lock.lock();
        try {
            assertThat(condition.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
            assertThat(condition.awaitUntil(new Date(0))).isFalse();
        } finally {
            lock.unlock();
        }
    }

    @Test
    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // that is what it is about
    void nullIsRefusedAtOnce() {
        SharedLock lock = SharedLock.create();
        assertThatNullPointerException().isThrownBy(() -> lock.tryLock(1, null));
        assertThat(lock.isLocked()).isFalse();
        assertThatNullPointerException()
                .isThrownBy(() -> lock.onAbandoned(null))
                .withMessage("listener");
        assertThatNullPointerException()
                .isThrownBy(() -> Deadlocks.onDetected(null))
                .withMessage("listener");
        assertThatNullPointerException()
                .isThrownBy(() -> SharedBarrier.create(2, (Action) null))
                .withMessage("action");
        assertThatNullPointerException()
                .isThrownBy(() -> SharedBarrier.create("null", 2, null))
                .withMessage("action");
    }

    private static SharedSemaphore full(boolean tracked) {
        SharedSemaphore permits = SharedSemaphore.create(Integer.MAX_VALUE - 1);
        return tracked ? permits.tracked() : permits;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void morePermitsThanAnIntCanCountAreRefused(boolean tracked) {
        SharedSemaphore permits = full(tracked);
        assertThatThrownBy(() -> permits.release(2))
                .isInstanceOf(Error.class)
                .hasMessage("too many permits: free=2147483646 more=2");
        permits.release();
        assertThatThrownBy(permits::release).isInstanceOf(Error.class);
        assertThat(permits.availablePermits()).isEqualTo(Integer.MAX_VALUE);
        assertThat(permits.drainPermits()).isEqualTo(Integer.MAX_VALUE);
        assertThat(permits.availablePermits()).isZero();
        permits.release(3);
        assertThat(permits.tryAcquire(3)).isTrue();
    }
}
