package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.shared.AbandonedLockException;
import io.heddle.shared.SharedCondition;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedSemaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Processes that use shared objects are killed and stopped for real.
@Tag("slow")
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // it looks at each step by itself
class SharedKillsTest {

    private final List<ProcessStrand<?>> children = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (ProcessStrand<?> child : children) {
            child.kill();
            child.join();
        }
        SharedMemoryNames.vanish();
    }

    private ProcessStrand<?> holder(SharedLock lock) throws InterruptedException {
        SharedEvent held = SharedEvent.create();
        ProcessStrand<Void> child =
                ShortLife.strand()
                        .start(() -> {
                            lock.lock();
                            held.set();
                            new CountDownLatch(1).await();
                        });
        children.add(child);
        held.await();
        return child;
    }

    @Test
    @Tag("fault-51")
    void lockOfAKilledHolderIsTakenOver() throws Exception {
        SharedLock lock = SharedLock.create();
        AtomicLong told = new AtomicLong();
        lock.onAbandoned(told::set);
        ProcessStrand<?> child = holder(lock);
        assertThat(lock.tryLock(100, TimeUnit.MILLISECONDS)).isFalse();
        Strand<Boolean> waiting =
                Strand.ofThread()
                        .start(() -> {
                            lock.lock();
                            lock.unlock();
                            return true;
                        });
        child.kill();
        assertThat(waiting.get()).isTrue();
        assertThat(told).hasValue(child.pid());
        assertThat(lock.abandonedCount()).isEqualTo(1);
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        assertThat(lock.abandonedCount()).isEqualTo(1);
    }

    @Test
    @Tag("fault-51")
    void whoAskedForItGetsAnExceptionAndHoldsTheLock() throws Exception {
        SharedLock lock = SharedLock.create().failIfAbandoned();
        ProcessStrand<?> child = holder(lock);
        child.kill();
        child.join();
        assertThatThrownBy(lock::lock)
                .isInstanceOf(AbandonedLockException.class)
                .hasMessageContaining("pid=" + child.pid());
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
        lock.lock();
        lock.unlock();
    }

    @Test
    @Tag("fault-51")
    void stoppedHolderIsNotRobbed() throws Exception {
        SharedLock lock = SharedLock.create();
        ProcessStrand<?> child = holder(lock);
        Standstill.of(child);
        assertThat(lock.tryLock(500, TimeUnit.MILLISECONDS)).isFalse();
        child.send(Signal.CONT);
        child.kill();
        lock.lock();
        lock.unlock();
    }

    @Test
    void permitsOfAKilledProcessComeBackIfTheyAreTracked() throws Exception {
        SharedSemaphore tracked = SharedSemaphore.create(2).tracked();
        SharedSemaphore plain = SharedSemaphore.create(2);
        SharedLatch taken = SharedLatch.create(1);
        ProcessStrand<Void> child =
                ShortLife.strand()
                        .start(() -> {
                            tracked.acquire(2);
                            plain.acquire(2);
                            taken.countDown();
                            new CountDownLatch(1).await();
                        });
        children.add(child);
        taken.await();
        assertThat(tracked.tryAcquire(Duration.ofMillis(100))).isFalse();
        child.kill();
        assertThat(tracked.tryAcquire(2, Duration.ofSeconds(50))).isTrue();
        assertThat(plain.tryAcquire(Duration.ofMillis(100))).isFalse();
    }

    /// Two wait and two signals come, so each of them has one; the child cannot use its own.
    @Test
    @Tag("fault-52")
    void killedWaiterSwallowsNoSignal() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedCondition condition = lock.newCondition();
        SharedLong waiting = SharedLong.create(0);
        ProcessStrand<Void> child =
                ShortLife.strand().start(() -> waitOnce(lock, condition, waiting));
        children.add(child);
        Strand<Void> first = Strand.ofThread().start(() -> waitOnce(lock, condition, waiting));
        Eventually.holds("both wait", () -> waiting.get() == 2);
        lock.lock();
        Standstill.of(child);
        condition.signal();
        condition.signal();
        lock.unlock();
        first.get();
        Strand<Void> second = Strand.ofThread().start(() -> waitOnce(lock, condition, waiting));
        Eventually.holds("another one waits", () -> waiting.get() == 3);
        lock.lock();
        lock.unlock();
        assertThat(second.isDone()).isFalse();
        child.kill();
        second.get(); // nobody signals any more
    }

    /// The child has two signals, so each of two others must go on in its place.
    @Test
    @Tag("fault-52")
    void killedProcessSwallowsNoneOfItsSignals() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedCondition condition = lock.newCondition();
        SharedLong waiting = SharedLong.create(0);
        ProcessStrand<Void> child =
                ShortLife.strand()
                        .start(() -> {
                            Strand.ofThread().start(() -> waitOnce(lock, condition, waiting));
                            waitOnce(lock, condition, waiting);
                        });
        children.add(child);
        Eventually.holds("both threads of the child wait", () -> waiting.get() == 2);
        lock.lock();
        Standstill.of(child);
        condition.signal();
        condition.signal();
        lock.unlock();
        Strand<Void> one = Strand.ofThread().start(() -> waitOnce(lock, condition, waiting));
        Strand<Void> other = Strand.ofThread().start(() -> waitOnce(lock, condition, waiting));
        Eventually.holds("others wait", () -> waiting.get() == 4);
        child.kill();
        one.get(); // nobody signals any more
        other.get();
    }

    private static void waitOnce(SharedLock lock, SharedCondition condition, SharedLong waiting)
            throws InterruptedException {
        lock.lock();
        try {
            waiting.incrementAndGet();
            condition.await();
        } finally {
            lock.unlock();
        }
    }

    @Test
    @Tag("fault-53")
    void whatAKilledProcessHasUsedStaysForTheOthers() throws Exception {
        SharedEvent opened = SharedEvent.create();
        SharedLong number = SharedLong.create(0);
        ProcessStrand<Void> user =
                ShortLife.strand()
                        .start(() -> {
                            number.set(42);
                            opened.set();
                            new CountDownLatch(1).await();
                        });
        children.add(user);
        opened.await();
        user.kill();
        user.join();
        assertThat(number.incrementAndGet()).isEqualTo(43);
    }
}
