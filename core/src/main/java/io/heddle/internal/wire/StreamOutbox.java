package io.heddle.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends frames as one stream of bytes, over a socket or through a ring in shared memory.
///
/// ## States
///
/// [#work] counts the calls of [#flush()] that were not yet answered. Whoever raises it from 0 is
/// *the sender* and the only one to touch [#parts] and the sink, until it has brought the count
/// back to 0. When the sink is full, the role passes to [Flusher], which takes it up when there is room
/// again.
public final class StreamOutbox implements Outbox {

    private final ByteSink sink;
    private final @Nullable Consumer<RubbishException> distrust;
    private final Queue<Frame> frames = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();

    /// The pieces of the frame that is being sent; touched by the sender.
    private final Queue<ByteBuffer> parts = new ArrayDeque<>();

    /// Written by the sender or by [#close()], read by everybody.
    private volatile boolean closed;

    /// Who waits in [#awaitSent()]: while a worker ends, both the thread of the task, whose result is on its
    /// way, and the one that announces the end.
    private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();

    private StreamOutbox(ByteSink sink, @Nullable Consumer<RubbishException> distrust) {
        this.sink = sink;
        this.distrust = distrust;
    }

    /// Makes an outbox over a socket.
    ///
    /// @param channel a connected socket, written by nobody else; it is put into non-blocking mode
    /// @throws IOException if that fails
    public StreamOutbox(SocketChannel channel) throws IOException {
        this(new SocketSink(channel), null);
    }

    /// Makes an outbox over shared memory to somebody who is trusted.
    ///
    /// @param ring written by nobody else
    /// @param channel a connected socket, as for the other one; it wakes who waits, and its end is the end
    /// @throws IOException if the mode of the socket cannot be changed
    public StreamOutbox(Ring ring, SocketChannel channel) throws IOException {
        this(new RingSink(ring, channel), null);
    }

    /// Makes an outbox over shared memory.
    ///
    /// @param ring written by nobody else
    /// @param channel a connected socket, as for the other one; it wakes who waits, and its end is the end
    /// @param distrust told, by any thread, that the peer claims to have read what it cannot have
    /// @throws IOException if the mode of the socket cannot be changed
    public StreamOutbox(Ring ring, SocketChannel channel, Consumer<RubbishException> distrust)
            throws IOException {
        this(new RingSink(ring, channel), distrust);
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
            for (ByteBuffer part = nextPart(); part != null; part = nextPart()) {
                if (!sink.take(part)) {
                    return false;
                }
                parts.remove();
            }
            return sink.flush();
        } catch (RubbishException e) {
            doubt(e);
            return true;
        } catch (InternalError e) {
            doubt(Ring.isCut(e));
            return true;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            close(); // the peer is gone, or is as good as gone; whoever reads from it will know
            return true;
        }
    }

    private void doubt(RubbishException rubbish) {
        close();
        if (distrust != null) {
            distrust.accept(rubbish);
        }
    }

    private @Nullable ByteBuffer nextPart() {
        ByteBuffer part = parts.peek();
        if (part == null) {
            Frame frame = frames.poll();
            if (frame != null) {
                open(frame);
                part = parts.peek();
            }
        }
        return part;
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

    private void open(Frame frame) {
        parts.add(frame.header());
        parts.add(ByteBuffer.wrap(frame.payload().main()));
        for (byte[] bytes : frame.payload().attachments()) {
            parts.add(ByteBuffer.wrap(bytes));
        }
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

    /// Has a selector tell when there is room; false if there is already.
    boolean register(Selector selector) throws IOException {
        try {
            return sink.register(selector, this);
        } catch (RubbishException e) {
            doubt(e);
            return false;
        } catch (InternalError e) {
            doubt(Ring.isCut(e));
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        sink.close();
        wakeWaiting();
    }
}
