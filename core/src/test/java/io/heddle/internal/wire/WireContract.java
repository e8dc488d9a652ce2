package io.heddle.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.spi.Payload;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames over a wire: all of them, whole, in order, and never more trust than the bytes deserve.
abstract class WireContract {

    @TempDir static Path folder;

    private Pair wire;

    /// The two ends of a wire.
    interface Pair extends AutoCloseable {

        /// Makes the end that sends; called once.
        StreamOutbox out() throws IOException;

        /// Makes the end that receives; called once.
        StreamInbox in() throws IOException;

        /// Sends bytes past all framing, instead of an outbox.
        void write(ByteBuffer bytes) throws IOException;

        /// Ends the sender as the end of its process would.
        void hangUp() throws IOException;

        /// Ends the receiver as the end of its process would.
        void stopListening() throws IOException;

        @Override
        void close() throws IOException;
    }

    /// Connects two ends.
    abstract Pair open() throws IOException;

    @BeforeEach
    void connect() throws IOException {
        wire = open();
    }

    @AfterEach
    void disconnect() throws IOException {
        wire.close();
    }

    private static byte[] pattern(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Frame frame(long id, int mainBytes, int... attachments) {
        List<byte[]> parts =
                Arrays.stream(attachments).mapToObj(n -> pattern(n, (int) id + n)).toList();
        return new Frame(
                Frame.Type.RUN, true, id, -id, new Payload(pattern(mainBytes, (int) id), parts));
    }

    static void assertSame(Frame actual, Frame expected) {
        assertThat(actual).isNotNull();
        assertThat(actual.type()).isEqualTo(expected.type());
        assertThat(actual.flag()).isEqualTo(expected.flag());
        assertThat(actual.id()).isEqualTo(expected.id());
        assertThat(actual.number()).isEqualTo(expected.number());
        assertThat(Arrays.equals(actual.payload().main(), expected.payload().main())).isTrue();
        assertThat(actual.payload().attachments())
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(expected.payload().attachments());
    }

    @Test
    void framesOfAllSizesArriveWholeAndInOrder() throws IOException {
        List<Frame> frames = new ArrayList<>();
        int[] sizes = {0, 1, 23, 24, 25, 16_383, 16_384, 16_385, 131_071, 131_072, 262_145};
        for (int size : sizes) {
            frames.add(frame(frames.size() + 1, size));
            frames.add(frame(frames.size() + 1, 10, size));
            frames.add(frame(frames.size() + 1, size, size, 0, 7));
        }
        try (StreamOutbox out = wire.out();
                StreamInbox in = wire.in()) {
            frames.forEach(out::add);
            out.flush();
            for (Frame frame : frames) {
                assertSame(in.receive(), frame);
            }
            assertThat(in.hasMore()).isFalse();
        }
    }

    @Test
    @Tag("slow")
    void veryLargeAttachmentArrives() throws IOException {
        Frame huge = frame(1, 5, 70_000_000, 3);
        try (StreamOutbox out = wire.out();
                StreamInbox in = wire.in()) {
            out.add(huge);
            out.flush();
            assertSame(in.receive(), huge);
        }
    }

    @Test
    @Tag("slow")
    void allWhoWaitForTheSameFramesAreTold() throws Exception {
        try (StreamOutbox out = wire.out();
                StreamInbox in = wire.in()) {
            out.add(frame(1, 5, 8_000_000));
            out.flush();
            List<Thread> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread next = Thread.ofPlatform().daemon().start(out::awaitSent);
                await().until(() -> next.getState() == Thread.State.WAITING);
                waiting.add(next);
            }

            in.receive();

            for (Thread each : waiting) {
                assertThat(each.join(Duration.ofSeconds(20))).isTrue();
            }
        }
    }

