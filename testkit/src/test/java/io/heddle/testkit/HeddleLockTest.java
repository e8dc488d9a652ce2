package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.shared.Deadlock;
import io.heddle.shared.DeadlockException;
import io.heddle.shared.Deadlocks;
import io.heddle.shared.ForsakenLockException;
import io.heddle.shared.HeddleLock;
import io.heddle.shared.LockInversion;
import io.heddle.shared.SharedLock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A lock that behaves like a [ReentrantLock] and tells what goes wrong.
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "JavaUtilDate"}) // each step by itself
class HeddleLockTest {

    private static final int LIMIT_SECONDS = 20;
    private static final int ROUNDS = 5_000;

    private final BlockingQueue<Deadlock> deadlocks = new LinkedBlockingQueue<>();
    private final BlockingQueue<LockInversion> inversions = new LinkedBlockingQueue<>();
    private final Consumer<Deadlock> deadlockListener = deadlocks::add;
    private final Consumer<LockInversion> inversionListener = inversions::add;

    @BeforeEach
    void listen() {
        Deadlocks.onDetected(deadlockListener);
        Deadlocks.onInversion(inversionListener);
    }

    @AfterEach
    void listenNoMore() throws InterruptedException {
        Thread.interrupted(); // of a test that failed
        assertThat(Deadlocks.forget(deadlockListener)).isTrue();
        assertThat(Deadlocks.forgetInversion(inversionListener)).isTrue();
        Eventually.holds("all have ended", () -> Strand.active().isEmpty());
    }

    private static void awaitWaiter(HeddleLock lock, int number) throws InterruptedException {
        Eventually.holds("they wait", () -> lock.getQueueLength() == number);
    }

