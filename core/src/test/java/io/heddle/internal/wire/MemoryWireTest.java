package io.heddle.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same through a ring in shared memory, and what only a ring can do wrong: the two ends share numbers,
/// and each of them may be a lie.
class MemoryWireTest extends WireContract {

    private static final int TAIL = 0x000;
    private static final int HEAD = 0x080;
    private static final int READER_WAITS = 0x100;
    private static final int WRITER_WAITS = 0x180;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Two ends of one ring; the smallest rings wrap around most often.
    static final class Rings implements Pair {

        private final SocketPair sockets;
        private final ByteBuffer memory;
        private final int bytes;

        Rings(Path folder, int bytes) throws IOException {
            this.sockets = SocketPair.open(folder);
            this.bytes = bytes;
            this.memory =
                    ByteBuffer.allocateDirect(Ring.bytesFor(bytes)).order(ByteOrder.nativeOrder());
        }

        /// Each end has a view of its own, as it has in its process.
        private Ring ring() {
            return new Ring(memory.duplicate(), 50_000);
        }

        @Override
        public StreamOutbox out() throws IOException {
            return new StreamOutbox(ring(), sockets.left());
        }

        @Override
        public StreamInbox in() {
            return new StreamInbox(ring(), sockets.right(), Long.MAX_VALUE);
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            RingSink sink = new RingSink(ring(), sockets.left());
            assertThat(sink.take(from)).as("ring=%d".formatted(bytes)).isTrue();
            sink.flush();
        }

        @Override
        public void hangUp() throws IOException {
            sockets.left().close();
        }

        @Override
        public void stopListening() throws IOException {
            sockets.right().close();
        }

        @Override
        public void close() throws IOException {
            sockets.close();
        }
    }

    @Override
    Rings open() throws IOException {
        return new Rings(folder, 64 * 1024);
    }

    /// What is made of bytes is the same as over a socket.
    @Override
    int mutants() {
        return 1_500;
    }

    @Test
    void tinyRingCarriesFramesOfAllSizes() throws Exception {
        try (Rings tiny = new Rings(folder, 16);
                StreamOutbox out = tiny.out();
                StreamInbox in = tiny.in()) {
            for (int size = 0; size < 300; size++) {
                out.add(frame(size, size, size % 7));
                out.flush();
            }
            for (int size = 0; size < 300; size++) {
                assertSame(in.receive(), frame(size, size, size % 7));
            }
        }
    }

    /// The bell is lost with the process: what stands before the tail counts all the same.
    @Test
    void whatWasWrittenBeforeADeathIsReadThoughNoBellWasRung() throws Exception {
        try (Rings rings = open();
                StreamInbox in = rings.in()) {
            AtomicReference<Frame> seen = new AtomicReference<>();
            Thread reader =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    seen.set(in.receive());
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            await().atMost(PATIENCE).until(() -> rings.memory.getInt(READER_WAITS) == 1);
            ByteBuffer header = frame(7, 0).header();
            Ring ring = rings.ring();
            int count = header.remaining();
            ring.write(0, header, count);
            assertThat(ring.publish(count)).isTrue();

            rings.hangUp();

            assertThat(reader.join(PATIENCE)).isTrue();
            assertSame(seen.get(), frame(7, 0));
            assertThat(in.receive()).isNull();
        }
    }

    @Test
    void halfAFrameBeforeADeathIsAnErrorAndNoFrame() throws Exception {
        try (Rings rings = open();
                StreamInbox in = rings.in()) {
            rings.write(frame(7, 500).header());
            rings.hangUp();
            assertThatThrownBy(in::receive).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 64 * 1024 + 1, 1L << 32})
    void impossibleTailIsRubbish(long tail) throws Exception {
        try (Rings rings = open();
                StreamInbox in = rings.in()) {
            rings.memory.putLong(TAIL, tail);
            assertThatThrownBy(in::receive)
                    .isInstanceOf(RubbishException.class)
                    .hasMessageContaining("tail=" + tail);
        }
    }

