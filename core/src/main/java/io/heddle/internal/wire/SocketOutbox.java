package io.heddle.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Sends frames over a socket in non-blocking mode.
///
/// ## States
///
/// [#work] counts the calls of [#flush()] that were not yet answered. Whoever raises it from 0 is
/// *the sender* and the only one to touch [#buffer], [#parts] and the channel, until it has brought
/// the count back to 0. When the socket is full, the role passes to [Flusher], which takes it up
/// when the socket has room again.
public final class SocketOutbox implements Outbox {

    private static final int SMALL_BUFFER_BYTES = 16 * 1024;
    private static final int LARGE_BUFFER_BYTES = 256 * 1024;

    private final SocketChannel channel;
    private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();

    /// The pieces of the frame that is being copied to [#buffer]; touched by the sender.
    private final Queue<ByteBuffer> parts = new ArrayDeque<>();

    /// Filled by the sender; between its steps in the state for writing into it.
    private ByteBuffer buffer = ByteBuffer.allocateDirect(SMALL_BUFFER_BYTES);

    /// Written by the sender or by [#close()], read by everybody.
    private volatile boolean closed;

    /// Who waits in [#awaitSent()]: while a worker ends, both the thread of the task, whose result is on its
    /// way, and the one that announces the end.
    private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();

    /// Makes an outbox.
    ///
    /// @param channel a connected socket, written by nobody else; it is put into non-blocking mode
    /// @throws IOException if that fails
    public SocketOutbox(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        this.channel = channel;
    }

    @Override
    public void add(Frame frame) {
        frames.add(frame);
    }

    @Override
    public void flush() {
        if (work.getAndIncrement() == 0) {
            sendAll();
        }
    }

    /// Goes on as the sender.
    void sendAll() {
        int answered;
        do {
            answered = work.get();
            if (!closed && !sendWhatFits() && isHandedOver()) {
                return;
            }
            if (closed) {
                frames.clear();
                parts.clear();
            }
        } while (work.addAndGet(-answered) != 0);
        wakeWaiting();
    }

    /// Tells whether everything was sent.
    private boolean sendWhatFits() {
        try {
            while (pack()) {
                buffer.flip();
                channel.write(buffer);
                boolean full = buffer.hasRemaining();
                buffer.compact();
                if (full) {
                    return false;
                }
            }
            return true;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            close(); // the peer is gone, or is as good as gone; whoever reads from it will know
            return true;
        }
    }

    /// Gives the role of the sender to the flusher. Where there is none, the outbox is closed.
    private boolean isHandedOver() {
        try {
            Flusher.current().resumeWhenWritable(this);
            return true;
        } catch (IOException | OutOfMemoryError e) {
            close(); // nobody would ever send the rest
            return false;
        }
    }

    /// Copies what waits to the buffer as long as there is room; tells whether the buffer holds
    /// anything.
    private boolean pack() {
        while (buffer.hasRemaining()) {
            ByteBuffer part = parts.peek();
            if (part == null) {
                Frame frame = frames.poll();
                if (frame == null) {
                    break;
                }
                open(frame);
            } else if (part.remaining() <= buffer.remaining()) {
                buffer.put(part);
                parts.remove();
            } else {
                int room = buffer.remaining();
                buffer.put(part.slice(part.position(), room));
                part.position(part.position() + room);
            }
        }
        return buffer.position() > 0;
    }

    private void open(Frame frame) {
        parts.add(frame.header());
        parts.add(ByteBuffer.wrap(frame.payload().main()));
        for (byte[] bytes : frame.payload().attachments()) {
            parts.add(ByteBuffer.wrap(bytes));
        }
        if (buffer.capacity() < LARGE_BUFFER_BYTES && isLarge()) {
            buffer = ByteBuffer.allocateDirect(LARGE_BUFFER_BYTES).put(buffer.flip());
        }
    }

    private boolean isLarge() {
        for (ByteBuffer part : parts) {
            if (part.remaining() > SMALL_BUFFER_BYTES) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void awaitSent() {
        if (isSent()) {
            return;
        }
        boolean interrupted = false;
        Thread self = Thread.currentThread();
        waiting.add(self); // before it looks again; the sender looks for it after its last step
        while (!isSent()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        waiting.remove(self);
        if (interrupted) {
            self.interrupt();
        }
    }

    private boolean isSent() {
        return work.get() == 0 || closed;
    }

    private void wakeWaiting() {
        if (!waiting.isEmpty()) {
            for (Thread each : waiting) {
                LockSupport.unpark(each);
            }
        }
    }

    SelectionKey register(java.nio.channels.Selector selector) throws IOException {
        return channel.register(selector, SelectionKey.OP_WRITE, this);
    }

    @Override
    public void close() {
        closed = true;
        Sockets.close(channel);
        wakeWaiting();
    }
}
