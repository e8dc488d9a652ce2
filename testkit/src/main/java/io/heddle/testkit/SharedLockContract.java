package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.shared.SharedCondition;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedLong;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a [SharedLock] and its conditions promise, wherever the other party is.
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // it looks at each step by itself
public abstract class SharedLockContract {

    private static final int ROUNDS = 2_000;

    /// Made by subclasses.
    protected SharedLockContract() {}

    /// Says where the other party is.
    ///
    /// @return the place
    protected abstract Elsewhere elsewhere();

    // ---- the lock ------------------------------------------------------------------------------

    /// Counts without atomic steps, under the lock.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void onlyOneHoldsItAtATime() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedLong number = SharedLong.create(0);
        List<Strand<Boolean>> parties = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            parties.add(elsewhere().act(() -> count(lock, number)));
            parties.add(Strand.ofCoroutine().start(() -> count(lock, number)));
        }
        for (Strand<Boolean> party : parties) {
            party.get();
        }
        assertThat(number.get()).isEqualTo(4L * ROUNDS);
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.abandonedCount()).isZero();
    }

    private static boolean count(SharedLock lock, SharedLong number) {
        for (int i = 0; i < ROUNDS; i++) {
            lock.lock();
            try {
                number.set(number.get() + 1);
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    /// Holds it there and wants it here.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void whatIsHeldThereCannotBeHadHere() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedEvent held = SharedEvent.create();
        SharedEvent enough = SharedEvent.create();
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            lock.lock();
                            held.set();
                            enough.await();
                            lock.unlock();
                        });
        held.await();
        assertThat(lock.isLocked()).isTrue();
        assertThat(lock.isHeldByCurrentThread()).isFalse();
        assertThat(lock.tryLock()).isFalse();
        assertThat(lock.tryLock(20, TimeUnit.MILLISECONDS)).isFalse();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        enough.set();
        assertThat(lock.tryLock(50, TimeUnit.SECONDS)).isTrue();
        lock.unlock();
        there.get();
    }

    /// Locks several times in one thread.
    @Test
    public void itIsReentrant() {
        SharedLock lock = SharedLock.create();
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.getHoldCount()).isEqualTo(2);
        lock.unlock();
        assertThat(lock.isLocked()).isTrue();
        assertThat(lock.toString()).contains("[Locked by process ");
        lock.unlock();
        assertThat(lock.toString()).endsWith("[Unlocked]");
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    }

    /// Interrupts who waits for it.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void whoIsInterruptedDoesNotHoldIt() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedEvent held = SharedEvent.create();
        SharedEvent enough = SharedEvent.create();
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            lock.lock();
                            held.set();
                            enough.await();
                            lock.unlock();
                        });
        held.await();
        boolean[] interrupted = new boolean[1];
        Thread waiting =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                lock.lockInterruptibly();
                            } catch (InterruptedException e) {
                                interrupted[0] = true;
                            }
                        });
        Eventually.holds("it waits", () -> waiting.getState() == Thread.State.WAITING);
        waiting.interrupt();
        waiting.join();
        assertThat(interrupted[0]).isTrue();
        enough.set();
        there.get();
        lock.lock();
        lock.unlock();
    }

    /// Lets very many coroutines wait for it while the other side holds it.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void tenThousandVirtualThreadsWaitForItAndHoldNoCarrier() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedEvent held = SharedEvent.create();
        SharedEvent enough = SharedEvent.create();
        SharedLong number = SharedLong.create(0);
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            lock.lock();
                            held.set();
                            enough.await();
                            lock.unlock();
                        });
        held.await();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        lock.lock();
                        number.set(number.get() + 1);
                        lock.unlock();
                    }));
        }
        Eventually.holds("all wait", () -> lock.getQueueLength() >= 9_999);
        Thread.startVirtualThread(enough::set).join(); // a carrier is left for it
        there.get();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(number.get()).isEqualTo(10_000);
    }

    // ---- conditions ----------------------------------------------------------------------------

    /// Signals each of those who wait on both sides once.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-52")
    public void signalLetsExactlyOneGoOn() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedCondition condition = lock.newCondition();
        SharedLong waiting = SharedLong.create(0);
        SharedLong gone = SharedLong.create(0);
        List<Strand<Boolean>> parties = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            parties.add(elsewhere().act(() -> waitOnce(lock, condition, waiting, gone)));
            parties.add(Strand.ofThread().start(() -> waitOnce(lock, condition, waiting, gone)));
        }
        Eventually.holds("all wait", () -> waiting.get() == 6);
        for (int signals = 1; signals <= 6; signals++) {
            int expected = signals;
            lock.lock();
            condition.signal();
            lock.unlock();
            Eventually.holds("one has gone on", () -> gone.get() >= expected);
            assertThat(gone.get()).isEqualTo(expected);
        }
        for (Strand<Boolean> party : parties) {
            party.get();
        }
    }

    private static boolean waitOnce(
            SharedLock lock, SharedCondition condition, SharedLong waiting, SharedLong gone)
            throws InterruptedException {
        lock.lock();
        try {
            waiting.incrementAndGet();
            condition.await();
            gone.incrementAndGet();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Signals all of those who wait on both sides.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void signalAllLetsEverybodyGoOn() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedCondition condition = lock.newCondition();
        SharedLong waiting = SharedLong.create(0);
        SharedLong gone = SharedLong.create(0);
        List<Strand<Boolean>> parties = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            parties.add(elsewhere().act(() -> waitOnce(lock, condition, waiting, gone)));
            parties.add(Strand.ofCoroutine().start(() -> waitOnce(lock, condition, waiting, gone)));
        }
        Eventually.holds("all wait", () -> waiting.get() == 4);
        lock.lock();
        condition.signalAll();
        lock.unlock();
        for (Strand<Boolean> party : parties) {
            party.get();
        }
        assertThat(gone.get()).isEqualTo(4);
    }

    /// Waits in vain, with the lock held several times.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void awaitThatTimesOutHoldsTheLockAgainAsOftenAsBefore() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedCondition condition = lock.newCondition();
        lock.lock();
        lock.lock();
        assertThat(condition.await(20, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(condition.awaitNanos(1_000)).isNotPositive();
        assertThat(lock.getHoldCount()).isEqualTo(2);
        condition.signal(); // nobody waits; it is not kept
        assertThat(condition.await(20, TimeUnit.MILLISECONDS)).isFalse();
        lock.unlock();
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
    }

    /// Interrupts who waits; the signal goes to the other one.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void interruptedAwaitHasUsedUpNoSignal() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedCondition condition = lock.newCondition();
        SharedLong waiting = SharedLong.create(0);
        SharedLong gone = SharedLong.create(0);
        Thread first =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                waitOnce(lock, condition, waiting, gone);
                            } catch (InterruptedException e) {
                                waiting.addAndGet(100);
                            }
                        });
        Eventually.holds("the first waits", () -> waiting.get() == 1);
        Strand<Boolean> second = elsewhere().act(() -> waitOnce(lock, condition, waiting, gone));
        Eventually.holds("the second waits", () -> waiting.get() == 2);
        first.interrupt();
        first.join();
        assertThat(waiting.get()).isEqualTo(102);
        lock.lock();
        condition.signal();
        lock.unlock();
        second.get();
        assertThat(gone.get()).isEqualTo(1);
    }

    /// Interrupts the first of two who wait on the same side; the other one is signalled by the other side.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void whoWaitsBehindOneWhoGaveUpHearsASignalOfTheOtherSide() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedCondition condition = lock.newCondition();
        SharedLong waiting = SharedLong.create(0);
        SharedLong gone = SharedLong.create(0);
        Thread first =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                waitOnce(lock, condition, waiting, gone);
                            } catch (InterruptedException e) {
                                waiting.addAndGet(100);
                            }
                        });
        Eventually.holds("the first waits", () -> waiting.get() == 1 && isFree(lock));
        Strand<Boolean> second =
                Strand.ofThread().start(() -> waitOnce(lock, condition, waiting, gone));
        Eventually.holds("the second waits", () -> waiting.get() == 2 && isFree(lock));
        first.interrupt();
        first.join();
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            lock.lock();
                            condition.signal();
                            lock.unlock();
                        });
        there.get();
        assertThat(second.get()).isTrue();
        assertThat(waiting.get()).isEqualTo(102);
        assertThat(gone.get()).isEqualTo(1);
    }

    private static boolean isFree(SharedLock lock) {
        boolean free = lock.tryLock();
        if (free) {
            lock.unlock();
        }
        return free;
    }

    /// Uses a condition without its lock.
    @Test
    public void conditionNeedsItsLock() {
        SharedCondition condition = SharedLock.create().newCondition();
        assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(condition::signalAll).isInstanceOf(IllegalMonitorStateException.class);
    }

    /// Hands a ball to and fro.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void twoSidesTakeTurns() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedCondition turned = lock.newCondition();
        SharedLong turn = SharedLong.create(0);
        SharedLatch ready = SharedLatch.create(1);
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            ready.countDown();
                            takeTurns(lock, turned, turn, 1);
                        });
        ready.await();
        takeTurns(lock, turned, turn, 0);
        there.get();
        assertThat(turn.get()).isEqualTo(200);
    }

    private static void takeTurns(
            SharedLock lock, SharedCondition turned, SharedLong turn, int mine)
            throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            lock.lock();
            try {
                while (turn.get() % 2 != mine) {
                    turned.await();
                }
                turn.incrementAndGet();
                turned.signal();
            } finally {
                lock.unlock();
            }
        }
    }
}