    @Test
    void tailThatGoesBackIsRubbish() throws Exception {
        try (Rings rings = open();
                StreamInbox in = rings.in()) {
            rings.write(frame(7, 100).header().limit(20));
            rings.memory.putLong(TAIL, 24);
            rings.memory.putLong(TAIL, 20);
            AtomicReference<IOException> seen = new AtomicReference<>();
            Thread reader =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    in.receive();
                                } catch (IOException e) {
                                    seen.set(e);
                                }
                            });
            await().atMost(PATIENCE).until(() -> rings.memory.getInt(READER_WAITS) == 1);

            rings.memory.putLong(TAIL, 3);
            new Doorbell(rings.sockets.left()).ring();

            assertThat(reader.join(PATIENCE)).isTrue();
            assertThat(seen.get())
                    .isInstanceOf(RubbishException.class)
                    .hasMessageContaining("tail=3 before=20");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 64 * 1024 + 1})
    void impossibleHeadIsRubbishAndWhoeverSendsIsTold(long head) throws Exception {
        try (Rings rings = open()) {
            AtomicReference<RubbishException> told = new AtomicReference<>();
            try (StreamOutbox out =
                    new StreamOutbox(rings.ring(), rings.sockets.left(), told::set)) {
                rings.memory.putLong(HEAD, head);
                out.add(frame(1, 1_000_000));
                out.flush();
                out.awaitSent();
                assertThat(told.get()).hasMessageContaining("head=" + head);
                out.add(frame(2, 1));
                out.flush();
                out.awaitSent(); // it is closed: later ones are dropped
            }
        }
    }

    @Test
    void bellThatIsNoneIsRubbish() throws Exception {
        try (Rings rings = open();
                StreamInbox in = rings.in()) {
            rings.sockets.left().write(ByteBuffer.wrap(new byte[] {7, 7, 65}));
            assertThatThrownBy(in::receive)
                    .isInstanceOf(RubbishException.class)
                    .hasMessageContaining("byte=65");
        }
    }

    /// A reader that makes room byte by byte, so slowly that it is always worth another look.
    @Test
    void readerThatHardlyReadsHoldsUpNobodyWhoSends() throws Exception {
        try (Rings rings = open();
                StreamOutbox out = rings.out()) {
            Ring ring = rings.ring();
            Thread reader =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                for (long head = 0; !Thread.interrupted(); ) {
                                    if (ring.tail() > head) {
                                        ring.release(++head);
                                    }
                                    Thread.onSpinWait();
                                }
                            });
            out.add(frame(1, 60_000_000));
            out.flush(); // returns, though it would take that reader minutes
            reader.interrupt();
            reader.join();
        }
    }

    /// Each sends more than both rings hold before it reads anything: neither waits for the other.
    @Test
    void bothEndsMaySendMoreThanTheRingsHold() throws Exception {
        try (Rings there = new Rings(folder, 4 * 1024);
                Rings back = new Rings(folder, 4 * 1024);
                StreamOutbox down = there.out();
                StreamInbox up = back.in();
                StreamOutbox answers = back.out();
                StreamInbox tasks = there.in()) {
            AtomicReference<Frame> seen = new AtomicReference<>();
            Thread worker =
                    Thread.ofPlatform()
                            .start(() -> {
                                answers.add(frame(2, 1_000_000));
                                answers.flush();
                                try {
                                    seen.set(tasks.receive());
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            down.add(frame(1, 1_000_000));
            down.flush();
            assertSame(up.receive(), frame(2, 1_000_000));
            assertThat(worker.join(PATIENCE)).isTrue();
            assertSame(seen.get(), frame(1, 1_000_000));
        }
    }

    /// The thread that goes on sending is there for all: who only rings does not keep it from others.
    @Test
    void peerThatRingsWithoutEndAndReadsNothingHoldsUpNobodyElse() throws Exception {
        try (Rings hostile = open();
                Rings other = open();
                StreamOutbox stuck = hostile.out();
                StreamOutbox out = other.out();
                StreamInbox in = other.in()) {
            Doorbell bell = new Doorbell(hostile.sockets.right());
            bell.neverWait();
            Thread ringer =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                try {
                                    while (!Thread.currentThread().isInterrupted()) {
                                        bell.ring();
                                    }
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            stuck.add(frame(1, 1_000_000));
            stuck.flush();

            for (int i = 0; i < 10; i++) {
                out.add(frame(i, 1_000_000));
                out.flush();
                assertSame(in.receive(), frame(i, 1_000_000));
            }
            ringer.interrupt();
            ringer.join();
        }
    }

    /// Bells without need, flags that are set or cleared at random: at worst somebody looks in vain.
    @Test
    @Tag("slow")
    void mutatedNumbersEndInFramesOrAnErrorAndNeverInAHang() throws Exception {
        tryMutatedNumbers(1_000, 20_261_121);
    }

    @Test
    @Tag("stress")
    void manyMutatedNumbersEndInFramesOrAnErrorAndNeverInAHang() throws Exception {
        tryMutatedNumbers(50_000, 4_711);
    }

    private void tryMutatedNumbers(int mutants, long seed) throws Exception {
        Random random = new Random(seed);
        int right = 0;
        for (int i = 0; i < mutants; i++) {
            try (Rings rings = new Rings(folder, 4 * 1024);
                    StreamOutbox out =
                            new StreamOutbox(rings.ring(), rings.sockets.left(), _ -> {});
                    StreamInbox in = rings.in()) {
                out.add(frame(1, random.nextInt(3_000)));
                out.flush();
                mutate(rings.memory, random);
                if (random.nextBoolean()) {
                    new Doorbell(rings.sockets.left()).ring();
                }
                out.add(frame(2, random.nextInt(9_000)));
                out.flush();
                rings.hangUp();
                right += readToTheEnd(in);
            }
        }
        assertThat(right).isPositive();
    }

    private static void mutate(ByteBuffer memory, Random random) {
        int[] numbers = {TAIL, HEAD, READER_WAITS, WRITER_WAITS};
        int at = numbers[random.nextInt(numbers.length)];
        switch (random.nextInt(4)) {
            case 0 -> memory.putLong(at, random.nextLong());
            case 1 -> memory.putLong(at, memory.getLong(at) + random.nextInt(-100, 5_000));
            case 2 -> memory.putInt(at, random.nextInt(2));
            default -> memory.put(0x1000 + random.nextInt(4_096), (byte) random.nextInt());
        }
    }

    private static int readToTheEnd(StreamInbox in) {
        int frames = 0;
        try {
            while (in.receive() != null) {
                in.hasMore();
                frames++;
            }
        } catch (IOException e) {
            assertThat(e).isInstanceOfAny(EOFException.class, RubbishException.class);
        }
        return frames;
    }

    // ---- the memory of a worker ----------------------------------------------------------------

    private static long filesOfWires() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("/dev/shm/heddle-")).count();
        }
    }

    @Test
    void bothEndsOfAnOfferSeeTheSameBytes() throws Exception {
        try (SocketPair sockets = SocketPair.open(folder);
                WireOffer offer = Objects.requireNonNull(WireOffer.make())) {
            WireMemory worker = WireMemory.join(offer.path());
            WireMemory parent = Objects.requireNonNull(offer.taken());
            try (StreamOutbox out = new StreamOutbox(parent.tasks(), sockets.left());
                    StreamInbox in =
                            new StreamInbox(worker.tasks(), sockets.right(), Long.MAX_VALUE)) {
                out.add(frame(1, 300_000));
                out.flush();
                assertSame(in.receive(), frame(1, 300_000));
            }
        }
    }

    @Test
    void offerThatNobodyTakesIsGivenBack() throws Exception {
        long before = filesOfWires();
        try (WireOffer offer = Objects.requireNonNull(WireOffer.make())) {
            assertThat(filesOfWires()).isGreaterThan(before);
            assertThat(offer.taken()).isNull();
            assertThatThrownBy(() -> WireMemory.join(offer.path())).isInstanceOf(IOException.class);
        }
        assertThat(filesOfWires()).isEqualTo(before);
    }

    @Test
    void memoryThatIsGivenBackEndsWhoeverStillUsesIt() throws Exception {
        WireOffer offer = Objects.requireNonNull(WireOffer.make());
        try (SocketPair sockets = SocketPair.open(folder)) {
            WireMemory.join(offer.path());
            WireMemory parent = Objects.requireNonNull(offer.taken());
            StreamInbox in = new StreamInbox(parent.answers(), sockets.right(), Long.MAX_VALUE);
            StreamOutbox out = new StreamOutbox(parent.tasks(), sockets.left());

            offer.close();

            assertThatThrownBy(in::receive).isInstanceOf(IOException.class);
            out.add(frame(1, 300_000));
            out.flush();
            out.awaitSent();
        }
    }

    /// A process that is not ours any more may cut the file off: that is no fault of memory but rubbish.
    @Test
    void fileThatIsCutOffIsRubbish() throws Exception {
        try (SocketPair sockets = SocketPair.open(folder);
                WireOffer offer = Objects.requireNonNull(WireOffer.make())) {
            WireMemory worker = WireMemory.join(offer.path());
            try (FileChannel file =
                    FileChannel.open(Path.of(offer.path()), StandardOpenOption.WRITE)) {
                WireMemory parent = Objects.requireNonNull(offer.taken());
                assertThat(worker.answers().publish(1_000)).isFalse();
                StreamInbox in = new StreamInbox(parent.answers(), sockets.right(), Long.MAX_VALUE);
                AtomicReference<RubbishException> told = new AtomicReference<>();
                StreamOutbox out = new StreamOutbox(parent.tasks(), sockets.left(), told::set);

                file.truncate(0);

                assertThatThrownBy(in::receive).isInstanceOf(RubbishException.class);
                out.add(frame(1, 300_000));
                out.flush();
                out.awaitSent();
                assertThat(told.get()).isNotNull();
            }
        }
    }
}
