package io.heddle.internal.wire;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// Takes bytes out of a ring in shared memory, and waits at a socket for more.
///
/// The end of the socket is the end, after everything that is in the ring: the writer may have died between
/// its last bytes and the bell.
final class RingSource implements ReadableByteChannel {

    /// So much is taken in one step, so that the writer copies beside.
    private static final int STEP_BYTES = 64 * 1024;

    private final Ring ring;
    private final Doorbell bell;
    private final Patience patience;

    /// What was read, and what was there to be read when this end looked last.
    private long head;

    private long tail;

    private boolean ended;
    private @Nullable IOException broken;

    /// @param ring read by nobody else
    /// @param bell a connected socket in blocking mode
    RingSource(Ring ring, SocketChannel bell) {
        this.ring = ring;
        this.bell = new Doorbell(bell);
        this.patience = new Patience(ring.patienceNanos());
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        try {
            return readNow(to);
        } catch (IllegalStateException e) {
            throw new IOException("the memory of the wire was given back", e);
        } catch (InternalError e) {
            throw Ring.isCut(e);
        }
    }

    private int readNow(ByteBuffer to) throws IOException {
        while (!isThereMore()) {
            if (broken != null) {
                throw broken;
            }
            if (ended) {
                return -1;
            }
            await();
        }
        int count = (int) Math.min(tail - head, Math.min(to.remaining(), STEP_BYTES));
        ring.read(head, to, count);
        head += count;
        ring.release(head);
        if (ring.isWriterToBeWoken(head)) {
            wakeWriter();
        }
        return count;
    }

    private boolean isThereMore() throws RubbishException {
        if (tail == head) {
            long now = ring.tail();
            if (now < tail || now - head > ring.capacity()) {
                throw new RubbishException(
                        "an impossible place in a ring: tail=%d before=%d capacity=%d"
                                .formatted(now, tail, ring.capacity()));
            }
            tail = now;
        }
        return tail != head;
    }

    private void await() {
        patience.begin();
        while (patience.lasts()) {
            if (ring.tail() != head) {
                patience.end();
                return;
            }
        }
        sleep();
        patience.end();
    }

    private void sleep() {
        ring.readerWaits();
        if (ring.tail() == head) {
            try {
                ended = !bell.hear();
            } catch (SocketException e) {
                ended = true; // the peer has ended and left bells unheard
            } catch (IOException e) {
                broken = e;
            }
        }
        ring.readerGoesOn();
    }

    private void wakeWriter() {
        try {
            bell.ring();
        } catch (ClosedChannelException e) {
            broken = e; // by an interrupt, say; what is in the ring still counts
        } catch (IOException e) {
            // nobody is left to be woken; the end is heard when the ring is empty
        }
    }

    @Override
    public boolean isOpen() {
        return bell.isOpen();
    }

    @Override
    public void close() {
        bell.close();
    }
}
