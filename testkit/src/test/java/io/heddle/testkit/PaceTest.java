package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.Coroutines;
import io.heddle.coroutine.RateLimit;
import io.heddle.coroutine.Select;
import io.heddle.coroutine.Ticker;
import io.heddle.coroutine.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Tickers and rate limits, on a clock that does not take real time.
class PaceTest {

    private final VirtualTime time = VirtualTime.jumping();

    private CoroutineScope scope() {
        return CoroutineScope.builder().time(time).cooperative();
    }

    private static Duration seconds(long number) {
        return Duration.ofSeconds(number);
    }

    /// Rounded: on the clock of the scope, hand-overs take time too.
    private long now() {
        return Duration.ofNanos(time.nanos()).plusMillis(500).toSeconds();
    }

    // ---- Ticker --------------------------------------------------------------------------------

    @Test
    void ticksComeOncePerPeriodHoweverLongTheWorkTakes() throws Exception {
        List<Long> ticks = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        try (CoroutineScope scope = scope()) {
            scope.spawn(() -> {
                Ticker ticker = Ticker.every(seconds(10));
                for (int i = 0; i < 4; i++) {
                    ticks.add(ticker.await());
                    times.add(now());
                    Coroutines.sleep(seconds(i == 1 ? 25 : 3)); // once it is slow
                }
            });
            scope.joinAll();
        }
        assertThat(ticks).containsExactly(1L, 2L, 4L, 5L);
        assertThat(times).containsExactly(10L, 20L, 45L, 50L);
    }

    @Test
    void tickerIsAClauseOfASelection() throws Exception {
        List<String> seen = new ArrayList<>();
        try (CoroutineScope scope = scope()) {
            Channel<String> words = Channel.rendezvous();
            scope.spawn(() -> {
                Coroutines.sleep(seconds(15));
                words.send("word");
            });
            scope.spawn(() -> {
                Ticker ticker = Ticker.every(seconds(10));
                for (int i = 0; i < 3; i++) {
                    seen.add(
                            Select.<String>one(
                                    words.onReceive(word -> word),
                                    ticker.onTick(n -> "tick " + n)));
                }
            });
            scope.joinAll();
        }
        assertThat(seen).containsExactly("tick 1", "word", "tick 2");
    }

