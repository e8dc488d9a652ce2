package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedSemaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a [SharedSemaphore] promises, wherever the other party is.
public abstract class SharedSemaphoreContract {

    /// Made by subclasses.
    protected SharedSemaphoreContract() {}

    /// Says where the other party is.
    ///
    /// @return the place
    protected abstract Elsewhere elsewhere();

    /// Lets several threads there and here take and give back, and counts how many had a permit at once.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void neverMoreHaveAPermitThanThereAre() throws Exception {
        SharedSemaphore permits = SharedSemaphore.create(2);
        SharedLong inside = SharedLong.create(0);
        SharedLong most = SharedLong.create(0);
        List<Strand<Boolean>> parties = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            parties.add(elsewhere().act(() -> takeAndGive(permits, inside, most)));
        }
        takeAndGive(permits, inside, most);
        for (Strand<Boolean> party : parties) {
            party.get();
        }
        assertThat(most.get()).isBetween(1L, 2L);
        assertThat(permits.availablePermits()).isEqualTo(2);
    }

    private static void takeAndGive(SharedSemaphore permits, SharedLong inside, SharedLong most)
            throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            permits.acquire();
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            inside.decrementAndGet();
            permits.release();
        }
    }

    /// Waits for a permit that comes from the other side.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void releaseThereLetsAcquireHereGoOn() throws Exception {
        SharedSemaphore permits = SharedSemaphore.create(0);
        Strand<Boolean> there = elsewhere().act(() -> permits.release(3));
        permits.acquire(3);
        there.get();
        assertThat(permits.availablePermits()).isZero();
    }

    /// Waits there for a permit that comes from here.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void releaseHereLetsAcquireThereGoOn() throws Exception {
        SharedSemaphore permits = SharedSemaphore.create(0);
        Strand<Boolean> there = elsewhere().act(permits::acquire);
        permits.release();
        assertThat(there.get()).isTrue();
        assertThat(permits.availablePermits()).isZero();
    }

    /// Asks for more than there is.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void acquireThatTimesOutHasTakenNothing() throws Exception {
        SharedSemaphore permits = SharedSemaphore.create(2);
        assertThat(permits.tryAcquire(3, Duration.ofMillis(20))).isFalse();
        assertThat(permits.tryAcquire(3)).isFalse();
        assertThat(permits.tryAcquire(3, Duration.ofSeconds(-1))).isFalse();
        assertThat(permits.tryAcquire(3, 1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(permits.availablePermits()).isEqualTo(2);
        assertThat(permits.tryAcquire(-1, TimeUnit.SECONDS)).isTrue();
        permits.release();
        assertThat(permits.tryAcquire(2, Duration.ofDays(365_000_000L))).isTrue();
    }

    /// Interrupts who waits.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void interruptedAcquireHasTakenNothing() throws Exception {
        SharedSemaphore permits = SharedSemaphore.create(0);
        Strand<Boolean> waiting = Strand.ofThread().start(() -> wasInterrupted(permits));
        Eventually.holds("a thread waits", permits::hasQueuedThreads);
        waiting.cancel(true);
        Eventually.holds("nobody waits", () -> !permits.hasQueuedThreads());
        permits.release();
        assertThat(permits.tryAcquire(Duration.ofSeconds(20))).isTrue();
    }

    private static boolean wasInterrupted(SharedSemaphore permits) {
        try {
            permits.acquire();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    /// Interrupts a thread before it asks.
    @Test
    public void acquireWithTheInterruptFlagSetThrowsAtOnce() {
        SharedSemaphore permits = SharedSemaphore.create(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(permits::acquire).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(permits.availablePermits()).isEqualTo(1);
    }

    /// Looks at a thread that waits.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void whoWaitsIsShownAsWaiting() throws Exception {
        SharedSemaphore permits = SharedSemaphore.create(0);
        Thread untimed = Thread.ofPlatform().start(permits::acquireUninterruptibly);
        Eventually.holds("it waits", () -> untimed.getState() == Thread.State.WAITING);
        permits.release();
        untimed.join();
        Thread timed =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                permits.tryAcquire(Duration.ofSeconds(50));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        Eventually.holds("it waits", () -> timed.getState() == Thread.State.TIMED_WAITING);
        permits.release();
        timed.join();
    }

    /// Waits with an interrupt that is kept for later.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void uninterruptibleAcquireKeepsTheInterrupt() throws Exception {
        SharedSemaphore permits = SharedSemaphore.create(0);
        Strand<Boolean> waiting =
                Strand.ofThread()
                        .start(() -> {
                            Thread.currentThread().interrupt();
                            permits.acquireUninterruptibly();
                            return Thread.interrupted();
                        });
        Eventually.holds("a thread waits", permits::hasQueuedThreads);
        permits.release();
        assertThat(waiting.get()).isTrue();
    }

    /// Counts as `java.util.concurrent.Semaphore` does.
    @Test
    public void plainOneCountsLikeThatOfTheJdk() {
        SharedSemaphore permits = SharedSemaphore.create(-1);
        assertThat(permits.tryAcquire(0)).isFalse();
        permits.release(3);
        assertThat(permits.availablePermits()).isEqualTo(2);
        assertThat(permits.drainPermits()).isEqualTo(2);
        assertThat(permits.tryAcquire(0)).isTrue();
        permits.release(Integer.MAX_VALUE);
        assertThatThrownBy(permits::release).isInstanceOf(Error.class);
        assertThatThrownBy(() -> permits.release(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> permits.acquire(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(permits.toString()).endsWith("[Permits = " + Integer.MAX_VALUE + "]");
    }

    /// Takes and gives back permits that are tracked.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void trackedOneCountsToo() throws Exception {
        SharedSemaphore permits = SharedSemaphore.create(3).tracked();
        assertThat(permits.tryAcquire(2)).isTrue();
        Strand<Boolean> there = elsewhere().act(() -> permits.acquire(2));
        permits.release(1);
        there.get();
        permits.release(4);
        assertThat(permits.drainPermits()).isGreaterThanOrEqualTo(4);
        assertThat(permits.isTracked()).isTrue();
    }

    /// Lets very many coroutines wait.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void tenThousandVirtualThreadsWaitAndHoldNoCarrier() throws Exception {
        SharedSemaphore permits = SharedSemaphore.create(0);
        SharedLong through = SharedLong.create(0);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        permits.acquireUninterruptibly();
                        through.incrementAndGet();
                    }));
        }
        Eventually.holds("all wait", () -> permits.getQueueLength() == 10_000);
        Thread free = Thread.startVirtualThread(() -> through.addAndGet(1_000_000));
        free.join(); // a carrier is left for it
        elsewhere().act(() -> permits.release(10_000)).get();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(through.get()).isEqualTo(1_010_000);
    }
}
