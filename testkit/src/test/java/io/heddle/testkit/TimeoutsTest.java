package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.Coroutines;
import io.heddle.coroutine.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeoutsTest {

    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(5);

    @AfterEach
    void noInterruptIsLeft() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private static void waitForEver() throws InterruptedException {
        var _ = Channel.rendezvous().receive();
    }

    @Test
    void resultInTimeIsGivenAndTheThreadIsTheCallers() throws Exception {
        Thread me = Thread.currentThread();
        assertThat(Timeouts.call(LONG, () -> Thread.currentThread() == me)).isTrue();
        AtomicBoolean ran = new AtomicBoolean();
        Timeouts.run(LONG, () -> ran.set(true));
        assertThat(ran).isTrue();
    }

    @Test
    void errorInTimeIsThrownAsItIs() {
        assertThatThrownBy(() -> Timeouts.run(LONG, TimeoutsTest::fail))
                .isExactlyInstanceOf(IOException.class);
    }

    private static void fail() throws IOException {
        throw new IOException("of the work");
    }

    @Test
    void workIsInterruptedWhenTheTimeIsUp() {
        assertThatThrownBy(() -> Timeouts.run(SHORT, TimeoutsTest::waitForEver))
                .isExactlyInstanceOf(TimeoutException.class)
                .hasMessageContaining("limit=0.005s")
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void resultThatComesTooLateIsDropped() {
        assertThatThrownBy(() ->
                        Timeouts.call(
                                SHORT,
                                () -> {
                                    try {
                                        waitForEver();
                                    } catch (InterruptedException e) {
                                        return "half a result";
                                    }
                                    return "whole";
                                }))
                .isExactlyInstanceOf(TimeoutException.class);
    }

    @Test
    void workThatKeepsTheInterruptLeavesNone() {
        assertThatThrownBy(() ->
                        Timeouts.run(
                                SHORT,
                                () -> {
                                    while (!Thread.currentThread().isInterrupted()) {
                                        Thread.onSpinWait();
                                    }
                                }))
                .isExactlyInstanceOf(TimeoutException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void outerLimitGoesThroughAnInnerOne() {
        AtomicBoolean innerEnded = new AtomicBoolean();
        assertThatThrownBy(() ->
                        Timeouts.run(
                                SHORT,
                                () -> {
                                    try {
                                        Timeouts.run(LONG, TimeoutsTest::waitForEver);
                                    } catch (InterruptedException e) {
                                        innerEnded.set(true);
                                        throw e;
                                    }
                                }))
                .isExactlyInstanceOf(TimeoutException.class);
        assertThat(innerEnded).isTrue();
    }

    @Test
    void innerLimitLeavesTheOuterOneAlone() throws Exception {
        String what =
                Timeouts.call(
                        LONG,
                        () -> {
                            try {
                                Timeouts.run(SHORT, TimeoutsTest::waitForEver);
                            } catch (TimeoutException e) {
                                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                                return "inner";
                            }
                            return "none";
                        });
        assertThat(what).isEqualTo("inner");
    }

    @Test
    void limitsThatAreUpTogetherAreBothHeard() throws Exception {
        VirtualTime time = VirtualTime.stopped();
        try (CoroutineScope scope = CoroutineScope.builder().time(time).open()) {
            Strand<String> limited =
                    scope.spawn(() -> {
                        try {
                            return Timeouts.call(Duration.ofHours(1), () -> innerLimit());
                        } catch (TimeoutException e) {
                            return "outer, caused by " + e.getCause().getClass().getSimpleName();
                        }
                    });
            time.awaitAlarms(2);
            time.advance(Duration.ofHours(1));
            assertThat(limited.get()).isEqualTo("outer, caused by InterruptedException");
        }
    }

    /// Catches its own time-out, and is interrupted nevertheless.
    private static String innerLimit() throws Exception {
        try {
            Timeouts.run(Duration.ofHours(1), TimeoutsTest::waitForEver);
        } catch (TimeoutException e) {
            waitForEver();
        }
        return "none";
    }

    @Test
    void cancellationOfTheScopeIsNotSwallowedByALimit() throws Exception {
        VirtualTime time = VirtualTime.stopped();
        AtomicBoolean wentOn = new AtomicBoolean();
        try (CoroutineScope scope = CoroutineScope.builder().time(time).open()) {
            Strand<?> child =
                    scope.spawn(() -> {
                        try {
                            Timeouts.run(
                                    Duration.ofHours(1),
                                    () -> {
                                        try {
                                            waitForEver();
                                        } finally {
                                            time.advance(Duration.ofHours(1)); // and now the limit
                                        }
                                    });
                        } catch (TimeoutException e) {
                            waitForEver(); // is interrupted at once
                            wentOn.set(true);
                        }
                    });
            time.awaitAlarms(1);
            child.cancel(true);
            child.join();
        }
        assertThat(wentOn).isFalse();
    }

    @Test
    void foreignInterruptReachesTheWork() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Timeouts.run(LONG, TimeoutsTest::waitForEver))
                .isExactlyInstanceOf(InterruptedException.class);
    }

    @Test
    void limitInACooperativeScopeIsOnItsClock() {
        VirtualTime time = VirtualTime.jumping();
        assertThatThrownBy(
                        () -> {
                            try (CoroutineScope scope =
                                    CoroutineScope.builder().time(time).cooperative()) {
                                scope.spawn(() ->
                                        Timeouts.run(
                                                Duration.ofDays(1),
                                                () -> Coroutines.sleep(Duration.ofDays(2))));
                                scope.joinAll();
                            }
                        })
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void limitIsPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Timeouts.call(Duration.ZERO, () -> 1))
                .withMessageContaining("limit=PT0S");
    }
}
