package io.heddle.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.TaskCompletion;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What [TaskCompletion#whenDecided] runs stands between the decision of an outcome and the
/// interrupt that follows it. Held there, the interrupt comes when the only worker is already busy
/// with the next task.
class LateInterruptTest {

    private final CountDownLatch firstRuns = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch nextRuns = new CountDownLatch(1);
    private final CountDownLatch interruptIsSent = new CountDownLatch(1);

    @Test
    void interruptOfACancellationThatComesLateHitsNobody() throws Exception {
        try (TaskPool pool = TaskPool.threads(1)) {
            TaskFuture<Boolean> first = pool.submit(this::runUntilTheEnd);
            TaskFuture<Boolean> next = pool.submit(this::sawAnInterrupt);
            holdTheInterruptOf(first);
            awaitUninterruptibly(firstRuns);

            first.cancel(true);
            interruptIsSent.countDown();

            assertThat(next.get()).isFalse();
        }
    }

    @Test
    void interruptOfATimeLimitThatComesLateHitsNobody() throws Exception {
        try (TaskPool pool = TaskPool.threads(1)) {
            CountDownLatch held = new CountDownLatch(1);
            TaskFuture<Boolean> first =
                    pool.submit(
                            TaskOptions.defaults().timeout(Duration.ofMillis(50)),
                            () -> {
                                held.await();
                                return runUntilTheEnd();
                            });
            holdTheInterruptOf(first);
            held.countDown();
            TaskFuture<Boolean> next = pool.submit(this::sawAnInterrupt);
            Clock.schedule( // the same thread, so it comes after the interrupt
                    Deadline.in(Duration.ofMillis(100)), interruptIsSent::countDown);

            assertThat(next.get()).isFalse();
        }
    }

    private void holdTheInterruptOf(TaskFuture<?> task) {
        ((TaskCompletion<?>) task)
                .whenDecided(() -> {
                    end.countDown();
                    awaitUninterruptibly(nextRuns);
                });
    }

    private boolean runUntilTheEnd() {
        firstRuns.countDown();
        return awaitUninterruptibly(end);
    }

    private boolean sawAnInterrupt() {
        nextRuns.countDown();
        return awaitUninterruptibly(interruptIsSent);
    }

    private static boolean awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                if (!latch.await(20, TimeUnit.SECONDS)) {
                    fail("a latch was not opened in time");
                }
                return interrupted || Thread.interrupted();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
