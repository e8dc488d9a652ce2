package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Strand;
import io.heddle.shared.Connection;
import io.heddle.shared.Pipe;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedNames;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What pipes promise, wherever the other party is.
public abstract class PipeContract {

    private static final Duration LIMIT = Duration.ofSeconds(50);

    /// Made by subclasses.
    protected PipeContract() {}

    /// Says where the other party is.
    ///
    /// @return the place
    protected abstract Elsewhere elsewhere();

    /// Says whether the other party is a thread of the same participant, for which what is closed here is closed.
    ///
    /// @return whether it is
    protected boolean isSameProcess() {
        return false;
    }

    // ---- objects -------------------------------------------------------------------------------

    /// Sends there and back, through a pipe that the other side has as a whole.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void objectsGoBothWaysInTheirOrder() throws Exception {
        Pipe<String> pipe = Pipe.open();
        Strand<Boolean> there = elsewhere().act(() -> echo(pipe.right(), 200));
        Connection<String> here = pipe.left();
        for (int i = 0; i < 100; i++) {
            here.send("a" + i);
            here.send("b" + i);
            assertThat(here.receive()).isEqualTo("a" + i + "!");
            assertThat(here.receive(LIMIT)).contains("b" + i + "!");
        }
        there.get();
        assertThat(here.poll()).isFalse();
        assertThat(here.receive(Duration.ZERO)).isEmpty();
    }

    private static void echo(Connection<String> end, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            end.send(end.receive() + "!");
        }
    }

    /// Sends and receives at both ends at once, more than the pipe holds.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void bothWaysAreFullAtOnceAndNobodyHangs() throws Exception {
        Pipe<int[]> pipe = Pipe.open(1_024);
        Connection<int[]> mine = pipe.left();
        Connection<int[]> theirs = pipe.right();
        Strand<Boolean> there = elsewhere().act(() -> pump(theirs));
        pump(mine);
        there.get();
    }

    private static void pump(Connection<int[]> end) throws Exception {
        Strand<Void> sending =
                Strand.ofThread()
                        .start(() -> {
                            for (int i = 0; i < 200; i++) {
                                end.send(new int[] {i, i + 1, i + 2});
                            }
                        });
        for (int i = 0; i < 200; i++) {
            assertThat(end.receive()).containsExactly(i, i + 1, i + 2);
        }
        sending.get();
    }

    /// Sends messages of which none fits, with arrays beside the stream.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void messageLargerThanThePipeGoesThroughInPieces() throws Exception {
        Pipe<List<byte[]>> pipe = Pipe.open(4_096);
        Connection<List<byte[]>> mine = pipe.left();
        Connection<List<byte[]>> theirs = pipe.right();
        byte[] large = new byte[300_001];
        Arrays.fill(large, (byte) 7);
        large[300_000] = 8;
        Strand<Integer> there =
                elsewhere()
                        .start(() -> {
                            List<byte[]> got = theirs.receive();
                            theirs.send(got);
                            return got.get(1).length;
                        });
        mine.send(List.of(new byte[] {1}, large, new byte[0], large));
        List<byte[]> back = mine.receive();
        assertThat(there.get()).isEqualTo(300_001);
        assertThat(back).hasSize(4);
        assertThat(back.get(0)).containsExactly(1);
        assertThat(back.get(1)).isEqualTo(large);
        assertThat(back.get(3)).isEqualTo(large);
    }

    // ---- bytes ---------------------------------------------------------------------------------

    /// Sends lengths around that of the pipe.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-48")
    public void bytesOfAnyLengthArriveAsTheyWereSent() throws Exception {
        Pipe<String> pipe = Pipe.open(256);
        Connection<String> mine = pipe.left();
        Connection<String> theirs = pipe.right();
        int[] lengths = {0, 1, 7, 8, 9, 247, 248, 249, 255, 256, 257, 511, 512, 513, 5_000};
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            for (int length : lengths) {
                                byte[] got = theirs.receiveBytes();
                                assertThat(got).hasSize(length);
                                theirs.sendBytes(got);
                            }
                        });
        for (int length : lengths) {
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) length);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            mine.sendBytes(buffer);
            assertThat(buffer.hasRemaining()).isFalse();
            assertThat(mine.receiveBytes(LIMIT)).contains(bytes);
        }
        there.get();
    }

    /// Sends several messages before the first one is received.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-48")
    public void messagesAreNotJoinedAndEmptyOnesCount() throws Exception {
        Pipe<String> pipe = Pipe.open();
        Connection<String> mine = pipe.left();
        Connection<String> theirs = pipe.right();
        elsewhere()
                .act(() -> {
                    theirs.sendBytes(new byte[] {1, 2});
                    theirs.sendBytes(new byte[0]);
                    theirs.sendBytes(new byte[] {3});
                    theirs.send("");
                })
                .get();
        assertThat(mine.poll()).isTrue();
        assertThat(mine.receiveBytes()).containsExactly(1, 2);
        assertThat(mine.receiveBytes()).isEmpty();
        assertThat(mine.receiveBytes()).containsExactly(3);
        assertThat(mine.receive()).isEmpty();
        assertThat(mine.poll()).isFalse();
    }

    /// Receives as what it is not.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void objectsAndBytesAreNotMixedUp() throws Exception {
        Pipe<String> pipe = Pipe.open(128);
        Connection<String> mine = pipe.left();
        Connection<String> theirs = pipe.right();
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            theirs.send("object");
                            theirs.sendBytes(new byte[1_000]);
                            theirs.send("x".repeat(1_000));
                        });
        assertThatThrownBy(mine::receiveBytes)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the next message is an object");
        assertThat(mine.receive()).isEqualTo("object");
        assertThat(mine.poll(LIMIT)).isTrue();
        assertThatThrownBy(mine::receive)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the next message is bytes");
        assertThat(mine.receiveBytes()).hasSize(1_000);
        assertThatThrownBy(mine::receiveBytes).isInstanceOf(IllegalStateException.class);
        assertThat(mine.receive()).hasSize(1_000);
        there.get();
    }

    // ---- the end -------------------------------------------------------------------------------

    /// Closes one end with messages under way.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-48")
    public void endOfThePipeComesAfterWhatWasSent() throws Exception {
        Pipe<String> pipe = Pipe.open();
        Connection<String> mine = pipe.left();
        Connection<String> theirs = pipe.right();
        elsewhere()
                .act(() -> {
                    theirs.send("one");
                    theirs.send("two");
                    theirs.close();
                })
                .get();
        theirs.close();
        assertThat(mine.poll()).isTrue();
        assertThat(mine.receive()).isEqualTo("one");
        assertThat(mine.receive()).isEqualTo("two");
        assertThat(mine.poll()).isTrue();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(mine::receive)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("end=right")
                    .hasMessageContaining("has closed it");
        }
        assertThatThrownBy(() -> mine.send("three"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken pipe")
                .hasMessageContaining("has closed it");
    }

    /// Closes one end while the other one waits for a message.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-48")
    public void whoWaitsForAMessageIsToldOfTheEnd() throws Exception {
        Pipe<String> pipe = Pipe.open();
        Connection<String> theirs = pipe.right();
        SharedEvent waits = SharedEvent.create();
        Strand<String> there =
                elsewhere()
                        .start(() -> {
                            waits.set();
                            try {
                                return theirs.receive();
                            } catch (EOFException e) {
                                return "end";
                            }
                        });
        waits.await();
        pipe.left().close();
        assertThat(there.get()).isEqualTo("end");
    }

    /// Closes one end while the other one waits for room.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-48")
    @Tag("fault-49")
    public void whoWaitsForRoomIsToldThatNobodyReceives() throws Exception {
        Pipe<byte[]> pipe = Pipe.open(256);
        Connection<byte[]> mine = pipe.left();
        Connection<byte[]> theirs = pipe.right();
        SharedEvent sending = SharedEvent.create();
        Strand<String> there =
                elsewhere()
                        .start(() -> {
                            try {
                                sending.set();
                                theirs.send(new byte[10_000]);
                                return "sent";
                            } catch (IOException e) {
                                return String.valueOf(e.getMessage());
                            }
                        });
        sending.await();
        mine.close();
        assertThat(there.get()).contains("broken pipe");
    }

    /// Closes an end under a thread that waits there.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-48")
    public void whoWaitsAtAnEndThatIsClosedEndsToo() throws Exception {
        Pipe<byte[]> pipe = Pipe.open(256);
        Connection<byte[]> mine = pipe.left();
        List<Thread> waiting = new ArrayList<>();
        List<String> ends = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            waiting.add(Thread.ofPlatform().start(() -> note(ends, () -> mine.receive())));
            waiting.add(
                    Thread.ofPlatform().start(() -> note(ends, () -> mine.send(new byte[900]))));
        }
        for (Thread thread : waiting) {
            Eventually.holds("it waits", () -> thread.getState() == Thread.State.WAITING);
        }
        mine.close();
        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(ends).hasSize(4).allMatch(end -> end.contains("has closed the connection"));
        assertThatThrownBy(mine::poll).hasMessageContaining("end=left");
        mine.close();
        assertThat(mine.toString()).endsWith("[left, Closed]");
        assertThat(pipe.right().toString()).endsWith("[right, Open]");
    }

    private interface Doing {
        void act() throws IOException, InterruptedException;
    }

    private static void note(List<String> ends, Doing doing) {
        String end = "nothing";
        try {
            doing.act();
        } catch (IOException e) {
            end = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            end = "interrupted";
        }
        synchronized (ends) {
            ends.add(end);
        }
    }

    /// Interrupts who waits, and uses the pipe afterwards.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-48")
    public void interruptEndsAWaitAndLosesNothing() throws Exception {
        Pipe<byte[]> pipe = Pipe.open(256);
        Connection<byte[]> mine = pipe.left();
        Connection<byte[]> theirs = pipe.right();
        List<String> ends = new ArrayList<>();
        List<Thread> waiting =
                List.of(
                        Thread.ofPlatform().start(() -> note(ends, () -> mine.receive())),
                        Thread.ofVirtual().start(() -> note(ends, () -> mine.send(new byte[900]))));
        for (Thread thread : waiting) {
            Eventually.holds("it waits", () -> thread.getState() == Thread.State.WAITING);
            thread.interrupt();
            thread.join();
        }
        assertThat(ends).containsExactly("interrupted", "interrupted");
        Strand<Boolean> there = elsewhere().act(() -> theirs.send(theirs.receive()));
        mine.send(new byte[] {4, 2});
        assertThat(mine.receive()).containsExactly(4, 2);
        there.get();
        Thread.currentThread().interrupt();
        assertThatThrownBy(mine::receive).isInstanceOf(InterruptedException.class);
    }

    /// Lets a limit pass in the midst of a large message, on both sides.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-50")
    public void limitInTheMidstOfAMessageLosesNothing() throws Exception {
        Pipe<String> pipe = Pipe.open(256);
        Connection<String> mine = pipe.left();
        Connection<String> theirs = pipe.right();
        assertThat(mine.sendBytes(new byte[1_000], Duration.ofMillis(1))).isFalse();
        assertThat(mine.send("x".repeat(1_000), Duration.ofMillis(1))).isFalse();
        SharedEvent looked = SharedEvent.create();
        Strand<String> there =
                elsewhere()
                        .start(() -> {
                            boolean half = theirs.poll(Duration.ofMillis(1));
                            Optional<String> none = theirs.receive(Duration.ofMillis(1));
                            looked.set();
                            return half + " " + none.isPresent() + " " + theirs.receive();
                        });
        looked.await();
        mine.send("y".repeat(1_000));
        assertThat(there.get()).isEqualTo("false false " + "y".repeat(1_000));
    }

    // ---- what cannot travel --------------------------------------------------------------------

    private record Plain(String text) implements Serializable {}

    private static final class Failing implements Serializable {
        @Serial private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("unreadable: " + in.available());
        }
    }

    private record Holding(Object something) implements Serializable {}

    /// Sends what cannot be written, and what cannot be read.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void messageThatCannotTravelHarmsNoOther() throws Exception {
        Pipe<Object> pipe = Pipe.open();
        Connection<Object> mine = pipe.left();
        Connection<Object> theirs = pipe.right();
        assertThatThrownBy(() -> mine.send(new Holding(new Object())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot travel through a pipe")
                .hasMessageContaining("Holding.something : java.lang.Object");
        mine.send(new Failing());
        mine.send(new Plain("fine"));
        Strand<String> there =
                elsewhere()
                        .start(() -> {
                            try {
                                return "read: " + theirs.receive();
                            } catch (IOException e) {
                                return e.getMessage() + " then " + theirs.receive();
                            }
                        });
        assertThat(there.get())
                .contains("the message could not be read")
                .contains("unreadable")
                .endsWith("then Plain[text=fine]");
    }

    // ---- connections that travel ---------------------------------------------------------------

    /// Sends a connection through a pipe, several hands down.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-49")
    public void connectionGoesThroughAnotherPipe() throws Exception {
        Pipe<Connection<String>> outer = Pipe.open();
        Connection<Connection<String>> theirs = outer.right();
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            Connection<String> inner = theirs.receive();
                            inner.send(inner.receive() + "!");
                            inner.close();
                        });
        Pipe<String> inner = Pipe.open();
        outer.left().send(inner.right());
        if (!isSameProcess()) {
            inner.right().close();
        }
        inner.left().send("hello");
        assertThat(inner.left().receive()).isEqualTo("hello!");
        there.get();
        assertThatThrownBy(inner.left()::receive).isInstanceOf(EOFException.class);
    }

    /// Waits at a pipe whose other end nobody has taken out of the way yet.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-49")
    public void endThatIsOnItsWayIsNotGone() throws Exception {
        Pipe<Object> carrying = Pipe.open();
        Connection<Object> theirs = carrying.right();
        Pipe<String> carried = Pipe.open();
        Connection<String> mine = carried.left();
        carrying.left().send(carried.right());
        carrying.left().send(carried);
        if (!isSameProcess()) {
            carried.right().close();
        }
        assertThat(mine.receive(Duration.ofMillis(100))).isEmpty();
        mine.send("to whom it may concern");
        Strand<Object> there =
                elsewhere()
                        .start(() -> {
                            Connection<?> end = (Connection<?>) theirs.receive();
                            Object first = end.receive();
                            var _ = theirs.receive();
                            return first;
                        });
        assertThat(there.get()).isEqualTo("to whom it may concern");
    }

    // ---- many ----------------------------------------------------------------------------------

    /// Lets many threads on both sides send to one end.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-49")
    public void manySendersAtOnceLoseAndMixNothing() throws Exception {
        Pipe<String> pipe = Pipe.open(1_024);
        Connection<String> mine = pipe.left();
        Connection<String> theirs = pipe.right();
        Strand<Boolean> there = elsewhere().act(() -> sendMany(theirs));
        Strand<Void> here = Strand.ofThread().start(() -> sendMany(theirs));
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 2 * 4 * 25; i++) {
            got.add(mine.receive());
        }
        there.get();
        here.get();
        for (int sender = 0; sender < 4; sender++) {
            for (int i = 0; i < 25; i++) {
                String message = sender + "-" + i + "-" + "x".repeat(i * 50);
                assertThat(got.stream().filter(message::equals)).hasSize(2);
            }
        }
        assertThat(mine.poll()).isFalse();
    }

    private static void sendMany(Connection<String> end) throws Exception {
        List<Strand<Void>> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int sender = i;
            senders.add(
                    Strand.ofCoroutine()
                            .start(() -> {
                                for (int n = 0; n < 25; n++) {
                                    end.send(sender + "-" + n + "-" + "x".repeat(n * 50));
                                }
                            }));
        }
        for (Strand<Void> sender : senders) {
            sender.get();
        }
    }

    /// Lets both sides receive at one end.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void severalMayReceiveAtOneEnd() throws Exception {
        Pipe<Integer> pipe = Pipe.open();
        Connection<Integer> mine = pipe.left();
        Connection<Integer> theirs = pipe.right();
        SharedLong sum = SharedLong.create(0);
        Strand<Boolean> there = elsewhere().act(() -> receiveUntilZero(theirs, sum));
        Strand<Void> here = Strand.ofThread().start(() -> receiveUntilZero(theirs, sum));
        for (int i = 1; i <= 100; i++) {
            mine.send(i);
        }
        mine.send(0);
        mine.send(0);
        there.get();
        here.get();
        assertThat(sum.get()).isEqualTo(5_050);
    }

    private static void receiveUntilZero(Connection<Integer> end, SharedLong sum) throws Exception {
        for (int got = end.receive(); got != 0; got = end.receive()) {
            sum.addAndGet(got);
        }
    }

    /// Lets ten thousand coroutines wait at one end.
    ///
    /// @throws Exception if it goes wrong
    @Test
    public void tenThousandWhoWaitHoldNoCarrier() throws Exception {
        Pipe<Integer> pipe = Pipe.open();
        Connection<Integer> mine = pipe.left();
        Connection<Integer> theirs = pipe.right();
        List<Strand<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(Strand.ofCoroutine().start(() -> mine.receive()));
        }
        assertThat(Strand.ofCoroutine().start(() -> 42).get()).isEqualTo(42);
        Strand<Boolean> there =
                elsewhere()
                        .act(() -> {
                            for (int i = 0; i < 10_000; i++) {
                                theirs.send(1);
                            }
                        });
        int sum = 0;
        for (Strand<Integer> one : waiting) {
            sum += one.get();
        }
        there.get();
        assertThat(sum).isEqualTo(10_000);
    }

    // ---- names ---------------------------------------------------------------------------------

    /// Finds a pipe by its name.
    ///
    /// @throws Exception if it goes wrong
    @Test
    @Tag("fault-53")
    public void pipeIsFoundByItsName() throws Exception {
        String name = "pipe." + UUID.randomUUID();
        Pipe<String> pipe = Pipe.create(name);
        Strand<Boolean> there = elsewhere().act(() -> echo(Pipe.<String>open(name).right(), 1));
        pipe.left().send("named");
        assertThat(pipe.left().receive()).isEqualTo("named!");
        there.get();
        assertThat(Pipe.<String>openOrCreate(name)).isSameAs(pipe);
        assertThat(SharedNames.unlink(name)).isTrue();
    }

    /// Asks for sizes that make no sense.
    @Test
    public void badSizesAreRefused() {
        for (long bad : new long[] {-1, 0, 63, (1L << 30) + 1}) {
            assertThatThrownBy(() -> Pipe.open(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bytes=" + bad);
        }
    }
}
