package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Futures;
import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.CoroutineScopeBuilder;
import io.heddle.coroutine.Coroutines;
import io.heddle.coroutine.Generator;
import io.heddle.coroutine.RateLimit;
import io.heddle.coroutine.Timeouts;
import io.heddle.shared.HeddleLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What of Heddle waits within [Coroutines#blocking(Task)] does so as in a thread outside the scope.
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlockingInTurnTest {

    private static final Duration MOMENT = Duration.ofMillis(5);

    private static <T> T inTurn(Task<T> task) throws Exception {
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            Strand<T> child = scope.spawn(() -> Coroutines.blocking(task));
            scope.joinAll();
            assertThat(Coroutines.blocking(task)).isEqualTo(child.get()); // by the owner too
            return child.get();
        }
    }

    @Test
    void pausesAndSleepsEnd() throws Exception {
        String slept =
                inTurn(() -> {
                    Coroutines.pause();
                    long begin = System.nanoTime();
                    Coroutines.sleep(MOMENT);
                    assertThat(System.nanoTime() - begin)
                            .isGreaterThanOrEqualTo(MOMENT.toNanos()); // in real time
                    return "slept";
                });
        assertThat(slept).isEqualTo("slept");
    }

    @Test
    void blockingWithinBlockingChangesNothing() throws Exception {
        assertThat(inTurn(() -> Coroutines.blocking(() -> Coroutines.blocking(() -> 9))))
                .isEqualTo(9);
    }

    @Test
    void scopeThatIsLeftOpenIsClosedAndNamed() throws Exception {
        CoroutineScopeBuilder forgotten = CoroutineScope.builder().name("forgotten");
        for (Supplier<CoroutineScope> opening :
                List.<Supplier<CoroutineScope>>of(forgotten::cooperative, forgotten::open)) {
            AtomicReference<Strand<?>> left = new AtomicReference<>();
            Task<Integer> forgetful =
                    () -> {
                        left.set(opening.get().spawn(() -> Coroutines.sleep(Duration.ofDays(1))));
                        return 1;
                    };
            try (CoroutineScope scope = CoroutineScope.cooperative()) {
                assertThatThrownBy(() -> Coroutines.blocking(forgetful))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("scope=forgotten");
                assertThat(left.get().isAlive()).isFalse();
                assertThat(scope.spawn(() -> 8).get()).isEqualTo(8); // the turn still goes round
            }
        }
    }

    @Test
    void failureOfWhoLeavesAScopeOpenIsItsOwn() throws Exception {
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            Task<Integer> failing =
                    () -> {
                        var _ = CoroutineScope.cooperative();
                        throw new ArithmeticException("mine");
                    };
            assertThatThrownBy(() -> Coroutines.blocking(failing))
                    .isInstanceOf(ArithmeticException.class)
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
            assertThat(scope.spawn(() -> 8).get()).isEqualTo(8);
        }
    }

    @Test
    void tasksAreWaitedFor() throws Exception {
        try (TaskPool pool = TaskPool.threads(1)) {
            assertThat(inTurn(() -> pool.submit(onceWaitedFor(Thread.currentThread())).get()))
                    .isEqualTo(4);
            assertThat(
                            inTurn(() -> {
                                Task<Integer> slow = onceWaitedFor(Thread.currentThread());
                                var all = List.of(pool.submit(slow), pool.submit(slow));
                                return Futures.await(all, Futures.Until.ALL).done().size();
                            }))
                    .isEqualTo(2);
        }
    }

    /// Ends when a thread is parked, so that it has really waited.
    private static Task<Integer> onceWaitedFor(Thread waiter) {
        return () -> {
            Eventually.holds("it waits", () -> waiter.getState() == Thread.State.WAITING);
            return 4;
        };
    }

    @Test
    void scopesWithinHaveTheirOwnTurnsAndTime() throws Exception {
        Task<Integer> inner =
                () -> {
                    int sum = 0;
                    for (boolean cooperative : new boolean[] {true, false}) {
                        try (CoroutineScope scope =
                                cooperative
                                        ? CoroutineScope.cooperative()
                                        : CoroutineScope.open()) {
                            Strand<Integer> child =
                                    scope.spawn(() -> {
                                        Coroutines.sleep(MOMENT);
                                        return 8;
                                    });
                            scope.joinAll();
                            sum += child.get();
                        }
                    }
                    return sum;
                };
        assertThat(inTurn(inner)).isEqualTo(16);
    }

    @Test
    void coroutinesThatShareTheTurnAreMet() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        HeddleLock lock = HeddleLock.create("held");
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            Strand<Integer> receiver =
                    scope.spawn(() -> Coroutines.blocking(() -> channel.receive()));
            scope.spawn(() -> {
                lock.lock();
                try {
                    Coroutines.sleep(MOMENT);
                    channel.send(5);
                } finally {
                    lock.unlock();
                }
            });
            Strand<Boolean> locker =
                    scope.spawn(() ->
                            Coroutines.blocking(() -> {
                                lock.lock();
                                try {
                                    return true;
                                } finally {
                                    lock.unlock();
                                }
                            }));
            Strand<Integer> spawner =
                    scope.spawn(() -> Coroutines.blocking(() -> scope.spawn(() -> 7).get()));
            scope.joinAll();
            assertThat(receiver.get()).isEqualTo(5);
            assertThat(locker.get()).isTrue();
            assertThat(spawner.get()).isEqualTo(7);
        }
    }

    @Test
    void generatorsGoOnWithinAndAfterwards() throws Exception {
        try (var _ = CoroutineScope.cooperative();
                Generator<Integer> numbers =
                        Generator.of(out -> {
                            for (int n = 0; ; n++) {
                                Coroutines.pause();
                                out.yield(n);
                            }
                        })) {
            assertThat(numbers.next()).isZero();
            assertThat(Coroutines.blocking(() -> numbers.next())).isEqualTo(1);
            assertThat(numbers.next()).isEqualTo(2);
        }
    }

    @Test
    void timeLimitWithinLimits() {
        assertThatThrownBy(() ->
                        inTurn(() -> Timeouts.call(MOMENT, () -> Channel.rendezvous().receive())))
                .hasRootCauseInstanceOf(InterruptedException.class)
                .cause()
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void deadlineOfTheScopeReachesWhatWaitsWithin() {
        assertThatThrownBy(
                        () -> {
                            try (CoroutineScope scope =
                                    CoroutineScope.builder().deadline(MOMENT).cooperative()) {
                                scope.spawn(() ->
                                        Coroutines.blocking(() -> Channel.rendezvous().receive()));
                                scope.spawn(() ->
                                        Coroutines.blocking(
                                                () -> Coroutines.sleep(Duration.ofDays(1))));
                                scope.joinAll();
                            }
                        })
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TaskTimeoutException.class);
    }

    @Test
    void turnIsSharedAgainAfterwards() throws Exception {
        StringBuilder log = new StringBuilder(); // one at a time: no lock is needed
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            for (char name : new char[] {'a', 'b'}) {
                scope.spawn(() -> {
                    Coroutines.blocking(() -> Coroutines.sleep(MOMENT));
                    for (int i = 0; i < 100; i++) {
                        log.append(name);
                        Coroutines.pause();
                    }
                });
            }
            scope.joinAll();
        }
        assertThat(log).hasSize(200);
    }

    @Test
    void scopeThatIsClosedWithinLeavesNoTurnBehind() throws Exception {
        CoroutineScope scope = CoroutineScope.cooperative();
        Strand<Integer> child = scope.spawn(() -> 3);
        Coroutines.blocking(() -> {
            scope.joinAll();
            scope.close();
        });
        assertThat(child.get()).isEqualTo(3);
        assertThat(RateLimit.of(1, MOMENT).tryAcquire(MOMENT)).isTrue();
        Coroutines.sleep(MOMENT); // in real time, with nobody to give a turn
    }
}
