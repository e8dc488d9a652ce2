package io.heddle.internal.wire;

import io.heddle.spi.Payload;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Receives frames from a stream of bytes, over a socket or through a ring in shared memory.
public final class StreamInbox implements Inbox {

    private static final int BUFFER_BYTES = 128 * 1024;

    /// So much is taken on the mere word of the peer.
    private static final int FIRST_STEP_BYTES = 256 * 1024;

    /// So much is taken as soon as the first step has really come.
    private static final int SECOND_STEP_BYTES = 16 << 20;

    /// What is longer goes straight into its array.
    private static final int RING_BUFFER_BYTES = 16 * 1024;

    private final ReadableByteChannel channel;
    private final boolean isRing;
    private final long mostBytes;

    /// Between calls in the state for reading: what was received and not yet used.
    private final ByteBuffer buffer;

    private final AtomicLong received = new AtomicLong();

    /// Makes an inbox that receives payloads of any size.
    ///
    /// @param channel a connected socket in blocking mode, read by nobody else
    public StreamInbox(SocketChannel channel) {
        this(channel, Long.MAX_VALUE);
    }

    /// Makes an inbox.
    ///
    /// @param channel a connected socket in blocking mode, read by nobody else
    /// @param mostBytes the largest payload; a larger one is rubbish
    public StreamInbox(SocketChannel channel, long mostBytes) {
        this(channel, mostBytes, ByteBuffer.allocateDirect(BUFFER_BYTES));
    }

    /// Makes an inbox over shared memory.
    ///
    /// @param ring read by nobody else
    /// @param channel a connected socket in blocking mode; it wakes this end, and its end is the end
    /// @param mostBytes as for the other one
    public StreamInbox(Ring ring, SocketChannel channel, long mostBytes) {
        this(
                new RingSource(ring, channel),
                mostBytes,
                ByteBuffer.allocateDirect(RING_BUFFER_BYTES));
    }

    StreamInbox(ReadableByteChannel channel, long mostBytes, ByteBuffer buffer) {
        this.channel = channel;
        this.isRing = channel instanceof RingSource;
        this.mostBytes = mostBytes;
        this.buffer = buffer.clear().limit(0);
    }

    @Override
    public @Nullable Frame receive() throws IOException {
        if (!buffer.hasRemaining() && !fill()) {
            return null;
        }
        need(Frame.HEADER_BYTES);
        Frame.Type type = Frame.typeOf(buffer.get());
        boolean flag = buffer.get() != 0;
        int attachmentCount = Short.toUnsignedInt(buffer.getShort());
        int mainBytes = checked(buffer.getInt(), Math.min(mostBytes, Frame.MOST_MAIN_BYTES));
        long id = buffer.getLong();
        long number = buffer.getLong();
        int[] lengths = lengths(attachmentCount, mostBytes - mainBytes);
        byte[] main = bytes(mainBytes);
        return new Frame(type, flag, id, number, new Payload(main, attachments(lengths)));
    }

    /// Reads the lengths of the attachments.
    ///
    /// @param left how many bytes they may have together
    private int[] lengths(int count, long left) throws IOException {
        long room = left;
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            need(Integer.BYTES);
            lengths[i] = checked(buffer.getInt(), room);
            room -= lengths[i];
        }
        return lengths;
    }

    private List<byte[]> attachments(int[] lengths) throws IOException {
        if (lengths.length == 0) {
            return List.of();
        }
        List<byte[]> attachments = new ArrayList<>(lengths.length);
        for (int length : lengths) {
            attachments.add(bytes(length));
        }
        return attachments;
    }

    private static int checked(int length, long most) throws RubbishException {
        if (length < 0 || length > most) {
            throw new RubbishException(
                    "a frame with an impossible length: bytes=%d most=%d".formatted(length, most));
        }
        return length;
    }

    /// Reads bytes. A large array grows with what really comes, so that a length that is rubbish
    /// costs no memory.
    private byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, FIRST_STEP_BYTES)];
        int have = 0;
        while (have < length) {
            if (have == bytes.length) {
                long next = Math.max(2L * have, SECOND_STEP_BYTES);
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, next));
            }
            have += bytes(bytes, have);
        }
        return bytes;
    }

    /// Reads some bytes into an array; those of a ring without a detour, which a socket would make anyway.
    private int bytes(byte[] to, int have) throws IOException {
        int left = to.length - have;
        if (!buffer.hasRemaining() && isRing && left >= buffer.capacity()) {
            int count = channel.read(ByteBuffer.wrap(to, have, left));
            if (count < 0) {
                throw tornFrame();
            }
            return count;
        }
        if (!buffer.hasRemaining() && !fill()) {
            throw tornFrame();
        }
        int step = Math.min(buffer.remaining(), left);
        buffer.get(to, have, step);
        return step;
    }

    private void need(int count) throws IOException {
        while (buffer.remaining() < count) {
            if (!fill()) {
                throw tornFrame();
            }
        }
    }

    private static EOFException tornFrame() {
        return new EOFException("the peer ended in the middle of a frame");
    }

    /// Receives more behind what is left.
    private boolean fill() throws IOException {
        buffer.compact();
        int count;
        try {
            count = channel.read(buffer);
        } finally {
            buffer.flip();
        }
        if (count > 0) {
            received.lazySet(received.getPlain() + count); // there is one reader
        }
        return count >= 0;
    }

    /// Tells how many bytes have come so far; any thread may ask. A frame that takes long arrives in parts, and they
    /// count.
    ///
    /// @return the count, of a socket; not of a ring
    public long received() {
        return received.get();
    }

    @Override
    public boolean hasMore() {
        if (buffer.remaining() < Frame.HEADER_BYTES) {
            return false;
        }
        int start = buffer.position();
        int attachments = Short.toUnsignedInt(buffer.getShort(start + 2));
        int mainBytes = buffer.getInt(start + 4);
        return attachments > 0
                || mainBytes < 0
                || buffer.remaining() - Frame.HEADER_BYTES >= mainBytes;
    }

    @Override
    public void close() {
        Sockets.close(channel);
    }
}