    // ---- the lock ----------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyOneHoldsItAtATime(boolean fair) throws Exception {
        HeddleLock lock = fair ? HeddleLock.fair("") : HeddleLock.create();
        int[] number = new int[1];
        List<Strand<?>> parties = new ArrayList<>();
        int rounds = fair ? ROUNDS / 10 : ROUNDS;
        for (int i = 0; i < 3; i++) {
            parties.add(Strand.ofThread().start(() -> count(lock, number, rounds)));
            parties.add(Strand.ofCoroutine().start(() -> count(lock, number, rounds)));
        }
        for (Strand<?> party : parties) {
            party.get();
            party.join();
        }
        assertThat(number[0]).isEqualTo(6 * rounds);
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.hasQueuedThreads()).isFalse();
    }

    private static void count(Lock lock, int[] number, int rounds) {
        for (int i = 0; i < rounds; i++) {
            lock.lock();
            try {
                number[0]++;
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    void whoHoldsItMayTakeItAgainAndMustGiveItBackAsOften() throws Exception {
        HeddleLock lock = HeddleLock.create();
        lock.lock();
        lock.lockInterruptibly();
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.tryLock(-1, TimeUnit.DAYS)).isTrue();
        assertThat(lock.getHoldCount()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            assertThat(Strand.ofThread().start(() -> lock.tryLock()).get()).isFalse();
            lock.unlock();
        }
        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.getHoldCount()).isZero();
    }

    @Test
    void whoDoesNotHoldItCannotGiveItBackNorUseItsConditions() throws Exception {
        HeddleLock lock = HeddleLock.create("mine");
        Condition condition = lock.newCondition();
        lock.lock();
        Strand.ofThread()
                .start(() -> {
                    assertThatThrownBy(lock::unlock)
                            .isInstanceOf(IllegalMonitorStateException.class)
                            .hasMessageContaining("mine");
                    assertThatThrownBy(condition::await)
                            .isInstanceOf(IllegalMonitorStateException.class);
                    assertThatThrownBy(condition::signal)
                            .isInstanceOf(IllegalMonitorStateException.class);
                    assertThatThrownBy(condition::signalAll)
                            .isInstanceOf(IllegalMonitorStateException.class);
                })
                .get();
        lock.unlock();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void whoWaitsLooksLikeAWaiterOfTheJdk() throws Exception {
        HeddleLock lock = HeddleLock.create("busy");
        lock.lock();
        Thread plain = Thread.ofPlatform().start(() -> takeAndGiveBack(lock));
        awaitWaiter(lock, 1);
        Eventually.holds("it waits", () -> plain.getState() == Thread.State.WAITING);
        Thread timed = Thread.ofPlatform().start(() -> takeWithin(lock, 1));
        awaitWaiter(lock, 2);
        Eventually.holds("it waits", () -> timed.getState() == Thread.State.TIMED_WAITING);
        assertThat(lock.hasQueuedThread(plain)).isTrue();
        assertThat(lock.hasQueuedThread(Thread.currentThread())).isFalse();
        assertThat(lock.toString())
                .endsWith(
                        "HeddleLock@busy[Locked by thread "
                                + Thread.currentThread().getName()
                                + "]");
        lock.unlock();
        plain.join();
        timed.join();
        assertThat(lock.toString()).endsWith("HeddleLock@busy[Unlocked]");
    }

    private static void takeAndGiveBack(Lock lock) {
        lock.lock();
        lock.unlock();
    }

    private static void takeWithin(Lock lock, long days) {
        try {
            if (lock.tryLock(days, TimeUnit.DAYS)) {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void waitWithALimitEndsWithoutTheLock() throws Exception {
        HeddleLock lock = HeddleLock.create();
        lock.lock();
        Strand<Boolean> late =
                Strand.ofThread().start(() -> lock.tryLock(10, TimeUnit.MILLISECONDS));
        assertThat(late.get()).isFalse();
        late.join();
        assertThat(lock.hasQueuedThreads()).isFalse();
        lock.unlock();
    }

    @Test
    void interruptEndsAWaitThatCaresAndIsKeptByOneThatDoesNot() throws Exception {
        HeddleLock lock = HeddleLock.create();
        lock.lock();
        Strand<Boolean> caring =
                Strand.ofThread()
                        .start(() -> {
                            assertThatThrownBy(lock::lockInterruptibly)
                                    .isInstanceOf(InterruptedException.class);
                            return Thread.currentThread().isInterrupted();
                        });
        awaitWaiter(lock, 1);
        Thread waiter = waitersOf(lock).getFirst();
        waiter.interrupt();
        assertThat(caring.get()).isFalse();
        Strand<Boolean> stubborn =
                Strand.ofThread()
                        .start(() -> {
                            lock.lock();
                            lock.unlock();
                            return Thread.interrupted();
                        });
        awaitWaiter(lock, 1);
        waitersOf(lock).getFirst().interrupt();
        lock.unlock();
        assertThat(stubborn.get()).isTrue();
        Thread.currentThread().interrupt();
        assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.DAYS))
                .isInstanceOf(InterruptedException.class);
        assertThat(lock.isLocked()).isFalse();
        caring.join();
        stubborn.join();
    }

    private static List<Thread> waitersOf(HeddleLock lock) {
        return Thread.getAllStackTraces().keySet().stream().filter(lock::hasQueuedThread).toList();
    }

    @Test
    void whoGivesUpAtTheMomentItIsWokenPassesItOn() throws Exception {
        HeddleLock lock = HeddleLock.create();
        for (int i = 0; i < ROUNDS / 10; i++) {
            lock.lock();
            Thread first = Thread.startVirtualThread(() -> takeUnlessInterrupted(lock));
            awaitWaiter(lock, 1);
            Thread second = Thread.startVirtualThread(() -> takeAndGiveBack(lock));
            awaitWaiter(lock, 2);
            Thread interrupter = Thread.startVirtualThread(first::interrupt);
            lock.unlock();
            assertThat(second.join(Eventually.LIMIT)).isTrue();
            interrupter.join();
            first.join();
        }
    }

    private static void takeUnlessInterrupted(Lock lock) {
        try {
            lock.lockInterruptibly();
            lock.unlock();
        } catch (InterruptedException e) {
            // it does without
        }
    }

    @Test
    void fairOneIsHadInTheOrderOfComing() throws Exception {
        HeddleLock lock = HeddleLock.fair("queue");
        assertThat(lock.isFair()).isTrue();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        lock.lock();
        List<Strand<?>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            all.add(
                    Strand.ofThread()
                            .start(() -> {
                                lock.lock();
                                order.add(number);
                                lock.unlock();
                            }));
            awaitWaiter(lock, i + 1);
        }
        lock.unlock();
        for (Strand<?> one : all) {
            one.join();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void fairOneIsNotHadByWhoComesWhileAnotherWaits() throws Exception {
        HeddleLock lock = HeddleLock.fair("");
        for (int i = 0; i < 100; i++) {
            AtomicInteger waiterWas = new AtomicInteger();
            lock.lock();
            Thread waiter =
                    Thread.ofPlatform()
                            .start(() -> {
                                lock.lock();
                                waiterWas.set(1);
                                lock.unlock();
                            });
            awaitWaiter(lock, 1);
            lock.unlock();
            lock.lock(); // at once, before the other one can have woken up
            assertThat(waiterWas).hasValue(1);
            lock.unlock();
            waiter.join();
        }
    }

    @Test
    void tenThousandCoroutinesThatWaitHoldNoCarrier() throws Exception {
        HeddleLock lock = HeddleLock.create();
        int[] number = new int[1];
        lock.lock();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(Thread.startVirtualThread(() -> count(lock, number, 1)));
        }
        Eventually.holds("many wait", () -> lock.getQueueLength() == 10_000);
        assertThat(Strand.ofCoroutine().start(() -> 42).get()).isEqualTo(42);
        lock.unlock();
        for (Thread one : all) {
            one.join();
        }
        assertThat(number[0]).isEqualTo(10_000);
    }

    // ---- conditions --------------------------------------------------------------------------

    @Test
    void signalLetsExactlyOneGoOnTheFirstOneFirst() throws Exception {
        HeddleLock lock = HeddleLock.create();
        Condition condition = lock.newCondition();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger waiting = new AtomicInteger();
        List<Strand<?>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            all.add(
                    Strand.ofThread()
                            .start(() -> {
                                lock.lock();
                                lock.lock(); // it gets back what it held
                                waiting.incrementAndGet();
                                condition.await();
                                order.add(number);
                                assertThat(lock.getHoldCount()).isEqualTo(2);
                                lock.unlock();
                                lock.unlock();
                            }));
            Eventually.holds("it waits", () -> waiting.get() == number + 1 && !lock.isLocked());
        }
        lock.lock();
        condition.signal();
        lock.unlock();
        Eventually.holds("one goes on", () -> order.size() == 1);
        lock.lock();
        condition.signal();
        condition.signal();
        lock.unlock();
        Eventually.holds("three have gone on", () -> order.size() == 3);
        lock.lock();
        condition.signalAll();
        lock.unlock();
        for (Strand<?> one : all) {
            one.join();
        }
        assertThat(order.getFirst()).isZero();
        assertThat(order).hasSize(4);
    }

    @Test
    void conditionEndsByTimeOrInterruptAndKeepsSignalsForOthers() throws Exception {
        HeddleLock lock = HeddleLock.create();
        Condition condition = lock.newCondition();
        lock.lock();
        assertThat(condition.awaitNanos(1_000)).isNotPositive();
        assertThat(condition.await(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(condition.awaitUntil(new Date(0))).isFalse();
        assertThat(condition.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
        Thread.currentThread().interrupt();
        assertThatThrownBy(condition::await).isInstanceOf(InterruptedException.class);
        assertThat(lock.getHoldCount()).isEqualTo(1);
        lock.unlock();

        CountDownLatch in = new CountDownLatch(2);
        Strand<?> gone = Strand.ofThread().start(() -> awaitIn(lock, condition, in));
        Eventually.holds("it waits", () -> in.getCount() == 1 && !lock.isLocked());
        Strand<?> next = Strand.ofThread().start(() -> awaitIn(lock, condition, in));
        Eventually.holds("it waits", () -> in.getCount() == 0 && !lock.isLocked());
        gone.cancel(true);
        gone.join();
        lock.lock();
        condition.signal();
        lock.unlock();
        next.get();
        next.join();
    }

    private static void awaitIn(Lock lock, Condition condition, CountDownLatch in)
            throws InterruptedException {
        lock.lock();
        try {
            in.countDown();
            condition.await();
        } finally {
            lock.unlock();
        }
    }

    @Test
    void conditionThatDoesNotCareKeepsTheInterrupt() throws Exception {
        HeddleLock lock = HeddleLock.create();
        Condition condition = lock.newCondition();
        Strand<Boolean> stubborn =
                Strand.ofThread()
                        .start(() -> {
                            lock.lock();
                            Thread.currentThread().interrupt();
                            condition.awaitUninterruptibly();
                            lock.unlock();
                            return Thread.interrupted();
                        });
        Eventually.holds(
                "it waits", () -> stubborn.attempts() == 1 && signalled(lock, condition, stubborn));
        assertThat(stubborn.get()).isTrue();
        stubborn.join();
    }

    private static boolean signalled(Lock lock, Condition condition, Strand<?> who) {
        lock.lock();
        condition.signal();
        lock.unlock();
        return who.isDone();
    }

    // ---- deadlocks ---------------------------------------------------------------------------

    private static boolean takeBoth(Lock first, Lock second, CountDownLatch all)
            throws InterruptedException {
        first.lockInterruptibly();
        try {
            all.countDown();
            all.await();
            second.lockInterruptibly();
            second.unlock();
            return false;
        } catch (DeadlockException | InterruptedException e) {
            return true;
        } finally {
            first.unlock();
        }
    }

    private Deadlock deadlock() throws InterruptedException {
        Deadlock report = deadlocks.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        return Objects.requireNonNull(report, "no deadlock was reported");
    }

    @Test
    void deadlockOfThreadAndCoroutineIsNamedAndOneGivesUp() throws Exception {
        HeddleLock spoon = HeddleLock.create("spoon");
        HeddleLock fork = HeddleLock.create("fork");
        CountDownLatch both = new CountDownLatch(2);
        Strand<Boolean> left =
                Strand.ofThread().name("left").start(() -> takeBoth(spoon, fork, both));
        Strand<Boolean> right =
                Strand.ofCoroutine().name("right").start(() -> takeBoth(fork, spoon, both));

        Deadlock report = deadlock();

        assertThat(report.members()).hasSize(2);
        assertThat(report.toString()).contains("left", "right", "spoon", "fork");
        assertThat(report.members())
                .allSatisfy(member -> {
                    assertThat(member.wantedAt()).contains("HeddleLockTest.takeBoth");
                    assertThat(member.heldAt()).contains("HeddleLockTest.takeBoth");
                    assertThat(member.wanted())
                            .isEqualTo(member.thread().equals("left") ? "fork" : "spoon");
                });
        assertThat(left.get()).isNotEqualTo(right.get());
        left.join();
        right.join();
        assertThat(deadlocks).isEmpty(); // the JVM sees threads, and leaves these locks to us
        assertThat(spoon.isLocked() || fork.isLocked()).isFalse();
    }

    @Test
    void deadlockThroughALockBetweenProcessesIsFoundToo() throws Exception {
        HeddleLock here = HeddleLock.create("here");
        SharedLock shared = SharedLock.create();
        CountDownLatch both = new CountDownLatch(2);
        Strand<Boolean> one = Strand.ofCoroutine().start(() -> takeBoth(here, shared, both));
        Strand<Boolean> other = Strand.ofThread().start(() -> takeBoth(shared, here, both));

        assertThat(deadlock().members())
                .extracting(Deadlock.Member::held)
                .contains("here")
                .hasSize(2);
        assertThat(one.get()).isNotEqualTo(other.get());
        one.join();
        other.join();
    }

    @Test
    void deadlockOfThreadsThroughLocksOfTheJdkIsReported() throws Exception {
        HeddleLock ours = HeddleLock.create();
        ReentrantLock theirs = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        Strand<Boolean> left =
                Strand.ofThread().name("left").start(() -> takeBoth(ours, theirs, both));
        Strand<Boolean> right =
                Strand.ofThread().name("right").start(() -> takeBoth(theirs, ours, both));

        Deadlock report = deadlock();

        assertThat(report.members())
                .extracting(Deadlock.Member::thread)
                .containsOnly("left", "right");
        assertThat(report.toString()).contains("ReentrantLock", "HeddleLockTest.takeBoth");
        right.cancel(true); // nobody gives up by itself: one of the locks is not ours
        left.join();
        right.join();
        assertThat(left.get()).isFalse();
    }

    @Test
    void longWaitForOneWhoWillComeBackIsNoDeadlock() throws Exception {
        HeddleLock a = HeddleLock.create();
        HeddleLock b = HeddleLock.create();
        b.lock();
        Strand<?> waiter =
                Strand.ofThread()
                        .start(() -> {
                            a.lock();
                            takeAndGiveBack(b);
                            a.unlock();
                        });
        awaitWaiter(b, 1);
        Eventually.hasPassed(java.time.Duration.ofSeconds(1), System.nanoTime());
        b.unlock();
        waiter.get();
        waiter.join();
        assertThat(deadlocks).isEmpty();
    }

    // ---- the forsaken ------------------------------------------------------------------------

    @Test
    void whoWaitsForAThreadThatHasEndedIsToldSo() throws Exception {
        HeddleLock lock = HeddleLock.create("ledger");
        CountDownLatch end = new CountDownLatch(1);
        Strand<?> holder =
                Strand.ofThread()
                        .name("careless")
                        .start(() -> {
                            lock.lock();
                            end.await();
                        });
        Eventually.holds("it is held", lock::isLocked);
        Strand<?> plain = Strand.ofThread().start(() -> lock.lock());
        Strand<?> coroutine = Strand.ofCoroutine().start(() -> lock.lockInterruptibly());
        awaitWaiter(lock, 2);

        end.countDown();
        holder.join();

        for (Strand<?> waiter : List.of(plain, coroutine)) {
            assertThatThrownBy(waiter::get)
                    .hasCauseInstanceOf(ForsakenLockException.class)
                    .hasMessageContaining("lock=ledger")
                    .hasMessageContaining("holder=careless");
            waiter.join();
        }
        assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.DAYS))
                .isInstanceOf(ForsakenLockException.class);
        assertThat(lock.tryLock()).isFalse();
    }

    @Test
    void interruptIsKeptByOneWhoIsToldThatItsLockIsForsaken() throws Exception {
        HeddleLock lock = HeddleLock.create();
        Condition condition = lock.newCondition();
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        AtomicBoolean kept = new AtomicBoolean();
        CountDownLatch in = new CountDownLatch(1);
        Thread waiting =
                Thread.ofPlatform()
                        .start(() -> {
                            lock.lock();
                            in.countDown();
                            try {
                                condition.await();
                            } catch (InterruptedException | RuntimeException e) {
                                thrown.set(e);
                                kept.set(Thread.interrupted());
                            }
                        });
        in.await();
        Thread careless =
                Thread.ofPlatform()
                        .start(() -> {
                            lock.lock();
                            waiting.interrupt();
                        });
        careless.join();
        waiting.join();
        assertThat(thrown.get()).isInstanceOf(ForsakenLockException.class);
        assertThat(kept).isTrue();
    }

    // ---- the order ---------------------------------------------------------------------------

    private static void nested(Lock... locks) {
        for (Lock lock : locks) {
            lock.lock();
        }
        for (Lock lock : locks) {
            lock.unlock();
        }
    }

    @Test
    void locksTakenInDifferentOrdersAreReportedOnceThoughNothingHangs() throws Exception {
        HeddleLock a = HeddleLock.create("a");
        HeddleLock b = HeddleLock.create("b");
        nested(a, b);
        nested(a, b);
        Strand<?> other =
                Strand.ofThread()
                        .name("other")
                        .start(() -> {
                            nested(b, a);
                            nested(b, a);
                        });
        other.join();

        LockInversion report =
                Objects.requireNonNull(inversions.poll(LIMIT_SECONDS, TimeUnit.SECONDS));

        assertThat(report.steps())
                .extracting(LockInversion.Step::held, LockInversion.Step::taken)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("b", "a"),
                        org.assertj.core.groups.Tuple.tuple("a", "b"));
        assertThat(report.steps().getFirst().thread()).isEqualTo("other");
        assertThat(report.steps())
                .allSatisfy(step -> assertThat(step.takenAt()).contains("HeddleLockTest.nested"));
        nested(b, a);
        assertThat(inversions).isEmpty();
    }

    @Test
    void wayRoundAsLongAsTheStackIsReported() throws Exception {
        List<HeddleLock> locks = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            locks.add(HeddleLock.create());
        }
        Thread narrow = new Thread(null, () -> goRound(locks), "narrow", 1 << 18);
        narrow.start();
        narrow.join();

        assertThat(Objects.requireNonNull(inversions.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).steps())
                .hasSameSizeAs(locks);
    }

    private static void goRound(List<HeddleLock> locks) {
        for (int i = 1; i < locks.size(); i++) {
            nested(locks.get(i - 1), locks.get(i));
        }
        nested(locks.getLast(), locks.getFirst());
    }

    @Test
    void wayRoundThreeLocksIsReported() throws Exception {
        HeddleLock a = HeddleLock.create("a");
        HeddleLock b = HeddleLock.create("b");
        HeddleLock c = HeddleLock.create("c");
        nested(a, b);
        nested(b, c);
        nested(c, a);

        assertThat(Objects.requireNonNull(inversions.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).steps())
                .extracting(LockInversion.Step::taken)
                .containsExactly("a", "b", "c");
    }

    @Test
    void ordersThatCannotHangAreNotReported() throws Exception {
        HeddleLock gate = HeddleLock.create("gate");
        HeddleLock a = HeddleLock.create("a");
        HeddleLock b = HeddleLock.create("b");
        HeddleLock c = HeddleLock.create("c");
        nested(gate, a, b);
        nested(gate, b, a); // only one can be behind the gate
        nested(a, c);
        c.lock();
        assertThat(a.tryLock()).isTrue(); // it would not have waited
        a.unlock();
        c.unlock();
        nested(a, a);
        HeddleLock x = HeddleLock.create("x");
        HeddleLock y = HeddleLock.create("y");
        nested(x, y);
        nested(y, x);

        LockInversion only =
                Objects.requireNonNull(inversions.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
        assertThat(only.toString()).contains("lock x", "lock y").doesNotContain("lock a");
        assertThat(inversions).isEmpty();
    }
}
