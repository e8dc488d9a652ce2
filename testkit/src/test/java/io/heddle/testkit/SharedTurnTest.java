package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heddle.Action;
import io.heddle.Futures;
import io.heddle.Strand;
import io.heddle.TaskTimeoutException;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.Coroutines;
import io.heddle.coroutine.TurnRecord;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who has one turn with whom: cooperative scopes within each other, and whoever waits for several futures.
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedTurnTest {

    private static final int RUNS = 50;

    private final VirtualTime time = VirtualTime.jumping();

    private CoroutineScope cooperative() {
        return CoroutineScope.builder().time(time).name("outer").recorded().cooperative();
    }

    private static void inNestedScope(Action action) throws Exception {
        try (CoroutineScope inner = CoroutineScope.cooperative()) {
            inner.spawn(action);
            inner.joinAll();
        }
    }

    /// The limit would otherwise pass on a clock that stands still, or be asked for again and again.
    @Test
    void iterationMadeOutsideGoesByTheClockOfWhoeverUsesIt() throws Exception {
        Strand<Integer> never = Strand.ofThread().unstarted(() -> 1);
        Iterator<Strand<Integer>> ended =
                Futures.asCompleted(List.of(never), Duration.ofDays(1)).iterator();
        try (CoroutineScope scope = cooperative()) {
            Strand<Throwable> late = scope.spawn(() -> catchThrowable(ended::next));
            scope.joinAll();
            assertThat(late.get()).isInstanceOf(TaskTimeoutException.class);
            assertThat(scope.trace()).hasSizeLessThan(20);
        }
    }

    // ---- scopes within scopes ------------------------------------------------------------------

    @Test
    void deadlineThatNeverComesHoldsUpNobody() throws Exception {
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            Strand<String> inner =
                    scope.spawn(() -> {
                        Coroutines.pause(); // so that the clock has begun
                        return underADeadline(Duration.ofSeconds(Long.MAX_VALUE));
                    });
            scope.joinAll();
            assertThat(inner.get()).isEqualTo("done");
        }
    }

    private static String underADeadline(Duration limit) throws Exception {
        try (CoroutineScope inner = CoroutineScope.builder().deadline(limit).cooperative()) {
            inner.spawn(() -> Coroutines.pause());
            inner.joinAll();
            return "done";
        }
    }

    @Test
    void neverTwoRunInScopesWithinEachOther() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Action work =
                () -> {
                    for (int i = 0; i < 50; i++) {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.sleep(Duration.ofNanos(1)); // lets others show that they run
                        running.decrementAndGet();
                        Coroutines.pause();
                    }
                };
        try (CoroutineScope scope = CoroutineScope.cooperative()) {
            for (int i = 0; i < 4; i++) {
                scope.spawn(() -> inNestedScope(work));
                scope.spawn(() -> inNestedScope(() -> inNestedScope(work)));
                scope.spawn(work);
            }
            scope.joinAll();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void orderOfScopesWithinEachOtherIsTheSameAtEveryRun() throws Exception {
        Set<String> orders = new HashSet<>();
        for (int run = 0; run < RUNS; run++) {
            StringBuilder log = new StringBuilder();
            try (CoroutineScope scope = CoroutineScope.cooperative()) {
                scope.spawn(() -> inNestedScope(() -> say('i', 3, log)));
                scope.spawn(() -> say('b', 6, log));
                scope.joinAll();
            }
            orders.add(log.toString());
        }
        assertThat(orders).hasSize(1);
    }

    private static void say(char what, int times, StringBuilder log) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            log.append(what);
            Coroutines.sleep(Duration.ofNanos(i % 2)); // sometimes a pause
        }
    }

    @Test
    void innerScopeGoesByTheClockOfTheOuterOneAndTracesFromItsOpeningOn() throws Exception {
        try (CoroutineScope outer = cooperative()) {
            outer.spawn("before", () -> Coroutines.sleep(Duration.ofDays(1)));
            outer.joinAll();
            long begin = time.nanos();
            try (CoroutineScope inner =
                    CoroutineScope.builder().time(time).recorded().cooperative()) {
                inner.spawn("within", () -> Coroutines.sleep(Duration.ofDays(1)));
                outer.spawn("beside", () -> Coroutines.pause());
                inner.joinAll();
                assertThat(inner.trace())
                        .extracting(TurnRecord::coroutine)
                        .startsWith("within", "beside")
                        .doesNotContain("before");
            }
            assertThat(time.nanos() - begin).isGreaterThanOrEqualTo(Duration.ofDays(1).toNanos());
            outer.joinAll();
            assertThat(outer.trace())
                    .extracting(TurnRecord::coroutine)
                    .contains("before", "within", "beside");
        }
    }

    @Test
    void deadlineOfAnInnerScopeEndsThatOneOnly() throws Exception {
        Channel<String> goOn = Channel.rendezvous();
        try (CoroutineScope outer = cooperative()) {
            Strand<String> beside = outer.spawn(() -> goOn.receive());
            assertThatThrownBy(
                            () -> {
                                try (CoroutineScope inner =
                                        CoroutineScope.builder()
                                                .deadline(Duration.ofHours(1))
                                                .cooperative()) {
                                    inner.spawn(() -> Channel.rendezvous().receive());
                                    inner.joinAll();
                                }
                            })
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TaskTimeoutException.class);
            goOn.send("outer goes on");
            outer.joinAll();
            assertThat(beside.get()).isEqualTo("outer goes on");
        }
    }

    @Test
    void anotherClockForAnInnerScopeIsRefused() {
        try (CoroutineScope outer = cooperative()) {
            var other = CoroutineScope.builder().time(VirtualTime.stopped());
            assertThatIllegalStateException()
                    .isThrownBy(other::cooperative)
                    .withMessageContaining("clock around=");
            assertThat(outer.isCancelled()).isFalse();
        }
    }

    @Test
    void traceThatOnlyAnInnerScopeWantsIsNotThatOfTheOuterOne() {
        try (CoroutineScope outer = CoroutineScope.cooperative()) {
            try (CoroutineScope inner = CoroutineScope.builder().recorded().cooperative()) {
                assertThat(inner.trace()).isEmpty();
            }
            assertThatIllegalStateException().isThrownBy(outer::trace);
        }
    }

    // ---- futures -------------------------------------------------------------------------------

    @Test
    void orderIsTheSameWhoeverWaitsForSeveralFutures() throws Exception {
        Set<List<TurnRecord>> traces = new HashSet<>();
        for (int run = 0; run < RUNS; run++) {
            traces.add(traceOfWaiters());
        }
        assertThat(traces).hasSize(1);
    }

    private static List<TurnRecord> traceOfWaiters() throws Exception {
        try (CoroutineScope scope = CoroutineScope.builder().name("s").recorded().cooperative()) {
            for (int i = 0; i < 3; i++) {
                String name = "w" + i;
                scope.spawn(
                        name,
                        () -> {
                            var all = List.of(pausing(scope, name), pausing(scope, name));
                            var _ = Futures.await(all, Futures.Until.FIRST);
                            Coroutines.pause();
                            for (Strand<String> ended : Futures.asCompleted(all)) {
                                assertThat(ended.get()).isEqualTo(name);
                                Coroutines.pause();
                            }
                        });
            }
            scope.joinAll();
            return scope.trace();
        }
    }

    private static Strand<String> pausing(CoroutineScope scope, String name) {
        return scope.spawn(
                name + " child",
                () -> {
                    Coroutines.pause();
                    return name;
                });
    }

    @Test
    void limitOfSeveralFuturesIsOnTheClockOfTheScope() throws Exception {
        try (CoroutineScope scope = cooperative()) {
            Strand<?> sleeper = scope.spawn(() -> Coroutines.sleep(Duration.ofDays(2)));
            List<Strand<?>> all = List.of(sleeper);
            var iteration = Futures.asCompleted(all, Duration.ofDays(1)).iterator();
            assertThatThrownBy(iteration::next).isInstanceOf(TaskTimeoutException.class);
            assertThat((Object) Futures.asCompleted(all, Duration.ofDays(3)).iterator().next())
                    .isSameAs(sleeper);
        }
    }
}
