package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.CoroutineScopeBuilder;
import io.heddle.coroutine.Coroutines;
import io.heddle.coroutine.Generator;
import io.heddle.coroutine.Select;
import io.heddle.coroutine.Timeouts;
import io.heddle.coroutine.TurnRecord;
import io.heddle.internal.memory.WithoutSlices;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@SuppressWarnings("LockNotBeforeTry") // a lock that is held across a pause is what is tested
class CooperativeScopeTest extends CoroutineScopeContract {

    private final VirtualTime time = VirtualTime.jumping();

    @Override
    protected CoroutineScope open(CoroutineScopeBuilder spec) {
        return spec.cooperative();
    }

    private CoroutineScope cooperative() {
        return CoroutineScope.builder().name("owner").time(time).recorded().cooperative();
    }

    // ---- the order -----------------------------------------------------------------------------

    @Test
    void coroutinesTakeTurnsAtEachPause() throws Exception {
        List<String> log = new ArrayList<>(); // one at a time: no lock is needed
        try (CoroutineScope scope = cooperative()) {
            for (String what : List.of("sing", "dance")) {
                scope.spawn(
                        what,
                        () -> {
                            for (int i = 0; i < 3; i++) {
                                log.add(what);
                                Coroutines.pause();
                            }
                        });
            }
            log.add("owner");
            scope.joinAll();

            assertThat(log)
                    .containsExactly("owner", "sing", "dance", "sing", "dance", "sing", "dance");
            assertThat(scope.trace())
                    .extracting(TurnRecord::coroutine)
                    .startsWith("sing", "dance", "sing", "dance");
        }
    }

    @Test
    void sleepersWakeInTheOrderOfTheirTimes() throws Exception {
        List<Integer> log = new ArrayList<>();
        try (CoroutineScope scope = cooperative()) {
            for (int millis : new int[] {30, 10, 20, 10, 0}) {
                scope.spawn(() -> {
                    Coroutines.sleep(Duration.ofMillis(millis));
                    log.add(millis);
                });
            }
            scope.joinAll();
        }
        assertThat(log).containsExactly(0, 10, 10, 20, 30);
    }

    @Test
    void sleeperIsNotHeldUpForEverByThoseWhoPause() throws Exception {
        boolean[] awake = {false};
        try (CoroutineScope scope = cooperative()) {
            scope.spawn(() -> {
                while (!awake[0]) {
                    Coroutines.pause();
                }
            });
            scope.spawn(() -> {
                Coroutines.sleep(Duration.ofMillis(1));
                awake[0] = true;
            });
            time.advance(Duration.ofMillis(1)); // of real time it has enough
            scope.joinAll();
        }
    }

