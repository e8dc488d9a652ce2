package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.ChannelClosedException;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SelectTest {

    private final Channel<String> first = Channel.rendezvous();
    private final Channel<String> second = Channel.bounded(1);

    @AfterEach
    void nothingIsLeft() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private static void awaitWaiting(Strand<?> strand) throws InterruptedException {
        Eventually.holds(strand + " waits", () -> strand.status() == StrandStatus.WAITING);
    }

    private String receiveFromEither() throws InterruptedException {
        return Select.<String>one(
                first.onReceive(s -> "first " + s), second.onReceive(s -> "second " + s));
    }

    @Test
    void whatIsPossibleIsDoneAtOnce() throws Exception {
        second.send("element");
        assertThat(receiveFromEither()).isEqualTo("second element");
        assertThat(Select.<String>one(first.onReceive(s -> s), second.onSend("x", () -> "sent")))
                .isEqualTo("sent");
        assertThat(second.receive()).isEqualTo("x");
    }

    @Test
    void waitsForWhicheverComesFirst() throws Exception {
        try (CoroutineScope scope = CoroutineScope.open()) {
            Strand<String> selecting = scope.spawn(this::receiveFromEither);
            awaitWaiting(selecting);
            first.send("a");
            assertThat(selecting.get()).isEqualTo("first a");
            // nothing of the selection is left at the other one
            second.send("b");
            assertThat(second.size()).isEqualTo(1);
            scope.joinAll();
        }
    }

    @Test
    void sendsToWhoeverReceivesFirst() throws Exception {
        try (CoroutineScope scope = CoroutineScope.open()) {
            Channel<String> other = Channel.rendezvous();
            Strand<String> selecting =
                    scope.spawn(() ->
                            Select.<String>one(
                                    first.onSend("x", () -> "first"),
                                    other.onSend("y", () -> "other")));
            awaitWaiting(selecting);
            assertThat(other.receive()).isEqualTo("y");
            assertThat(selecting.get()).isEqualTo("other");
            assertThat(first.tryReceive()).isEmpty();
            scope.joinAll();
        }
    }

    @Test
    void selectionsMeetEachOther() throws Exception {
        for (int round = 0; round < 200; round++) {
            try (CoroutineScope scope = CoroutineScope.open()) {
                Channel<Integer> a = Channel.rendezvous();
                Channel<Integer> b = Channel.rendezvous();
                // each would send on one and receive on the other: exactly one exchange is right
                Strand<Integer> one =
                        scope.spawn(() ->
                                Select.<Integer>one(a.onSend(1, () -> 0), b.onReceive(n -> n)));
                Strand<Integer> two =
                        scope.spawn(() ->
                                Select.<Integer>one(b.onSend(2, () -> 0), a.onReceive(n -> n)));
                scope.joinAll();
                assertThat(one.get() + two.get()).isIn(1, 2);
            }
        }
    }

    @Test
    void selectionDoesNotMeetItself() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        assertThat(
                        Select.<String>one(
                                channel.onSend(1, () -> "sent"),
                                channel.onReceive(n -> "received"),
                                Select.after(Duration.ofMillis(5), () -> "nobody")))
                .isEqualTo("nobody");
        try (CoroutineScope scope = CoroutineScope.open()) {
            Strand<String> both =
                    scope.spawn(() ->
                            Select.<String>one(
                                    channel.onSend(1, () -> "sent"),
                                    channel.onReceive(n -> "received " + n)));
            awaitWaiting(both);
            channel.send(7);
            assertThat(both.get()).isEqualTo("received 7");
            scope.joinAll();
        }
    }

    @Test
    void choiceIsFair() throws Exception {
        Channel<Integer> always = Channel.unlimited();
        Channel<Integer> alwaysToo = Channel.unlimited();
        int[] chosen = new int[3];
        for (int i = 0; i < 3_000; i++) {
            always.send(0);
            alwaysToo.send(1);
            Channel<Integer> room = Channel.bounded(1);
            chosen[
                    Select.<Integer>one(
                            always.onReceive(n -> n),
                            first.onReceive(s -> -1),
                            alwaysToo.onReceive(n -> n),
                            room.onSend(2, () -> 2))]++;
        }
        assertThat(Arrays.stream(chosen).min().getAsInt()).isGreaterThan(800);
    }

    @Test
    void otherwiseIsForWhenNothingIsPossible() throws Exception {
        assertThat(
                        Select.<String>one(
                                first.onReceive(s -> s),
                                second.onReceive(s -> s),
                                Select.otherwise(() -> "nothing")))
                .isEqualTo("nothing");
        second.send("there");
        assertThat(Select.<String>one(second.onReceive(s -> s), Select.otherwise(() -> "nothing")))
                .isEqualTo("there");
        assertThatIllegalArgumentException().isThrownBy(() -> Select.<String>one());
    }

    @Test
    void timeIsThatOfTheScopeAndTheShortestCounts() throws Exception {
        VirtualTime time = VirtualTime.stopped();
        try (CoroutineScope scope = CoroutineScope.builder().time(time).open()) {
            Strand<String> selecting =
                    scope.spawn(() ->
                            Select.<String>one(
                                    first.onReceive(s -> s),
                                    Select.after(Duration.ofDays(2), () -> "two"),
                                    Select.after(Duration.ofDays(1), () -> "one")));
            time.awaitAlarms(1);
            time.advance(Duration.ofDays(1));
            assertThat(selecting.get()).isEqualTo("one");
            scope.joinAll();
        }
    }

    @Test
    void endOfATaskIsSeenHoweverItEnds() throws Exception {
        try (TaskPool pool = TaskPool.threads(1)) {
            CountDownLatch go = new CountDownLatch(1);
            TaskFuture<Integer> failing =
                    pool.submit(() -> {
                        go.await();
                        throw new IOException("failed");
                    });
            try (CoroutineScope scope = CoroutineScope.open()) {
                Strand<String> selecting =
                        scope.spawn(() ->
                                Select.<String>one(
                                        first.onReceive(s -> s),
                                        Select.onEnd(failing, f -> f.exceptionNow().getMessage())));
                awaitWaiting(selecting);
                go.countDown();
                assertThat(selecting.get()).isEqualTo("failed");
                scope.joinAll();
            }
            assertThat(Select.<Integer>one(Select.onEnd(pool.submit(() -> 5), f -> f.resultNow())))
                    .isEqualTo(5);
        }
    }

    @Test
    void futureThatNeverEndsKeepsNothingOfManySelections() throws Exception {
        try (CoroutineScope scope = CoroutineScope.open()) {
            Strand<String> never = scope.spawn(() -> first.receive());
            for (int i = 0; i < 2_000; i++) {
                assertThat(
                                Select.<Boolean>one(
                                        Select.onEnd(never, f -> false),
                                        Select.after(Duration.ZERO, () -> true)))
                        .isTrue();
            }
            first.send("at last");
            assertThat(Select.<String>one(Select.onEnd(never, f -> f.resultNow())))
                    .isEqualTo("at last");
            scope.joinAll();
        }
    }

    // ---- closed channels -----------------------------------------------------------------------

    @Test
    void closedChannelsAreLeftOutUntilAllAreClosed() throws Exception {
        Channel<Integer> a = Channel.bounded(3);
        Channel<Integer> b = Channel.bounded(3);
        a.send(1);
        a.close();
        b.send(2);
        b.send(3);
        List<Integer> received = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            received.add(Select.<Integer>one(a.onReceive(n -> n), b.onReceive(n -> n)));
        }
        assertThat(received).containsExactlyInAnyOrder(1, 2, 3);
        b.close();
        assertThatThrownBy(() -> Select.<Integer>one(a.onReceive(n -> n), b.onReceive(n -> n)))
                .isInstanceOf(ChannelClosedException.class);
        assertThatThrownBy(() -> Select.<Integer>one(a.onSend(1, () -> 1)))
                .isInstanceOf(ChannelClosedException.class)
                .hasMessageContaining("sent");
    }

    @Test
    void closingWhileASelectionWaitsLetsItLookAgain() throws Exception {
        try (CoroutineScope scope = CoroutineScope.open()) {
            Strand<String> selecting = scope.spawn(this::receiveFromEither);
            awaitWaiting(selecting);
            first.close();
            second.send("still open");
            assertThat(selecting.get()).isEqualTo("second still open");

            Strand<String> last = scope.spawn(this::receiveFromEither);
            second.close();
            assertThatThrownBy(last::get).hasCauseInstanceOf(ChannelClosedException.class);
        }
    }

    @Test
    void reasonOfAClosedChannelIsThrownAtOnce() throws Exception {
        second.send("possible");
        first.close(new IOException("broken"));
        assertThatThrownBy(this::receiveFromEither)
                .isInstanceOf(ChannelClosedException.class)
                .hasRootCauseMessage("broken");
        assertThat(second.size()).isEqualTo(1);
    }

    // ---- interrupts ----------------------------------------------------------------------------

    @Test
    void interruptedSelectionHasDoneNothing() throws Exception {
        Strand<String> selecting = Strand.ofCoroutine().start(this::receiveFromEither);
        awaitWaiting(selecting);
        selecting.cancel(true);
        selecting.join();
        assertThat(first.trySend("nobody")).isFalse();
        assertThat(second.trySend("stays")).isTrue();
        assertThat(second.size()).isEqualTo(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(this::receiveFromEither).isInstanceOf(InterruptedException.class);
        assertThat(second.size()).isEqualTo(1);
    }

    @Test
    void nothingIsLostOrDoubledAmongManySelections() throws Exception {
        int each = 1_000;
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.bounded(2);
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        try (CoroutineScope scope = CoroutineScope.open()) {
            for (int i = 0; i < 4; i++) {
                scope.spawn(() -> {
                    for (int n = 1; n <= each; n++) {
                        int element = n;
                        sent.addAndGet(
                                Select.<Integer>one(
                                        a.onSend(element, () -> element),
                                        b.onSend(element, () -> element)));
                    }
                });
                scope.spawn(() -> {
                    for (int n = 0; n < each; n++) {
                        received.addAndGet(
                                Select.<Integer>one(
                                        b.onReceive(element -> element),
                                        a.onReceive(element -> element)));
                    }
                });
            }
            scope.joinAll();
        }
        assertThat(sent.get()).isEqualTo(4 * each * (each + 1) / 2);
        assertThat(received.get()).isEqualTo(sent.get());
    }

    @Test
    void interruptsAmongManySelectionsLoseNothing() throws Exception {
        Channel<Integer> a = Channel.rendezvous();
        Channel<Integer> b = Channel.rendezvous();
        AtomicInteger received = new AtomicInteger();
        int sent = 0;
        for (int round = 0; round < 300; round++) {
            Strand<?> selecting =
                    Strand.ofCoroutine()
                            .start(() -> {
                                received.addAndGet(
                                        Select.<Integer>one(
                                                a.onReceive(n -> 1), b.onReceive(n -> 1)));
                            });
            Strand<?> interrupting = Strand.ofCoroutine().start(() -> selecting.cancel(true));
            Channel<Integer> which = round % 2 == 0 ? a : b;
            sent += which.send(round, Duration.ofMillis(round % 3)) ? 1 : 0;
            interrupting.join();
            selecting.join();
        }
        assertThat(received.get()).isEqualTo(sent);
    }
}
