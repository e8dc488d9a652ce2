package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.shared.Deadlock;
import io.heddle.shared.Deadlocks;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedLong;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Processes that wait for each other, or seem to, are killed and stopped for real.
@Tag("slow")
@SuppressWarnings("LockNotBeforeTry") // it looks at each step by itself
class SharedDeadlockKillsTest {

    private final List<ProcessStrand<?>> children = new ArrayList<>();
    private final List<Deadlock> reports = new CopyOnWriteArrayList<>();
    private final Consumer<Deadlock> listener = reports::add;

    @BeforeEach
    void listen() {
        Deadlocks.onDetected(listener);
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        assertThat(Deadlocks.forget(listener)).isTrue();
        for (ProcessStrand<?> child : children) {
            child.kill();
            child.join();
        }
    }

    /// Takes one lock, then another one by `lock`, which cannot be broken off.
    private ProcessStrand<Boolean> crossing(
            SharedLock first, SharedLock second, SharedLatch all, SharedLong told) {
        ProcessStrand<Boolean> child =
                ShortLife.strand()
                        .start(() -> {
                            Deadlocks.onDetected(_ -> told.incrementAndGet());
                            first.lock();
                            all.countDown();
                            all.await();
                            second.lock();
                            second.unlock();
                            first.unlock();
                            return true;
                        });
        children.add(child);
        return child;
    }

    @Test
    @Tag("fault-51")
    void deadlockThatNobodyLeavesIsToldToEachProcessOnceAndEndsWithADeath() throws Exception {
        SharedLock a = SharedLock.create();
        SharedLock b = SharedLock.create(true);
        SharedLatch both = SharedLatch.create(2);
        SharedLong told = SharedLong.create(0);
        ProcessStrand<Boolean> one = crossing(a, b, both, told);
        ProcessStrand<Boolean> two = crossing(b, a, both, told);
        Eventually.holds("both are told", () -> told.get() == 2);
        Eventually.hasPassed(Duration.ofSeconds(1), System.nanoTime());
        assertThat(told.get()).isEqualTo(2);
        assertThat(one.isDone() || two.isDone()).isFalse();
        two.kill();
        assertThat(one.get()).isTrue();
        assertThat(b.abandonedCount()).isEqualTo(1);
        assertThat(reports).as("of a process that has nothing to do with it").isEmpty();
    }

    /// The child waits for a lock, and is stopped. That lock becomes free: the child would go on if it ran. What
    /// it has noted about itself is of the past, and no deadlock is made of it.
    @Test
    @Tag("fault-51")
    void stoppedProcessIsNoDeadlockAndIsNotRobbed() throws Exception {
        SharedLock held = SharedLock.create();
        SharedLock wanted = SharedLock.create();
        SharedEvent begun = SharedEvent.create();
        wanted.lock();
        ProcessStrand<Boolean> child =
                ShortLife.strand()
                        .start(() -> {
                            held.lock();
                            begun.set();
                            wanted.lockInterruptibly();
                            wanted.unlock();
                            held.unlock();
                            return true;
                        });
        children.add(child);
        begun.await();
        Eventually.hasPassed(Duration.ofSeconds(1), System.nanoTime()); // so that it is noted
        Standstill.of(child);
        wanted.unlock();
        // whoever holds what the child wants, and wants what the child holds: but for now only the
        // latter
        SharedLock own = SharedLock.create();
        own.lock();
        assertThat(held.tryLock(1_000, TimeUnit.MILLISECONDS)).isFalse();
        own.unlock();
        assertThat(reports).isEmpty();
        child.send(Signal.CONT);
        assertThat(child.get()).isTrue();
        assertThat(reports).isEmpty();
        assertThat(held.abandonedCount()).isZero();
    }

    /// Somebody waits long for one lock while it holds another one, and is done with both. Later others want
    /// them the other way round.
    @Test
    void waitThatIsOverIsNoPartOfADeadlock() throws Exception {
        SharedLock first = SharedLock.create();
        SharedLock second = SharedLock.create();
        SharedEvent begun = SharedEvent.create();
        second.lock();
        Strand<Boolean> early =
                Strand.ofThread()
                        .start(() -> {
                            first.lock();
                            begun.set();
                            second.lockInterruptibly();
                            second.unlock();
                            first.unlock();
                            return true;
                        });
        begun.await();
        Eventually.hasPassed(Duration.ofMillis(800), System.nanoTime()); // so that it is noted
        second.unlock();
        assertThat(early.get()).isTrue();
        first.lock();
        Strand<Boolean> late =
                Strand.ofThread()
                        .start(() -> {
                            second.lock();
                            boolean got = first.tryLock(1_000, TimeUnit.MILLISECONDS);
                            second.unlock();
                            return got;
                        });
        assertThat(late.get()).isFalse();
        first.unlock();
        assertThat(reports).isEmpty();
    }
}
