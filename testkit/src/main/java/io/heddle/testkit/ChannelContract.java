package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Action;
import io.heddle.HeddleException;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.Task;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.ChannelClosedException;
import io.heddle.coroutine.Coroutines;
import io.heddle.coroutine.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What every [Channel] promises, however much it holds.
public abstract class ChannelContract {

    private final List<Strand<?>> strands = new ArrayList<>();

    /// For subclasses.
    protected ChannelContract() {}

    /// Makes a channel of the kind that is tested.
    ///
    /// @param <T> the type of the elements
    /// @return a new channel
    protected abstract <T> Channel<T> channel();

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        assertThat(Thread.interrupted()).as("a test has left its interrupt").isFalse();
        for (Strand<?> strand : strands) {
            strand.cancel(true);
            assertThat(strand.join(Eventually.LIMIT)).as("%s ends", strand).isTrue();
        }
    }

    /// Starts a coroutine that is ended after the test.
    ///
    /// @param <T> the type of its result
    /// @param task what it runs
    /// @return the coroutine
    protected final <T> Strand<T> strand(Task<T> task) {
        Strand<T> strand = Strand.ofCoroutine().start(task);
        strands.add(strand);
        return strand;
    }

    /// Starts a coroutine that is ended after the test.
    ///
    /// @param action what it runs
    /// @return the coroutine
    protected final Strand<?> strand(Action action) {
        return strand(() -> {
            action.act();
            return true;
        });
    }

    /// Waits until a coroutine waits.
    ///
    /// @param strand the coroutine
    /// @throws InterruptedException if interrupted
    protected static void awaitWaiting(Strand<?> strand) throws InterruptedException {
        Eventually.holds(strand + " waits", () -> strand.status() == StrandStatus.WAITING);
    }

    /// Waits until a channel shows who waits.
    ///
    /// @param channel the channel
    /// @param who what it shows then
    /// @throws InterruptedException if interrupted
    protected static void awaitInLine(Channel<?> channel, String who) throws InterruptedException {
        Eventually.holds(channel + " has " + who, () -> channel.toString().contains(who));
    }

    // ---- elements ------------------------------------------------------------------------------

    @Test
    void elementsOfASenderArriveInOrder() throws Exception {
        Channel<Integer> channel = channel();
        strand(() -> {
            for (int i = 0; i < 2_000; i++) {
                channel.send(i);
            }
        });
        for (int i = 0; i < 2_000; i++) {
            assertThat(channel.receive()).isEqualTo(i);
        }
    }

    @Test
    void eachElementIsReceivedOnce() throws Exception {
        Channel<Integer> channel = channel();
        ConcurrentHashMap<Integer, Integer> seen = new ConcurrentHashMap<>();
        List<Strand<?>> senders = new ArrayList<>();
        List<Strand<?>> receivers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int first = i * 1_000;
            senders.add(
                    strand(() -> {
                        for (int n = first; n < first + 1_000; n++) {
                            send(channel, n);
                        }
                    }));
            receivers.add(
                    strand(() -> {
                        for (int n : channel) {
                            seen.merge(n, 1, Integer::sum);
                        }
                    }));
        }
        for (Strand<?> sender : senders) {
            sender.get();
        }
        channel.close();
        for (Strand<?> receiver : receivers) {
            receiver.get();
        }
        assertThat(seen).hasSize(4_000);
        assertThat(seen.values()).containsOnly(1);
    }

    /// In all the ways there are.
    private static void send(Channel<Integer> channel, int n) throws InterruptedException {
        switch (n % 4) {
            case 0 -> channel.send(n);
            case 1 -> assertThat(channel.send(n, Eventually.LIMIT)).isTrue();
            case 2 -> {
                while (!channel.trySend(n)) {
                    Coroutines.pause();
                }
            }
            default -> assertThat(Select.<Boolean>one(channel.onSend(n, () -> true))).isTrue();
        }
    }

    @Test
    void receiversAreServedInTheOrderInWhichTheyCame() throws Exception {
        Channel<Integer> channel = channel();
        List<Strand<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            receivers.add(strand(() -> channel.receive()));
            awaitInLine(channel, "receivers=" + (i + 1));
        }
        for (int i = 0; i < 5; i++) {
            channel.send(i);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(receivers.get(i).get()).isEqualTo(i);
        }
    }

    @Test
    void nothingIsNoElement() {
        Channel<String> channel = channel();
        assertThatNullPointerException().isThrownBy(() -> channel.send(null));
        assertThatNullPointerException().isThrownBy(() -> channel.trySend(null));
        assertThatNullPointerException().isThrownBy(() -> channel.onSend(null, () -> 1));
    }

    // ---- interrupts and limits -----------------------------------------------------------------

    @Test
    void interruptedReceiverHasTakenNothing() throws Exception {
        Channel<Integer> channel = channel();
        Strand<Integer> interrupted = strand(() -> channel.receive());
        awaitWaiting(interrupted);
        interrupted.cancel(true);
        interrupted.join();
        Strand<Integer> other = strand(() -> channel.receive());
        awaitWaiting(other);
        channel.send(1);

        assertThat(other.get()).isEqualTo(1);
    }

    @Test
    void interruptBeforehandIsHeardAtOnce() {
        Channel<Integer> channel = channel();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.send(1)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(channel::receive).isInstanceOf(InterruptedException.class);
        assertThat(channel.tryReceive()).isEmpty();
    }

    @Test
    void interruptAndHandOverAtTheSameTimeLoseNoElement() throws Exception {
        Channel<Integer> channel = channel();
        AtomicInteger received = new AtomicInteger();
        int sent = 0;
        for (int round = 0; round < 300; round++) {
            Strand<?> receiver =
                    strand(() -> {
                        var _ = channel.receive();
                        received.incrementAndGet();
                    });
            if (round % 2 == 0) {
                awaitWaiting(receiver);
            }
            Strand<?> interrupting = strand(() -> receiver.cancel(true));
            sent += channel.send(round, Duration.ofMillis(round % 3)) ? 1 : 0;
            interrupting.join();
            receiver.join();
            while (channel.tryReceive().isPresent()) {
                received.incrementAndGet();
            }
        }
        assertThat(received).hasValue(sent);
    }

    // ---- closing -------------------------------------------------------------------------------

    @Test
    void whatIsInAClosedChannelCanStillBeReceived() throws Exception {
        Channel<Integer> channel = channel();
        int held = Math.min(channel.capacity(), 3);
        for (int i = 0; i < held; i++) {
            channel.send(i);
        }
        channel.close();

        for (int i = 0; i < held; i++) {
            assertThat(channel.receive()).isEqualTo(i);
        }
        assertThatThrownBy(channel::receive).isInstanceOf(ChannelClosedException.class);
        assertThatThrownBy(() -> channel.receive(Duration.ofDays(1)))
                .isInstanceOf(ChannelClosedException.class);
        assertThatThrownBy(channel::tryReceive)
                .isInstanceOf(ChannelClosedException.class)
                .hasMessageContaining("nothing can be received");
    }

    @Test
    void nothingIsSentThroughAClosedChannel() {
        Channel<Integer> channel = channel();
        channel.close();

        assertThatThrownBy(() -> channel.send(1)).isInstanceOf(ChannelClosedException.class);
        assertThatThrownBy(() -> channel.send(1, Duration.ofDays(1)))
                .isInstanceOf(ChannelClosedException.class);
        assertThatThrownBy(() -> channel.trySend(1))
                .isInstanceOf(ChannelClosedException.class)
                .hasMessageContaining("nothing can be sent");
        assertThat(channel.isClosed()).isTrue();
        assertThat(channel.cancel()).isEmpty();
    }

    @Test
    void closingTellsThoseWhoWaitToReceive() throws Exception {
        Channel<Integer> channel = channel();
        List<Strand<Integer>> receivers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            receivers.add(strand(() -> channel.receive()));
            awaitWaiting(receivers.get(i));
        }
        channel.close();
        for (Strand<Integer> receiver : receivers) {
            assertThatThrownBy(receiver::get).hasCauseInstanceOf(ChannelClosedException.class);
        }
    }

    @Test
    void closingTellsThoseWhoWaitToSendAndWhatTheyHaveIsNotSent() throws Exception {
        Channel<Integer> channel = channel();
        if (channel.capacity() == Integer.MAX_VALUE) {
            return; // nobody waits to send there
        }
        int held = channel.capacity();
        for (int i = 0; i < held; i++) {
            channel.send(i);
        }
        List<Strand<?>> senders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            senders.add(strand(() -> channel.send(100)));
            awaitWaiting(senders.get(i));
        }
        channel.close();
        for (Strand<?> sender : senders) {
            assertThatThrownBy(sender::get).hasCauseInstanceOf(ChannelClosedException.class);
        }
        assertThat(channel.cancel()).hasSize(held).doesNotContain(100);
    }

    @Test
    void cancelledChannelGivesBackWhatNobodyWillReceive() throws Exception {
        Channel<Integer> channel = channel();
        int held = Math.min(channel.capacity(), 4);
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < held; i++) {
            channel.send(i);
            sent.add(i);
        }
        assertThat(channel.cancel()).isEqualTo(sent);
        assertThatThrownBy(channel::receive).isInstanceOf(ChannelClosedException.class);
    }

    @Test
    void closingWhileManySendAndReceiveLosesNothing() throws Exception {
        for (int round = 0; round < 20; round++) {
            Channel<Integer> channel = channel();
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger received = new AtomicInteger();
            List<Strand<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(strand(() -> sendUntilClosed(channel, sent)));
                all.add(
                        strand(() -> {
                            for (int ignored : channel) {
                                received.incrementAndGet();
                            }
                        }));
            }
            int enough = ThreadLocalRandom.current().nextInt(200);
            Eventually.holds("some were sent", () -> sent.get() >= enough);
            channel.close();
            for (Strand<?> one : all) {
                one.get();
            }
            assertThat(received.get()).isEqualTo(sent.get());
        }
    }

    private static void sendUntilClosed(Channel<Integer> channel, AtomicInteger sent)
            throws InterruptedException {
        try {
            while (true) {
                channel.send(1);
                sent.incrementAndGet();
                Coroutines.pause();
            }
        } catch (ChannelClosedException closed) {
            // as it must end
        }
    }

    // ---- iterating -----------------------------------------------------------------------------

    @Test
    void iterationEndsWithTheChannel() throws Exception {
        Channel<Integer> channel = channel();
        strand(() -> {
            for (int i = 0; i < 10; i++) {
                channel.send(i);
            }
            channel.close();
        });
        Iterator<Integer> elements = channel.iterator();
        for (int i = 0; i < 10; i++) {
            assertThat(elements.hasNext()).isTrue();
            assertThat(elements.hasNext()).isTrue();
            assertThat(elements.next()).isEqualTo(i);
        }
        assertThat(elements.hasNext()).isFalse();
        assertThatThrownBy(elements::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void interruptedIterationSaysSoAndKeepsTheInterrupt() {
        Channel<Integer> channel = channel();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.iterator().hasNext())
                .isInstanceOf(HeddleException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
