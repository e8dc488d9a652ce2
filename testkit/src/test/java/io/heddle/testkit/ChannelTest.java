package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.ChannelClosedException;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.coroutine.Coroutines;
import io.heddle.coroutine.Select;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What holds for channels of one kind.
class ChannelTest {

    private static final int SMALL_STACK = 256 << 10;

    /// Does something ever deeper, until the stack ends.
    private static void whereTheStackEnds(Runnable step) throws InterruptedException {
        Thread deep =
                new Thread(
                        null,
                        () -> {
                            try {
                                everDeeper(step);
                            } catch (StackOverflowError e) {
                                // as intended
                            }
                        },
                        "deep",
                        SMALL_STACK);
        deep.start();
        assertThat(deep.join(Eventually.LIMIT)).isTrue();
    }

    @SuppressWarnings("InfiniteRecursion") // to the end of the stack
    private static void everDeeper(Runnable step) {
        step.run();
        everDeeper(step);
    }

    /// Each round ends the stack at another place, since the compilers make frames smaller and smaller.
    @Test
    void endOfTheStackLeavesNoChannelLocked() throws Exception {
        Channel<Integer> sending = Channel.unlimited();
        Channel<Integer> receiving = Channel.unlimited();
        Channel<Integer> selecting = Channel.bounded(1);
        for (int round = 0; round < 30; round++) {
            whereTheStackEnds(() -> sending.trySend(1));
            whereTheStackEnds(receiving::tryReceive);
            whereTheStackEnds(() -> select(selecting));

            Strand<Boolean> others =
                    Strand.ofCoroutine()
                            .start(() -> {
                                while (sending.tryReceive().isPresent()) {}
                                assertThat(sending.toString()).contains("size=0");
                                receiving.trySend(2);
                                var _ = selecting.tryReceive();
                                return sending.trySend(3);
                            });
            assertThat(others.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void select(Channel<Integer> channel) {
        try {
            var _ = Select.one(channel.onSend(1, () -> 1), Select.otherwise(() -> 0));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void endOfTheStackOfSendersLosesNoReceiver() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        AtomicLong received = new AtomicLong();
        Strand<?> receiver =
                Strand.ofCoroutine()
                        .start(() -> {
                            while (channel.receive() >= 0) {
                                received.incrementAndGet();
                            }
                        });
        AtomicLong sent = new AtomicLong();
        for (int round = 0; round < 30; round++) {
            whereTheStackEnds(() -> {
                if (channel.trySend(1)) {
                    sent.incrementAndGet();
                }
            });
            assertThat(channel.send(1, Eventually.LIMIT)).isTrue();
            sent.incrementAndGet();
        }
        assertThat(channel.send(-1, Eventually.LIMIT)).isTrue();
        receiver.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(received.get()).isBetween(sent.get(), sent.get() + 30);
    }

    @Test
    void endOfTheStackLeavesNobodyInTheLine() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        Duration brief = Duration.ofNanos(1);
        for (int round = 0; round < 30; round++) {
            whereTheStackEnds(() -> uninterrupted(() -> channel.receive(brief)));
            assertThat(channel.trySend(1)).isFalse(); // nobody would have it
            whereTheStackEnds(() -> uninterrupted(() -> channel.send(2, brief)));
            assertThat(channel.tryReceive()).isEmpty();
        }
    }

    private static void uninterrupted(Callable<?> step) {
        try {
            var _ = step.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    class Rendezvous extends ChannelContract {
        @Override
        protected <T> Channel<T> channel() {
            return Channel.rendezvous();
        }

        @Test
        void senderWaitsForAReceiver() throws Exception {
            Channel<Integer> channel = channel();
            Strand<?> sender = strand(() -> channel.send(1));
            awaitInLine(channel, "size=0, capacity=0, senders=1");

            assertThat(channel.size()).isZero();
            assertThat(channel.receive()).isEqualTo(1);
            sender.get();
            assertThat(channel.toString()).endsWith("size=0, capacity=0]");
        }

        @Test
        void nothingIsSentWhereNobodyReceives() throws Exception {
            Channel<Integer> channel = channel();

            assertThat(channel.trySend(1)).isFalse();
            assertThat(channel.send(1, Duration.ofMillis(1))).isFalse();
            assertThat(channel.tryReceive()).isEmpty();
        }
    }

    @Nested
    class OfOne extends ChannelContract {
        @Override
        protected <T> Channel<T> channel() {
            return Channel.bounded(1);
        }
    }

    @Nested
    class Bounded extends ChannelContract {
        @Override
        protected <T> Channel<T> channel() {
            return Channel.bounded(5);
        }

        @Test
        void senderWaitsWhereItIsFull() throws Exception {
            Channel<Integer> channel = channel();
            for (int i = 0; i < 5; i++) {
                assertThat(channel.trySend(i)).isTrue();
            }
            assertThat(channel.trySend(5)).isFalse();
            Strand<?> sender = strand(() -> channel.send(5));
            awaitWaiting(sender);

            assertThat(channel.receive()).isZero();
            sender.get(); // its element has the place that is free now
            assertThat(channel.trySend(6)).isFalse();
            for (int i = 1; i < 6; i++) {
                assertThat(channel.receive()).isEqualTo(i);
            }
        }

        @Test
        void interruptedOrLateSenderLeavesNothingInTheLine() throws Exception {
            Channel<Integer> channel = channel();
            for (int i = 0; i < 5; i++) {
                channel.send(i);
            }
            Strand<?> interrupted = strand(() -> channel.send(100));
            awaitWaiting(interrupted);
            interrupted.cancel(true);
            interrupted.join();
            assertThat(channel.send(101, Duration.ofMillis(1))).isFalse();
            Strand<?> sender = strand(() -> channel.send(5));
            awaitWaiting(sender);

            List<Integer> received = new ArrayList<>();
            while (received.size() < 6) {
                received.add(channel.receive());
            }
            assertThat(received).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(channel.tryReceive()).isEmpty();
        }
    }

    @Nested
    class Unlimited extends ChannelContract {
        @Override
        protected <T> Channel<T> channel() {
            return Channel.unlimited();
        }

        @Test
        void nobodyWaitsToSend() throws Exception {
            Channel<Integer> channel = channel();
            for (int i = 0; i < 100_000; i++) {
                channel.send(i);
            }
            assertThat(channel.size()).isEqualTo(100_000);
            for (int i = 0; i < 100_000; i++) {
                assertThat(channel.receive()).isEqualTo(i);
            }
        }

        @Test
        void ringGrowsWhereverItsBeginningIs() throws Exception {
            Channel<Integer> channel = channel();
            int sent = 0;
            int received = 0;
            for (int more = 1; more < 40; more++) {
                for (int i = 0; i < more; i++) {
                    channel.send(sent++);
                }
                for (int i = 0; i < more / 2; i++) {
                    assertThat(channel.receive()).isEqualTo(received++);
                }
            }
            assertThat(channel.cancel()).hasSize(sent - received).startsWith(received);
        }
    }

    @Test
    void boundOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Channel.bounded(0))
                .withMessageContaining("capacity=0");
    }

    @Test
    void limitsAreOnTheClockOfTheScope() throws Exception {
        VirtualTime time = VirtualTime.stopped();
        try (CoroutineScope scope = CoroutineScope.builder().time(time).open()) {
            Channel<Integer> channel = Channel.rendezvous();
            Strand<Boolean> sender = scope.spawn(() -> channel.send(1, Duration.ofDays(1)));
            time.awaitAlarms(1);
            assertThat(sender.isDone()).isFalse();
            time.advance(Duration.ofDays(1));

            assertThat(sender.get()).isFalse();
            assertThat(channel.tryReceive()).isEmpty();
        }
    }

    @Test
    void thousandsOfWaitingCoroutinesHoldNoCarrier() throws Exception {
        Channel<Integer> channel = Channel.rendezvous();
        try (CoroutineScope scope = CoroutineScope.open()) {
            for (int i = 0; i < 10_000; i++) {
                scope.spawn(() -> channel.send(channel.receive() + 1));
            }
            channel.send(0);
            int last = 0;
            while (last < 10_000) {
                last = channel.receive(); // takes the number away, and hands it on
                if (last < 10_000) {
                    channel.send(last);
                }
            }
            assertThat(last).isEqualTo(10_000);
            scope.joinAll();
        }
    }

    @Test
    void reasonOfClosingReachesReceiversAfterTheElements() throws Exception {
        Channel<Integer> channel = Channel.bounded(2);
        channel.send(1);
        channel.close(new IOException("the source is gone"));
        channel.close();

        List<Integer> received = new ArrayList<>();
        assertThatThrownBy(() -> channel.forEach(received::add))
                .isInstanceOf(ChannelClosedException.class)
                .hasMessageContaining("the source is gone")
                .hasCauseInstanceOf(IOException.class);
        assertThat(received).containsExactly(1);
        assertThatThrownBy(() -> channel.send(2)).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void elementsOfManyBoundedStagesArriveAllAndInOrder() throws Exception {
        try (CoroutineScope scope = CoroutineScope.open()) {
            Channel<Integer> first = Channel.bounded(3);
            Channel<Integer> before = first;
            for (int stage = 0; stage < 10; stage++) {
                Channel<Integer> from = before;
                Channel<Integer> to = Channel.bounded(1 + stage % 3);
                scope.spawn(() -> {
                    for (int element : from) {
                        to.send(element + 1);
                    }
                    to.close();
                });
                before = to;
            }
            scope.spawn(() -> {
                for (int i = 0; i < 2_000; i++) {
                    first.send(i);
                }
                first.close();
            });
            int next = 10;
            for (int element : before) {
                assertThat(element).isEqualTo(next++);
            }
            assertThat(next).isEqualTo(2_010);
            scope.joinAll();
        }
    }

    @Test
    void errorOfAConsumerDoesNotHangItsProducer() {
        Channel<Integer> channel = Channel.bounded(1);
        assertThatThrownBy(
                        () -> {
                            try (CoroutineScope scope = CoroutineScope.open()) {
                                scope.spawn(() -> {
                                    while (true) {
                                        channel.send(1);
                                    }
                                });
                                scope.spawn(() -> {
                                    var _ = channel.receive();
                                    Coroutines.pause();
                                    throw new IOException("no more");
                                });
                                scope.joinAll();
                            }
                        })
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("no more");
    }

    @Test
    void nothingHappensAfterTheTimeIsUp() throws Exception {
        Channel<Integer> channel = Channel.bounded(1);
        long begin = System.nanoTime();
        assertThat(channel.receive(Duration.ofMillis(20))).isEmpty();
        assertThat(System.nanoTime() - begin)
                .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
        channel.send(1);
        assertThat(channel.receive(Duration.ZERO)).contains(1);
    }
}
