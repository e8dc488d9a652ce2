package io.heddle.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.heddle.Task;
import io.heddle.spi.Codec;
import io.heddle.spi.CodecRules;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Frames that were changed at random, on the way that they take in a parent and in a worker: received,
/// read, and, if they say that a task failed, opened.
///
/// Whatever comes ends in an object or an exception of the kinds that both sides expect, and takes no more
/// memory than a small multiple of what really came. The seed makes a failure repeatable:
/// `-Dheddle.mutants=1000000 -Dheddle.seed=1`.
@Tag("slow")
@Tag("fault-50")
class MutatedFramesTest {

    private static final int SOME_MUTANTS = 40_000;

    /// Takes a minute or less.
    private static final int MANY_MUTANTS = Integer.getInteger("heddle.mutants", 1_000_000);

    private static final long SEED = Long.getLong("heddle.seed", 20_261_121L);

    /// What reading takes beside the objects: buffers of the stream, classes that are met for the first
    /// time, exceptions with their stacks.
    private static final long MOST_BYTES_BESIDE = 1 << 20;

    private static final long MOST_BYTES_FOR_EACH = 64;

    /// An attachment of zeros, read as frames, is thousands of them, and each ends in an exception.
    private static final long MOST_BYTES_FOR_EACH_FRAME = 16 * 1024;

    private static final Codec LAX = Codec.jdk();
    private static final Codec STRICT =
            Codec.jdk(
                    CodecRules.defaults()
                            .plusAllowed(List.of("io.heddle.internal.wire.MutatedFramesTest")));

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ByteBuffer buffer = ByteBuffer.allocate(128 * 1024);
    private final Random random = new Random(SEED);

    /// How many frames were found in what was read last.
    private int framesOfLast;

