package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Strand;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedSemaphore;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a fair [SharedLock] and a fair [SharedSemaphore] promise, wherever the other party is.
@SuppressWarnings("LockNotBeforeTry") // it looks at each step by itself
public abstract class SharedFairnessContract {

    private static final int PARTIES = 4;

    /// Made by subclasses.
    protected SharedFairnessContract() {}

    /// Says where the other party is.
    ///
    /// @return the place
    protected abstract Elsewhere elsewhere();

    /// Something that one waits for.
    @FunctionalInterface
    private interface Gate extends Serializable {
        void pass() throws InterruptedException;
    }

    /// Waits at a gate, in a thread of its own; says when it waits, and writes down that it came through.
    private static boolean queueUp(int number, Gate gate, SharedLong waiting, SharedLong passed)
            throws InterruptedException {
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                gate.pass();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        Eventually.holds("it waits", () -> thread.getState() == Thread.State.WAITING);
        waiting.incrementAndGet();
        thread.join();
        assertThat(passed.get()).as("number %d has passed", number).isPositive();
        return true;
    }

    private static void write(int number, SharedLong passed) {
        passed.set(passed.get() * 10 + number);
    }

    /// Lets parties come here and there, one after the other; then lets them go on.
    private long letPass(GateOf gates, SharedLong passed, Runnable open) throws Exception {
        SharedLong waiting = SharedLong.create(0);
        List<Strand<Boolean>> parties = new ArrayList<>();
        for (int i = 1; i <= PARTIES; i++) {
            int number = i;
            Gate gate = gates.of(number);
            // two here, two there, so that one waits behind another of its own process
            parties.add(
                    i % 4 < 2
                            ? elsewhere().start(() -> queueUp(number, gate, waiting, passed))
                            : Strand.ofThread()
                                    .start(() -> queueUp(number, gate, waiting, passed)));
            Eventually.holds("it waits", () -> waiting.get() == number);
        }
        open.run();
        for (Strand<Boolean> party : parties) {
            assertThat(party.get()).isTrue();
        }
        return passed.get();
    }

    @FunctionalInterface
    private interface GateOf {
        Gate of(int number);
    }

    private static GateOf gateOf(SharedLock lock, SharedLong passed) {
        return number ->
                () -> {
                    lock.lock();
                    write(number, passed);
                    lock.unlock();
                };
    }

    /// Waits for a lock on both sides.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void fairLockIsHadInTheOrderOfComing() throws Exception {
        SharedLock lock = SharedLock.create(true);
        SharedLong passed = SharedLong.create(0);
        assertThat(lock.isFair()).isTrue();
        assertThat(SharedLock.create().isFair()).isFalse();
        lock.lock();
        assertThat(letPass(gateOf(lock, passed), passed, lock::unlock)).isEqualTo(1234);
        assertThat(lock.isLocked()).isFalse();
    }

    /// Waits for permits on both sides.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void fairSemaphoreGivesPermitsInTheOrderOfComing() throws Exception {
        SharedSemaphore permits = SharedSemaphore.create(0, true);
        SharedLong passed = SharedLong.create(0);
        assertThat(permits.isFair()).isTrue();
        assertThat(SharedSemaphore.create(1).isFair()).isFalse();
        GateOf gates =
                number ->
                        () -> {
                            permits.acquire();
                            write(number, passed);
                            permits.release();
                        };
        assertThat(letPass(gates, passed, permits::release)).isEqualTo(1234);
        assertThat(permits.availablePermits()).isEqualTo(1);
    }

    /// Wants two permits before another one wants one.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void whoWantsManyPermitsIsNotPassedByWhoWantsFew() throws Exception {
        SharedSemaphore permits = SharedSemaphore.create(0, true);
        SharedLong passed = SharedLong.create(0);
        GateOf gates =
                number ->
                        () -> {
                            permits.acquire(number == 1 ? 2 : 1);
                            write(number, passed);
                            permits.release(number == 1 ? 2 : 1);
                        };
        long order =
                letPass(
                        gates,
                        passed,
                        () -> {
                            permits.release();
                            assertThat(passed.get()).isZero();
                            assertThat(permits.tryAcquire()).as("out of order").isTrue();
                            permits.release(2);
                        });
        assertThat(String.valueOf(order)).startsWith("1").hasSize(PARTIES);
    }

    /// Gives up, in the middle and at the head of the line.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void whoGivesUpHoldsUpNobody() throws Exception {
        SharedLock lock = SharedLock.create(true);
        SharedLong passed = SharedLong.create(0);
        lock.lock();
        Thread impatient =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                if (lock.tryLock(1, TimeUnit.HOURS)) {
                                    lock.unlock(); // the interrupt came late
                                }
                            } catch (InterruptedException e) {
                                // so it should
                            }
                        });
        Eventually.holds("it waits", () -> impatient.getState() == Thread.State.TIMED_WAITING);
        Strand<Boolean> late =
                elsewhere()
                        .start(() ->
                                lock.tryLock(
                                        Duration.ofMillis(20).toNanos(), TimeUnit.NANOSECONDS));
        assertThat(late.get()).isFalse();
        long order =
                letPass(
                        gateOf(lock, passed),
                        passed,
                        () -> {
                            impatient.interrupt();
                            lock.unlock();
                        });
        impatient.join();
        assertThat(order).isEqualTo(1234);
    }

    /// Takes it over and over on both sides, until each side has had it often.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void bothSidesHaveTheirTurnUnderContention() throws Exception {
        SharedLock lock = SharedLock.create(true);
        SharedLong here = SharedLong.create(0);
        SharedLong there = SharedLong.create(0);
        Strand<Boolean> other = elsewhere().start(() -> takeUntilEnough(lock, there, here));
        assertThat(takeUntilEnough(lock, here, there)).isTrue();
        assertThat(other.get()).isTrue();
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.hasQueuedThreads()).isFalse();
    }

    private static boolean takeUntilEnough(SharedLock lock, SharedLong mine, SharedLong others) {
        while (mine.get() < 200 || others.get() < 200) {
            lock.lock();
            mine.set(mine.get() + 1);
            lock.unlock();
        }
        return true;
    }
}