    @Test
    void neverTwoRunAtTheSameTime() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Channel<Integer> channel = Channel.bounded(2);
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            for (int i = 0; i < 20; i++) {
                boolean sends = i % 2 == 0;
                scope.spawn(() -> {
                    for (int n = 0; n < 50; n++) {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.sleep(
                                Duration.ofNanos(1)); // lets others show that they run, if they do
                        running.decrementAndGet();
                        if (sends) {
                            channel.send(n);
                        } else {
                            var _ = channel.receive();
                        }
                        Coroutines.pause();
                    }
                });
            }
            scope.joinAll();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void orderIsTheSameAtEveryRun() throws Exception {
        Set<List<TurnRecord>> traces = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            traces.add(traceOfABusyScope());
        }
        assertThat(traces).hasSize(1);
        assertThat(traces.iterator().next()).hasSizeGreaterThan(100);
    }

    private static List<TurnRecord> traceOfABusyScope() throws Exception {
        CoroutineScopeBuilder spec =
                CoroutineScope.builder().time(VirtualTime.jumping()).name("owner").recorded();
        try (CoroutineScope scope = spec.cooperative()) {
            Channel<Integer> first = Channel.bounded(3);
            Channel<Integer> second = Channel.rendezvous();
            Strand<Integer> sum = scope.spawn("sum", () -> sumOf(first, second));
            Strand<?> limited = scope.spawn("limited", CooperativeScopeTest::limited);
            for (int i = 0; i < 4; i++) {
                int number = i;
                scope.spawn("sender", () -> send(i(number), first, second));
            }
            scope.spawn("joiner", () -> sum.get() + (limited.get() == null ? 0 : 1));
            scope.spawn("generating", () -> generated());
            scope.joinAll();
            return scope.trace();
        }
    }

    private static int i(int number) {
        return number;
    }

    private static int sumOf(Channel<Integer> first, Channel<Integer> second)
            throws InterruptedException {
        int sum = 0;
        for (int i = 0; i < 80; i++) {
            sum += Select.<Integer>one(first.onReceive(n -> n), second.onReceive(n -> n));
        }
        return sum;
    }

    private static void send(int number, Channel<Integer> first, Channel<Integer> second)
            throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            Coroutines.sleep(Duration.ofMillis(number * i % 7));
            if (!first.trySend(i)) {
                var _ =
                        Select.<Boolean>one(
                                first.onSend(i, () -> true), second.onSend(i, () -> true));
            }
        }
    }

    private static Object limited() throws Exception {
        try {
            return Timeouts.call(
                    Duration.ofMillis(12),
                    () -> {
                        Coroutines.sleep(Duration.ofMinutes(1));
                        return "never";
                    });
        } catch (TimeoutException e) {
            return "late";
        }
    }

    private static int generated() throws Exception {
        int sum = 0;
        try (Generator<Integer> numbers =
                Generator.of(out -> {
                    for (int n = 0; ; n++) {
                        Coroutines.sleep(Duration.ofMillis(2));
                        out.yield(n);
                    }
                })) {
            for (int i = 0; i < 5; i++) {
                sum += numbers.next();
            }
        }
        return sum;
    }

    @Test
    void sleepTakesItsTimeInRealTimeToo() throws Exception {
        long begin = System.nanoTime();
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            scope.spawn(() -> {
                for (int i = 0; i < 40; i++) {
                    Coroutines.pause(); // 40 µs of the scope, and less in reality
                }
            });
            scope.spawn(() -> Coroutines.sleep(Duration.ofMillis(20)));
            scope.joinAll();
        }
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void onlyAnOpenTraceIsRecorded() {
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            assertThatIllegalStateException().isThrownBy(scope::trace);
        }
        try (CoroutineScope scope = CoroutineScope.open()) {
            assertThatIllegalStateException().isThrownBy(scope::trace);
        }
    }

    // ---- what hands the turn over
    // ----------------------------------------------------------------

    @Test
    void plainBlockingCallKeepsTheTurnAndBlockingHandsItOver() throws Exception {
        List<String> log = new ArrayList<>();
        CountDownLatch opened = new CountDownLatch(1);
        try (CoroutineScope scope = cooperative()) {
            scope.spawn(() -> {
                Thread.sleep(1); // keeps the turn
                log.add("slept");
                Coroutines.blocking(() -> opened.await());
                log.add("awaited");
            });
            scope.spawn(() -> {
                log.add("other");
                opened.countDown();
                Thread.sleep(1);
                log.add("other goes on");
            });
            scope.joinAll();
        }
        assertThat(log).containsExactly("slept", "other", "other goes on", "awaited");
    }

    @Test
    @ExtendWith(WithoutSlices.class)
    void locksAndFuturesAndQueuesOfHeddleHandTheTurnOver() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedQueue<String> queue = SharedQueue.create(1);
        List<String> log = new ArrayList<>();
        try (CoroutineScope scope = cooperative()) {
            Strand<?> holder =
                    scope.spawn(() -> {
                        lock.lock();
                        Coroutines.pause();
                        log.add("unlocks");
                        lock.unlock();
                        queue.put("element");
                    });
            scope.spawn(() -> {
                lock.lock();
                log.add("locked");
                lock.unlock();
                log.add(queue.take());
                holder.join();
            });
            scope.joinAll();
        }
        assertThat(log).containsExactly("unlocks", "locked", "element");
    }

    @Test
    void threadsFromOutsideMayWakeCoroutines() throws Exception {
        Channel<String> channel = Channel.rendezvous();
        try (CoroutineScope scope = cooperative()) {
            Strand<String> waiting = scope.spawn(() -> channel.receive());
            Strand<?> outside = Strand.ofThread().start(() -> channel.send("from outside"));
            scope.joinAll();
            assertThat(waiting.get()).isEqualTo("from outside");
            assertThat(outside.isAlive()).isFalse();
        }
    }

    @Test
    void limitEndsWorkThatKeepsTheTurn() {
        assertThatThrownBy(
                        () -> {
                            try (CoroutineScope scope = CoroutineScope.cooperative()) {
                                Strand<?> spinning =
                                        scope.spawn(() ->
                                                Timeouts.run(
                                                        Duration.ofMillis(5),
                                                        () -> {
                                                            while (!Thread.interrupted()) {
                                                                Thread.onSpinWait();
                                                            }
                                                        }));
                                spinning.get();
                            }
                        })
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }
}
