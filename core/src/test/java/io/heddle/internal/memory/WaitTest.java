package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.spi.CallSite;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who is seen to wait.
class WaitTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /// A lock that one thread holds, and that counts how often somebody looked who does.
    private static final class Fake implements Watched {

        final AtomicInteger looks = new AtomicInteger();
        final AtomicInteger reports = new AtomicInteger();
        final Thread holder = Thread.currentThread();

        @Override
        public LockName name() {
            return new LockName(1, 2, 3);
        }

        @Override
        public Thread holder() {
            looks.incrementAndGet();
            return holder;
        }

        @Override
        public @Nullable CallSite takenAt() {
            return null;
        }

        @Override
        public @Nullable Participant participant() {
            return null;
        }

        @Override
        public Collection<? extends Watched> neighbours() {
            return List.of(this);
        }

        @Override
        public void report(WaitCycle cycle) {
            reports.incrementAndGet();
        }

        @Override
        public RuntimeException failure(WaitCycle cycle) {
            return new IllegalStateException(cycle.toString());
        }
    }

    @Test
    void threadThatHasGotItsLockAndIsHeldUpBeforeItSaysSoIsNoDeadlock() {
        Fake lock = new Fake();
        try (Wait wait = Wait.begin(lock, true)) {
            await().atMost(LIMIT)
                    .until(() -> lock.looks.get() >= 10); // at more than six it would give up
            wait.run();
        }
        assertThat(lock.reports).hasValue(0);
    }
}