    @Test
    void periodIsPositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> Ticker.every(Duration.ZERO));
    }

    @Test
    void interruptedWaitTakesNoTick() throws Exception {
        Ticker ticker = Ticker.every(Duration.ofMillis(1));
        Thread.currentThread().interrupt();
        assertThatThrownBy(ticker::await).isInstanceOf(InterruptedException.class);
        assertThat(ticker.await()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void bothSayWhatTheyAre() throws Exception {
        try (CoroutineScope _ = scope()) {
            Ticker ticker = Ticker.every(seconds(10));
            RateLimit limit = RateLimit.of(2, seconds(20), 3);
            ticker.await();
            assertThat(limit.tryAcquire()).isTrue();

            assertThat(ticker).hasToString("Ticker[period=10s, last=1]");
            assertThat(limit).hasToString("RateLimit[one in 10s, burst=3, held=2, waiting=0]");
        }
    }

    // ---- RateLimit -----------------------------------------------------------------------------

    @Test
    void burstPassesAtOnceAndThenOneAtATime() throws Exception {
        List<Long> times = new ArrayList<>();
        try (CoroutineScope scope = scope()) {
            RateLimit limit = RateLimit.of(2, seconds(20), 3);
            for (int i = 0; i < 6; i++) {
                scope.spawn(() -> {
                    limit.acquire();
                    times.add(now());
                });
            }
            scope.joinAll();
            Coroutines.sleep(seconds(1_000)); // the bucket fills, and not more than that
            for (int i = 0; i < 3; i++) {
                assertThat(limit.tryAcquire()).isTrue();
            }
            assertThat(limit.tryAcquire()).isFalse();
        }
        assertThat(times).containsExactly(0L, 0L, 0L, 10L, 20L, 30L);
    }

    @Test
    void bucketIsFullAtFirstHoweverLongItTakesToFill() {
        for (RateLimit limit :
                List.of(
                        RateLimit.of(1, Duration.ofDays(1), 1_000_000),
                        RateLimit.of(1, Duration.ofDays(1), Integer.MAX_VALUE),
                        RateLimit.of(1, Duration.ofSeconds(Long.MAX_VALUE), 1_000_000))) {
            for (int i = 0; i < 1_000_000; i++) {
                assertThat(limit.tryAcquire()).isTrue();
            }
        }
        RateLimit inACentury = RateLimit.of(1, Duration.ofDays(36_525), 10);
        for (int i = 0; i < 10; i++) {
            assertThat(inACentury.tryAcquire()).isTrue();
        }
        assertThat(inACentury.tryAcquire()).isFalse();
    }

    @Test
    void whoComesFirstIsServedFirst() throws Exception {
        List<Integer> served = new ArrayList<>();
        try (CoroutineScope scope = scope()) {
            RateLimit limit = RateLimit.of(1, seconds(1));
            for (int i = 0; i < 20; i++) {
                int number = i;
                scope.spawn(() -> {
                    limit.acquire();
                    served.add(number);
                });
            }
            scope.joinAll();
        }
        assertThat(served).isSorted().hasSize(20);
        assertThat(now()).isEqualTo(19);
    }

    @Test
    void whoGivesUpTakesNothingFromOthers() throws Exception {
        List<String> served = new ArrayList<>();
        try (CoroutineScope scope = scope()) {
            RateLimit limit = RateLimit.of(1, seconds(10));
            limit.acquire();
            Strand<?> cancelled = scope.spawn(limit::acquire);
            Strand<Boolean> late = scope.spawn(() -> limit.tryAcquire(seconds(5)));
            scope.spawn(() -> {
                limit.acquire();
                served.add("at " + now());
            });
            Coroutines.sleep(seconds(2));
            cancelled.cancel(true);
            scope.joinAll();
            assertThat(late.get()).isFalse();
        }
        assertThat(served).containsExactly("at 10");
    }

    @Test
    void nobodyOvertakesThoseWhoWait() throws Exception {
        AtomicLong now = new AtomicLong();
        TimeSource wakesNobody =
                new TimeSource() {
                    @Override
                    public long nanos() {
                        return now.get();
                    }

                    @Override
                    public Alarm at(long nanos, Runnable action) {
                        return () -> {};
                    }
                };
        try (CoroutineScope scope = CoroutineScope.builder().time(wakesNobody).open()) {
            RateLimit limit = RateLimit.of(1, seconds(10));
            limit.acquire();
            Strand<?> waiting = scope.spawn(limit::acquire);
            Eventually.holds("it waits", () -> waiting.status() == StrandStatus.WAITING);
            now.set(seconds(60).toNanos());

            assertThat(limit.tryAcquire()).isFalse(); // there is a permit, for the one who waits
            assertThat(limit.tryAcquire(Duration.ZERO)).isFalse();
            waiting.cancel(true);
            waiting.join();
            assertThat(limit.tryAcquire()).isTrue();
        }
    }

    @Test
    void waitersOnRealTimeAreServed() throws Exception {
        RateLimit limit = RateLimit.of(1, Duration.ofMillis(1));
        try (CoroutineScope scope = CoroutineScope.open()) {
            for (int i = 0; i < 20; i++) {
                scope.spawn(limit::acquire);
            }
            scope.joinAll();
        }
    }

    @Test
    void bothOutliveTheScopeInWhichTheyWereMade() throws Exception {
        RateLimit limit;
        Ticker ticker;
        try (var _ = CoroutineScope.cooperative()) {
            limit = RateLimit.of(200, seconds(1), 1);
            limit.acquire();
            ticker = Ticker.every(Duration.ofMillis(5));
            Coroutines.pause();
        }
        long begin = System.nanoTime();
        assertThat(limit.tryAcquire(Eventually.LIMIT)).isTrue();
        limit.acquire();
        assertThat(System.nanoTime() - begin).isGreaterThan(Duration.ofMillis(5).toNanos());
        assertThat(ticker.await()).isGreaterThanOrEqualTo(1);
        assertThat(ticker.await()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void whoHasNoTurnIsServedWhileAllOthersBlock() throws Exception {
        try (var _ = CoroutineScope.cooperative()) {
            RateLimit limit = RateLimit.of(200, seconds(1), 1);
            limit.acquire();
            Strand<Boolean> outside =
                    Strand.ofThread().start(() -> limit.tryAcquire(Eventually.LIMIT));
            assertThat(Coroutines.<Boolean>blocking(() -> outside.get())).isTrue();
            limit.acquire();
        }
    }

    @Test
    void bucketIsAsFullUnderAnotherClock() throws Exception {
        RateLimit limit = RateLimit.of(1, seconds(10), 3);
        assertThat(limit.tryAcquire()).isTrue();
        List<Long> times = new ArrayList<>();
        try (CoroutineScope scope = scope()) {
            scope.spawn(() -> {
                for (int i = 0; i < 4; i++) {
                    limit.acquire();
                    times.add(now());
                }
            });
            scope.joinAll();
        }
        assertThat(times).startsWith(0L, 0L).isSorted();
        assertThat(times.getLast()).isBetween(18L, 20L); // real time has passed too
    }

    @Test
    void rateAndBurstArePositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RateLimit.of(0, seconds(1)))
                .withMessageContaining("permits=0");
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(1, seconds(1), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(1, Duration.ZERO));
    }
}