    /// Gives the same bytes once, and then the end.
    private record Bytes(ByteBuffer rest) implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer to) {
            if (!rest.hasRemaining()) {
                return -1;
            }
            int count = Math.min(to.remaining(), rest.remaining());
            to.put(rest.slice(rest.position(), count));
            rest.position(rest.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static byte[] bytes(Frame frame) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer header = frame.header();
        while (header.hasRemaining()) {
            all.write(header.get());
        }
        all.write(frame.payload().main());
        for (byte[] attachment : frame.payload().attachments()) {
            all.write(attachment);
        }
        return all.toByteArray();
    }

    /// What the two sides say to each other, most of it as small as it mostly is.
    private static List<byte[]> samples() throws IOException {
        int captured = 41;
        Task<Integer> task = () -> captured + 1;
        Task<Integer> stateless = () -> 1;
        Object graph =
                Map.of("numbers", IntStream.range(0, 50).boxed().toList(), "text", "x".repeat(99));
        List<byte[]> samples = new ArrayList<>();
        for (Object value : new Object[] {task, stateless}) {
            samples.add(bytes(new Frame(Frame.Type.RUN, true, 7, 0, LAX.encode(value))));
        }
        for (Object value :
                new Object[] {
                    null,
                    1,
                    2L,
                    "text",
                    graph,
                    new long[40],
                    new java.util.HashMap<>(Map.of(1, "one", 2, "two")),
                    List.of(new byte[33_000], "beside an attachment"),
                    new byte[2_000]
                }) {
            samples.add(bytes(new Frame(Frame.Type.RESULT, true, 7, 99, LAX.encode(value))));
        }
        Payload failure =
                LAX.encode(
                        FailureEnvelope.seal(new IllegalStateException("no", new IOException())));
        samples.add(bytes(new Frame(Frame.Type.FAILED, true, 7, 99, failure)));
        samples.add(bytes(Frame.of(Frame.Type.READY, false, 0, 4711)));
        samples.add(bytes(Frame.of(Frame.Type.RECALLED, true, 7, 0)));
        samples.add(bytes(Frame.ofText(Frame.Type.EXITING, 15, "A.b(A.java:1)")));
        return samples;
    }

    private byte[] mutate(byte[] original, byte[] other) {
        byte[] bytes = original.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            bytes =
                    switch (random.nextInt(8)) {
                        case 0, 1 -> flipBit(bytes);
                        case 2 -> setByte(bytes);
                        case 3 -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
                        case 4 -> joined(bytes, random.nextBoolean() ? bytes : other);
                        case 5 -> wrongLengthInTheHeader(bytes);
                        case 6 -> hugeNumberAnywhere(bytes);
                        default -> manyAttachments(bytes);
                    };
        }
        return bytes;
    }

    private byte[] flipBit(byte[] bytes) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    private byte[] setByte(byte[] bytes) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        return bytes;
    }

    private byte[] joined(byte[] first, byte[] second) {
        int cut = random.nextInt(first.length + 1);
        byte[] all = java.util.Arrays.copyOf(first, cut + second.length);
        System.arraycopy(second, 0, all, cut, second.length);
        return all;
    }

    private byte[] wrongLengthInTheHeader(byte[] bytes) {
        if (bytes.length >= 8) {
            ByteBuffer.wrap(bytes).putInt(4, random.nextInt() >>> random.nextInt(32));
        }
        return bytes;
    }

    private byte[] hugeNumberAnywhere(byte[] bytes) {
        if (bytes.length >= 4) {
            int number = random.nextBoolean() ? 0x7FFF_FFFF : 1 << (16 + random.nextInt(12));
            ByteBuffer.wrap(bytes).putInt(random.nextInt(bytes.length - 3), number);
        }
        return bytes;
    }

    private byte[] manyAttachments(byte[] bytes) {
        if (bytes.length >= 4) {
            ByteBuffer.wrap(bytes).putShort(2, (short) random.nextInt());
        }
        return bytes;
    }

    @Test
    void mutatedFramesEndInAnObjectOrAnExceptionAndTakeNoMemory() throws Exception {
        readMutants(SOME_MUTANTS);
    }

    @Test
    @Tag("stress")
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void manyMutatedFramesEndInAnObjectOrAnExceptionAndTakeNoMemory() throws Exception {
        readMutants(MANY_MUTANTS);
    }

    private void readMutants(int count) throws Exception {
        List<byte[]> samples = samples();
        samples.forEach(this::warmUp);
        int read = 0;
        for (int i = 0; i < count; i++) {
            byte[] mutant =
                    mutate(
                            samples.get(random.nextInt(samples.size())),
                            samples.get(random.nextInt(samples.size())));
            long before = threads.getCurrentThreadAllocatedBytes();
            read += readAll(mutant, i % 2 == 0 ? LAX : STRICT, i);
            long taken = threads.getCurrentThreadAllocatedBytes() - before;
            if (taken > mostBytesFor(mutant.length)) {
                throw new AssertionError(
                        "a mutant took memory: seed=%d number=%d bytes=%d taken=%d"
                                .formatted(SEED, i, mutant.length, taken));
            }
        }
        assertThat(read).as("some mutants must be harmless").isGreaterThan(count / 100);
    }

    private long mostBytesFor(int length) {
        return MOST_BYTES_BESIDE
                + MOST_BYTES_FOR_EACH * length
                + MOST_BYTES_FOR_EACH_FRAME * framesOfLast;
    }

    private void warmUp(byte[] sample) {
        assertThat(readAll(sample, LAX, -1)).isOne();
        assertThat(readAll(sample, STRICT, -1)).isOne();
    }

    /// Reads as both sides do.
    ///
    /// @return how many frames were read whole
    private int readAll(byte[] bytes, Codec codec, int number) {
        int read = 0;
        framesOfLast = 0;
        try (StreamInbox in =
                new StreamInbox(new Bytes(ByteBuffer.wrap(bytes)), Long.MAX_VALUE, buffer)) {
            for (Frame frame = in.receive(); frame != null; frame = in.receive()) {
                framesOfLast++;
                in.hasMore();
                read += decode(frame, codec) ? 1 : 0;
            }
        } catch (IOException e) {
            // a torn frame, or rubbish
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "neither side expects this: seed=%d number=%d".formatted(SEED, number), e);
        }
        return read;
    }

    private static boolean decode(Frame frame, Codec codec) {
        try {
            switch (frame.type()) {
                case RUN, RESULT -> codec.decode(frame.payload());
                case FAILED -> {
                    if (codec.decode(frame.payload()) instanceof FailureEnvelope envelope) {
                        assertThat(envelope.open(codec)).isNotNull();
                    }
                }
                default -> frame.text();
            }
            return true;
        } catch (IOException | ClassNotFoundException e) {
            return false;
        }
    }
}
