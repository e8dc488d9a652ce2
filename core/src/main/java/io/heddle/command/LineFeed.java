package io.heddle.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hands what a stream says to a consumer, line by line, in a virtual thread. If the consumer is slow, no more is
/// read, and the command waits.
final class LineFeed implements Receiver {

    private static final long FULL_BYTES = 256 * 1024;
    private static final long ROOM_BYTES = FULL_BYTES / 2;
    private static final int BUFFER_CHARACTERS = 8 * 1024;

    private final Consumer<? super String> consumer;
    private final Charset charset;
    private final long longestLine;
    private final Consumer<Throwable> failed;
    private final Runnable streamEnded;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /// What was received and not taken. Guarded by the lock, as the next three.
    private final Deque<byte[]> pieces = new ArrayDeque<>();

    private long bytes;
    private int streams;

    /// Whoever reads, and has stopped since there was no room.
    private @Nullable Runnable reading;

    /// Whether the consumer has failed: the rest is forgotten.
    private volatile boolean deaf;

    /// @param to whom lines are handed
    /// @param terms charset and the longest line
    /// @param streams how many streams there are
    /// @param failed told once if the consumer fails, or a line is too long
    /// @param streamEnded told for each stream when the consumer has had its last line
    LineFeed(
            OutputTo.Lines to,
            Terms terms,
            int streams,
            Consumer<Throwable> failed,
            Runnable streamEnded) {
        this.consumer = to.consumer();
        this.charset = terms.text();
        this.longestLine = terms.mostOutput();
        this.streams = streams;
        this.failed = failed;
        this.streamEnded =
                () -> {
                    for (int i = 0; i < streams; i++) {
                        streamEnded.run();
                    }
                };
        this.thread = Thread.ofVirtual().name("heddle-lines-of-command").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Lets a consumer that hangs know that nobody waits for it any more.
    void giveUp() {
        deaf = true;
        thread.interrupt();
    }

    @Override
    public void onRoom(Runnable resume) {
        lock.lock();
        try {
            reading = resume;
        } finally {
            lock.unlock();
        }
    }

    // ---- the reader ----------------------------------------------------------------------------

    @Override
    public void received(ByteBuffer buffer) {
        if (deaf) {
            return;
        }
        byte[] piece;
        try {
            piece = new byte[buffer.remaining()];
        } catch (OutOfMemoryError e) {
            giveUp(); // before a line is handed on that has a gap
            failed.accept(e);
            return;
        }
        buffer.get(piece);
        lock.lock();
        try {
            pieces.add(piece);
            bytes += piece.length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ended() {
        lock.lock();
        try {
            streams--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isFull() {
        lock.lock();
        try {
            return bytes > FULL_BYTES && !deaf;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitRoom() {
        lock.lock();
        try {
            while (bytes > FULL_BYTES && !deaf) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- the consumer --------------------------------------------------------------------------

    private void run() {
        try (Reader text = new InputStreamReader(new Taken(), charset)) {
            handOn(text);
        } catch (IOException | RuntimeException | Error e) {
            if (e instanceof InterruptedIOException && deaf) {
                OutputReader.LOG.log(
                        System.Logger.Level.DEBUG, "nobody waits for lines any more", e);
            } else {
                failed.accept(e); // a consumer that interrupts itself loses lines too
            }
        } finally {
            forgetRest();
            streamEnded.run();
        }
    }

    private void handOn(Reader text) throws IOException {
        char[] buffer = new char[BUFFER_CHARACTERS];
        StringBuilder line = new StringBuilder();
        for (int count = text.read(buffer); count >= 0; count = text.read(buffer)) {
            int begin = 0;
            for (int i = 0; i < count; i++) {
                if (buffer[i] == '\n') {
                    append(line, buffer, begin, i);
                    accept(line);
                    begin = i + 1;
                }
            }
            append(line, buffer, begin, count);
        }
        if (!line.isEmpty()) {
            accept(line);
        }
    }

    private void append(StringBuilder line, char[] buffer, int begin, int end) throws IOException {
        line.append(buffer, begin, end - begin);
        if (line.length() > longestLine) {
            throw new IOException(
                    "a line is longer than what may be kept: maxOutputBytes=" + longestLine);
        }
    }

    private void accept(StringBuilder line) {
        int length = line.length();
        boolean carriage = length > 0 && line.charAt(length - 1) == '\r';
        String text = line.substring(0, carriage ? length - 1 : length);
        line.setLength(0);
        consumer.accept(text);
    }

    private void forgetRest() {
        deaf = true;
        Runnable resume;
        lock.lock();
        try {
            pieces.clear();
            bytes = 0;
            resume = reading;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (resume != null) {
            resume.run(); // so that the command does not wait for ever for somebody who is gone
        }
    }

    /// What was received, as a stream that waits for more.
    private final class Taken extends InputStream {

        private byte[] piece = new byte[0];
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (at == piece.length) {
                byte[] next = next();
                if (next == null) {
                    return -1;
                }
                piece = next;
                at = 0;
            }
            int step = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, to, offset, step);
            at += step;
            return step;
        }

        private byte @Nullable [] next() throws InterruptedIOException {
            Runnable resume = null;
            byte[] taken;
            lock.lock();
            try {
                while (pieces.isEmpty() && streams > 0) {
                    changed.await();
                }
                taken = pieces.poll();
                if (taken != null) {
                    boolean wasFull = bytes > ROOM_BYTES;
                    bytes -= taken.length; // SYNC room-for-output
                    if (wasFull && bytes <= ROOM_BYTES) {
                        resume = reading;
                        changed.signalAll();
                    }
                }
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted while waiting for output");
            } finally {
                lock.unlock();
            }
            if (resume != null) {
                resume.run();
            }
            return taken;
        }
    }
}