    @Test
    @Tag("slow")
    void fourWritersAndASlowReaderLoseNothing() throws Exception {
        int each = 2_000;
        try (StreamOutbox out = wire.out();
                StreamInbox in = wire.in()) {
            List<Thread> writers = new ArrayList<>();
            for (int w = 0; w < 4; w++) {
                int writer = w;
                writers.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    for (int i = 0; i < each; i++) {
                                        out.add(frame((long) writer << 32 | i, i % 3_000));
                                        out.flush();
                                    }
                                }));
            }
            for (Thread writer : writers) {
                writer.join(); // nothing was read: the socket is full, and nobody was blocked
            }
            int[] next = new int[4];
            for (int i = 0; i < 4 * each; i++) {
                Frame frame = in.receive();
                int writer = (int) (frame.id() >> 32);
                assertThat((int) frame.id()).isEqualTo(next[writer]++);
                assertThat(frame.payload().main()).hasSize((int) frame.id() % 3_000);
            }
            out.awaitSent();
            assertThat(next).containsOnly(each);
        }
    }

    @Test
    void writerWithTheInterruptFlagSetDoesNotCloseTheWire() throws IOException {
        try (StreamOutbox out = wire.out();
                StreamInbox in = wire.in()) {
            Thread.currentThread().interrupt();
            out.add(frame(1, 1_000_000));
            out.flush();
            assertThat(Thread.interrupted()).isTrue();
            assertSame(in.receive(), frame(1, 1_000_000));
        }
    }

    @Test
    void waitForSendingEndsWhenEverythingIsSent() throws Exception {
        try (StreamOutbox out = wire.out();
                StreamInbox in = wire.in()) {
            CountDownLatch sent = new CountDownLatch(1);
            Thread sender =
                    Thread.ofPlatform()
                            .start(() -> {
                                out.add(frame(1, 8_000_000));
                                out.flush();
                                out.awaitSent();
                                sent.countDown();
                            });
            assertThat(sent.await(50, TimeUnit.MILLISECONDS)).isFalse(); // nobody reads yet
            assertSame(in.receive(), frame(1, 8_000_000));
            assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
            sender.join();
        }
    }

    @Test
    void waitForSendingEndsWhenThePeerIsGone() throws Exception {
        try (StreamOutbox out = wire.out()) {
            Thread sender =
                    Thread.ofPlatform()
                            .start(() -> {
                                out.add(frame(1, 8_000_000));
                                out.flush();
                                out.awaitSent();
                            });
            assertThat(sender.join(java.time.Duration.ofMillis(50))).isFalse();
            wire.stopListening();
            assertThat(sender.join(java.time.Duration.ofSeconds(20))).isTrue();
            out.add(frame(2, 1)); // and later ones are dropped in silence
            out.flush();
            out.awaitSent();
        }
    }

    @Test
    void endBetweenFramesIsTheEnd() throws IOException {
        try (StreamOutbox out = wire.out();
                StreamInbox in = wire.in()) {
            out.add(frame(1, 100));
            out.flush();
            wire.hangUp();
            assertSame(in.receive(), frame(1, 100));
            assertThat(in.receive()).isNull();
            assertThat(in.receive()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 23, 24, 27, 28, 30, 127, 150, 227})
    void endInTheMiddleOfAFrameIsAnError(int bytes) throws IOException {
        ByteBuffer header = frame(1, 100, 100).header();
        ByteBuffer whole = ByteBuffer.allocate(header.remaining() + 200).put(header);
        wire.write(whole.position(0).limit(bytes));
        wire.hangUp();
        try (StreamInbox in = wire.in()) {
            assertThatThrownBy(in::receive).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void impossibleLengthIsRubbish() throws IOException {
        ByteBuffer header = frame(1, 10).header();
        header.putInt(4, Integer.MAX_VALUE);
        wire.write(header);
        try (StreamInbox in = wire.in()) {
            assertThatThrownBy(in::receive)
                    .isInstanceOf(RubbishException.class)
                    .hasMessageContaining("bytes=" + Integer.MAX_VALUE);
        }
    }

    @Test
    void unknownTypeIsRubbish() throws IOException {
        ByteBuffer header = frame(1, 10).header();
        header.put(0, (byte) 99);
        wire.write(header);
        try (StreamInbox in = wire.in()) {
            assertThatThrownBy(in::receive)
                    .isInstanceOf(RubbishException.class)
                    .hasMessageContaining("type=99");
        }
    }

    /// How many are tried.
    int mutants() {
        return 10_000;
    }

    /// Whatever comes ends in frames, the end, or an exception: no hang, no exhausted memory.
    @Test
    @Tag("slow")
    void mutatedBytesNeverHangAndNeverUseUpMemory() throws Exception {
        Random random = new Random(20_250_917);
        for (int i = 0; i < mutants(); i++) {
            byte[] bytes = mutant(random);
            try (Pair pair = open();
                    StreamInbox in = pair.in()) {
                pair.write(ByteBuffer.wrap(bytes));
                pair.hangUp();
                readToTheEnd(in, bytes.length);
            }
        }
    }

    private static byte[] mutant(Random random) {
        ByteBuffer header = frame(random.nextInt(100), 20, 10, 0).header();
        byte[] bytes = new byte[header.remaining() + random.nextInt(200)];
        header.get(bytes, 0, header.remaining());
        for (int m = random.nextInt(6); m >= 0; m--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static void readToTheEnd(StreamInbox in, int most) {
        try {
            for (int frames = 0; in.receive() != null; frames++) {
                assertThat(frames).isLessThan(most);
                in.hasMore();
            }
        } catch (IOException e) {
            assertThat(e).isInstanceOfAny(EOFException.class, RubbishException.class);
        }
    }

    @Test
    void closedInboxWakesItsReader() throws Exception {
        StreamInbox in = wire.in();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                in.receive();
                            } catch (IOException e) {
                                seen.set(e);
                            }
                        });
        in.close();
        assertThat(reader.join(java.time.Duration.ofSeconds(20))).isTrue();
        assertThat(seen.get()).isInstanceOf(IOException.class);
    }
}
