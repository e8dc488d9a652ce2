package io.heddle.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClockTest {

    private static Thread thread() throws Exception {
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        Clock.schedule(Deadline.in(Duration.ZERO), () -> ran.complete(Thread.currentThread()));
        return ran.get(20, TimeUnit.SECONDS);
    }

    @Test
    void actionsRunInOneDaemonThread() throws Exception {
        assertThat(thread()).isSameAs(thread());
        assertThat(thread().isDaemon()).isTrue();
        assertThat(thread().getName()).isEqualTo("heddle-clock");
    }

    @Test
    void actionRunsAfterItsDeadlineNotBefore() throws Exception {
        Deadline deadline = Deadline.in(Duration.ofMillis(30));
        CompletableFuture<Boolean> passed = new CompletableFuture<>();

        Clock.schedule(deadline, () -> passed.complete(deadline.hasPassed()));

        assertThat(passed.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void earlierDeadlineComesFirst() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> both = new CompletableFuture<>();

        Clock.schedule(
                Deadline.in(Duration.ofMillis(60)),
                () -> {
                    order.add("late");
                    both.complete(null);
                });
        Clock.schedule(Deadline.in(Duration.ofMillis(20)), () -> order.add("early"));

        both.get(20, TimeUnit.SECONDS);
        assertThat(order).containsExactly("early", "late");
    }

    @Test
    void cancelledActionDoesNotRun() throws Exception {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        CompletableFuture<Void> later = new CompletableFuture<>();

        Clock.Alarm alarm =
                Clock.schedule(Deadline.in(Duration.ofMillis(200)), () -> cancelled.complete(null));
        Clock.schedule(Deadline.in(Duration.ofMillis(250)), () -> later.complete(null));
        alarm.cancel();
        alarm.cancel();

        later.get(20, TimeUnit.SECONDS);
        assertThat(cancelled).isNotDone();
    }

    @Test
    void failingActionDoesNotStopTheClock() throws Exception {
        Thread before = thread();

        Clock.schedule(
                Deadline.in(Duration.ZERO),
                () -> {
                    throw new AssertionError("on purpose: this belongs in the log of the tests");
                });

        assertThat(thread()).isSameAs(before);
    }

    @Test
    void neverIsNeverScheduled() {
        Clock.schedule(Deadline.NEVER, () -> {}).cancel();
        Clock.schedule(Deadline.in(Duration.ofSeconds(Long.MAX_VALUE)), () -> {}).cancel();
    }
}
