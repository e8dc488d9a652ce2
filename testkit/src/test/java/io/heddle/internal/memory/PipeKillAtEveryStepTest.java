package io.heddle.internal.memory;

import static io.heddle.internal.memory.Killing.killOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.shared.Connection;
import io.heddle.shared.Pipe;
import io.heddle.shared.SharedBoolean;
import io.heddle.shared.SharedLong;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who uses a pipe is killed before each of its accesses to shared memory, and so is who comes after it. The
/// others receive whole messages, in their order, and are told of the end.
@Tag("slow")
class PipeKillAtEveryStepTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /// Larger than the pipe: it goes in pieces.
    private static final int LARGE = 300;

    /// A message, told by what it is filled with.
    private static byte[] message(int number, int length) {
        byte[] message = new byte[length];
        Arrays.fill(message, (byte) number);
        return message;
    }

    private static int number(byte[] message) {
        assertThat(message).hasSizeGreaterThan(0).containsOnly(message[0]);
        return message[0];
    }

    /// Receives until nothing more comes.
    private static List<Integer> drain(Connection<?> end) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        try {
            while (true) {
                numbers.add(number(end.receiveBytes(LIMIT).orElseThrow()));
            }
        } catch (EOFException e) {
            return numbers;
        }
    }

    /// Does something with what it has.
    @FunctionalInterface
    private interface Doing<E> {
        void act(E mine) throws Exception;
    }

    /// Lets something arrive at one who does something with it, and dies before an access, or when it is done,
    /// or waits.
    ///
    /// @return whether the access was reached
    private static <E> boolean die(E object, long access, Doing<E> doing) {
        try (WatchedSite mortal = new WatchedSite();
                Party party = new Party()) {
            E mine = mortal.arrived(object);
            mortal.dieBefore(access);
            party.act(() -> doing.act(mine));
            return mortal.disarm();
        }
    }

    private static Doing<Connection<String>> sending(int first) {
        return end -> {
            end.sendBytes(message(first, 20));
            end.sendBytes(message(first + 1, 40));
        };
    }

    // ---- who sends -----------------------------------------------------------------------------

    /// Sends two messages to this process.
    static final class Sending implements Story {

        private final transient Connection<String> left;
        private final Connection<String> right;
        private final SharedBoolean sent = SharedBoolean.create(false);
        private transient List<Integer> got = List.of();

        Sending() {
            Pipe<String> pipe = Pipe.open(128);
            left = pipe.left();
            right = pipe.right();
        }

        @Override
        public List<Object> belongings() {
            return List.of(right);
        }

        @Override
        public void victim(View view) throws Exception {
            sending(1).act(view.of(right));
            sent.set(true);
        }

        @Override
        public boolean isForTwoDeaths() {
            return false;
        }

        @Override
        public void survivor(View view) throws Exception {
            got = drain(left);
        }

        @Override
        public void check(int killed) {
            assertThat(got).isEqualTo(List.of(1, 2).subList(0, got.size()));
            assertThat(!sent.get() || got.size() == 2).as("what was sent has come").isTrue();
        }
    }

    @Test
    @Tag("fault-48")
    void whatAKilledSenderHasSentIsReceivedAndThenComesTheEnd() {
        assertThat(killOnce(Sending::new)).isGreaterThan(20);
    }

    @Test
    @Tag("fault-49")
    void sendersThatComeAfterKilledOnesGetThrough() throws Exception {
        killTwoSenders(13, 17);
    }

    @Test
    @Tag("stress")
    void sendersThatComeAfterKilledOnesGetThroughAtAlmostEveryPairOfSteps() throws Exception {
        killTwoSenders(3, 3);
    }

    private static void killTwoSenders(int strideOfFirst, int strideOfSecond) throws Exception {
        boolean reached = true;
        for (long first = 0; reached; first += strideOfFirst) {
            boolean again = true;
            for (long second = first % strideOfSecond; again; second += strideOfSecond) {
                Pipe<String> pipe = Pipe.open(512);
                reached = die(pipe.right(), first, sending(1));
                again = die(pipe.right(), second, sending(3));
                try (SecondSite third = new SecondSite()) {
                    sending(5).act(third.arrived(pipe.right()));
                }
                List<Integer> got = drain(pipe.left());
                assertThat(got).isSorted().doesNotHaveDuplicates().endsWith(5, 6);
            }
        }
    }

    /// The receiver is there already and takes the pieces as they come.
    @Test
    @Tag("fault-48")
    @Tag("fault-50")
    void halfAMessageOfAKilledSenderIsNeverReceived() throws Exception {
        boolean reached = true;
        for (long access = 0; reached; access += 7) {
            Pipe<String> pipe = Pipe.open(128);
            List<Integer> got = new ArrayList<>();
            try (SecondSite second = new SecondSite();
                    Party receiver = new Party()) {
                Connection<String> left = second.arrived(pipe.left());
                receiver.act(() -> got.addAll(drain(left)));
                reached = dieWaiting(pipe.right(), access);
                receiver.finish("the receiver, sender killed before access " + access);
            }
            assertThat(got).isEqualTo(List.of(1, 2).subList(0, got.size()));
        }
    }

    /// A sender that may wait for room before it dies.
    private static boolean dieWaiting(Connection<String> end, long access) throws Exception {
        try (WatchedSite mortal = new WatchedSite()) {
            Connection<String> mine = mortal.arrived(end);
            mortal.dieBefore(access);
            try {
                mine.sendBytes(message(1, LARGE), LIMIT);
                mine.sendBytes(message(2, 8), LIMIT);
            } catch (WatchedSite.Killed e) {
                // as it should be
            }
            return mortal.disarm();
        }
    }

    @Test
    @Tag("fault-50")
    void halfAMessageOfAKilledSenderIsPassedByForTheNextOne() throws Exception {
        boolean reached = true;
        for (long access = 0; reached; access += 9) {
            Pipe<String> pipe = Pipe.open(128);
            // it fills the pipe, waits, and dies if it has not yet
            reached = die(pipe.right(), access, end -> end.sendBytes(message(1, LARGE)));
            try (SecondSite second = new SecondSite();
                    Party sender = new Party()) {
                Connection<String> right = second.arrived(pipe.right());
                sender.act(() -> right.sendBytes(message(2, 50), LIMIT));
                assertThat(number(pipe.left().receiveBytes(LIMIT).orElseThrow())).isEqualTo(2);
                sender.finish("the second sender");
            }
        }
    }

    // ---- who receives --------------------------------------------------------------------------

    /// Receives two of four messages from this process.
    static final class Receiving implements Story {

        private final transient Connection<String> left;
        private final Connection<String> right;
        private final SharedLong before = SharedLong.create(0);
        private transient List<Integer> got = List.of();

        Receiving() {
            Pipe<String> pipe = Pipe.open(256);
            left = pipe.left();
            right = pipe.right();
            for (int i = 1; i <= 4; i++) {
                try {
                    left.sendBytes(message(i, 30));
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public List<Object> belongings() {
            return List.of(right);
        }

        @Override
        public void victim(View view) throws Exception {
            Connection<String> mine = view.of(right);
            for (int i = 1; i <= 2; i++) {
                assertThat(number(mine.receiveBytes())).isEqualTo(i);
                before.incrementAndGet();
            }
        }

        @Override
        public boolean isForTwoDeaths() {
            return false;
        }

        @Override
        public void survivor(View view) throws Exception {
            left.close();
            got = drain(view.of(right));
        }

        @Override
        public void check(int killed) {
            assertThat(got).isSorted().doesNotHaveDuplicates().endsWith(3, 4);
            assertThat(before.get() + got.size())
                    .as("those that have come before, and after")
                    .isBetween(before.get() < 2 ? 3L : 4L, 4L);
        }
    }

    @Test
    @Tag("fault-49")
    void killedReceiverTakesAtMostOneMessageAlongAndTheNextOneGoesOn() {
        assertThat(killOnce(Receiving::new)).isGreaterThan(20);
    }

    @Test
    @Tag("fault-49")
    void whoSendsToAKilledReceiverIsToldWhereverItDied() throws Exception {
        boolean reached = true;
        for (long access = 0; reached; access += 3) {
            Pipe<String> pipe = Pipe.open(256);
            pipe.left().sendBytes(message(1, 30));
            reached = die(pipe.right(), access, Connection::receiveBytes);
            assertThatThrownBy(() -> pipe.left().sendBytes(message(2, 1_000)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broken pipe")
                    .hasMessageContaining("pid=" + ProcessHandle.current().pid())
                    .hasMessageContaining("has died");
        }
    }

    // ---- ends that travel ----------------------------------------------------------------------

    /// Sends an end of another pipe to this process.
    static final class SendingAnEnd implements Story {

        private final transient Connection<Connection<String>> outerLeft;
        private final Connection<Connection<String>> outerRight;
        private final transient Connection<String> innerLeft;
        private final Connection<String> innerRight;

        SendingAnEnd() {
            Pipe<Connection<String>> outer = Pipe.open(4_096);
            Pipe<String> inner = Pipe.open(128);
            outerLeft = outer.left();
            outerRight = outer.right();
            innerLeft = inner.left();
            innerRight = inner.right();
        }

        @Override
        public List<Object> belongings() {
            return List.of(outerRight, innerRight);
        }

        @Override
        public void victim(View view) throws Exception {
            view.of(outerRight).send(view.of(innerRight));
        }

        @Override
        public boolean isForTwoDeaths() {
            return false;
        }

        /// In a thread of this process itself, which has the inner pipe: nobody else may be left who has.
        private Connection<String> receiveHere() throws Exception {
            return Strand.ofThread().start(() -> outerLeft.receive()).get();
        }

        @Override
        public void survivor(View view) throws Exception {
            try {
                Connection<String> arrived = receiveHere();
                arrived.send("arrived");
                assertThat(innerLeft.receive(LIMIT)).contains("arrived");
                arrived.close();
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(EOFException.class); // it had not sent it yet
            }
            assertThatThrownBy(() -> innerLeft.receive(LIMIT)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    @Tag("fault-49")
    void endThatAKilledOneWasSendingArrivesOrIsGone() {
        assertThat(killOnce(SendingAnEnd::new, 3)).isGreaterThan(20);
    }

    /// The whole pipe was sent, and the one who has it dies before it has used its end, or when it has.
    @Test
    @Tag("fault-49")
    void endOfOneThatWasKilledBeforeItUsedItIsGone() throws Exception {
        boolean reached = true;
        for (long access = 0; reached; access++) {
            Pipe<String> pipe = Pipe.open(128);
            reached = die(pipe, access, whole -> whole.right().sendBytes(message(1, 3)));
            assertThat(drain(pipe.left())).hasSizeLessThanOrEqualTo(1);
        }
    }
}
