package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.Coroutines;
import io.heddle.coroutine.TurnDeadlockException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Locks of the JDK that a coroutine holds while it has no turn.
@SuppressWarnings("LockNotBeforeTry") // locks that are held across pauses are what is tested
class TurnDeadlockTest {

    private static final Duration BOUND = Duration.ofMinutes(1);

    @Test
    @Tag("slow")
    void monitorOfAPausedCoroutineIsFoundAndBothAreNamed() throws Exception {
        Object monitor = new Object();
        try (CoroutineScope scope = CoroutineScope.builder().name("stuck").cooperative()) {
            scope.spawn(
                    "keeper",
                    () -> {
                        synchronized (monitor) {
                            Coroutines.sleep(Duration.ofMillis(1));
                            Coroutines.sleep(Duration.ofMillis(1));
                        }
                    });
            scope.spawn(
                    "wanter",
                    () -> {
                        synchronized (monitor) {
                            Coroutines.pause();
                        }
                    });
            assertDeadlock(scope);
        }
    }

    @Test
    @Tag("slow")
    void lockOfAPausedCoroutineIsFoundAndBothAreNamed() throws Exception {
        Lock lock = new ReentrantLock();
        assertKeeperIsFound(lock, lock);
    }

    @Test
    @Tag("slow")
    void writeLockOfAPausedCoroutineIsFoundByWriters() throws Exception {
        ReadWriteLock lock = new ReentrantReadWriteLock();
        assertKeeperIsFound(lock.writeLock(), lock.writeLock());
    }

    @Test
    @Tag("slow")
    void writeLockOfAPausedCoroutineIsFoundByReaders() throws Exception {
        ReadWriteLock lock = new ReentrantReadWriteLock();
        assertKeeperIsFound(lock.writeLock(), lock.readLock());
    }

    private static void assertKeeperIsFound(Lock kept, Lock wanted) throws Exception {
        try (CoroutineScope scope =
                CoroutineScope.builder().name("stuck").deadline(BOUND).cooperative()) {
            scope.spawn("bystander", () -> Channel.rendezvous().receive());
            scope.spawn(
                    "keeper",
                    () -> {
                        kept.lock();
                        try {
                            Channel.rendezvous().receive();
                        } finally {
                            kept.unlock();
                        }
                    });
            scope.spawn(
                    "wanter",
                    () -> {
                        wanted.lock();
                        wanted.unlock();
                    });
            assertDeadlock(scope);
        }
    }

    @Test
    @Tag("slow")
    void lockIsFoundBetweenScopesThatShareTheTurn() throws Exception {
        Lock lock = new ReentrantLock();
        try (CoroutineScope scope =
                CoroutineScope.builder().name("stuck").deadline(BOUND).cooperative()) {
            scope.spawn(() -> {
                try (CoroutineScope inner = CoroutineScope.cooperative()) {
                    inner.spawn(
                            "keeper",
                            () -> {
                                lock.lock();
                                try {
                                    Channel.rendezvous().receive();
                                } finally {
                                    lock.unlock();
                                }
                            });
                    inner.joinAll();
                }
            });
            Coroutines.pause();
            Coroutines.pause(); // now it keeps it
            scope.spawn(
                    "wanter",
                    () -> {
                        lock.lock();
                        lock.unlock();
                    });
            assertDeadlock(scope);
        }
    }

    @Test
    @Tag("slow")
    void lockThatTheOwnerHoldsWhileItJoinsIsFound() throws Exception {
        Lock lock = new ReentrantLock();
        try (CoroutineScope scope =
                CoroutineScope.builder().name("keeper").deadline(BOUND).cooperative()) {
            scope.spawn(
                    "wanter",
                    () -> {
                        lock.lockInterruptibly(); // otherwise nothing could end this
                        lock.unlock();
                    });
            lock.lock();
            try {
                assertThatThrownBy(scope::joinAll)
                        .cause()
                        .isInstanceOfSatisfying(
                                TurnDeadlockException.class,
                                deadlock -> assertThat(deadlock.holder()).isEqualTo("keeper"));
            } finally {
                lock.unlock();
            }
        }
    }

    private static void assertDeadlock(CoroutineScope scope) {
        assertThatThrownBy(scope::joinAll)
                .cause()
                .isInstanceOfSatisfying(
                        TurnDeadlockException.class,
                        deadlock -> {
                            assertThat(deadlock.waiter()).isEqualTo("wanter");
                            assertThat(deadlock.holder()).isEqualTo("keeper");
                            assertThat(deadlock)
                                    .hasMessageContaining("scope=stuck waiter=wanter")
                                    .hasMessageContaining("TurnDeadlockTest");
                        });
    }

    @Test
    @Tag("slow")
    void lockOfAThreadOutsideIsNoDeadlock() throws Exception {
        Lock lock = new ReentrantLock();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        Thread outside =
                Thread.ofPlatform()
                        .start(() -> {
                            lock.lock();
                            held.countDown();
                            try {
                                enough.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            } finally {
                                lock.unlock();
                            }
                        });
        held.await();
        long begin = System.nanoTime();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        Eventually.hasPassed(Duration.ofMillis(500), begin);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    } finally {
                        enough.countDown();
                    }
                });
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            Strand<Integer> waiting =
                    scope.spawn(() -> {
                        lock.lock();
                        lock.unlock();
                        return 1;
                    });
            scope.spawn(() -> Coroutines.pause());
            scope.joinAll();
            assertThat(waiting.get()).isEqualTo(1);
        }
        outside.join();
    }
}
