package io.heddle.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// Puts bytes into a ring in shared memory. A byte over the socket wakes a reader that waits; one that comes
/// back says that there is room again.
final class RingSink implements ByteSink {

    /// So much is published at once while there is more to come, so that the reader copies beside.
    private static final int STEP_BYTES = 64 * 1024;

    /// How long to look for room: a reader that is at work makes some in less.
    private static final long LONGEST_LOOK_NANOS = 50_000;

    /// How long one thread does so altogether before the role of the sender passes on: it may be a thread of
    /// the user, or one that others wait for.
    private static final long LONGEST_TURN_NANOS = 2_000_000;

    /// What a full ring costs its turn at least, so that a reader that makes room byte by byte, each time just
    /// before somebody looks, gets no more than two thousand looks.
    private static final long LEAST_LOOK_NANOS = 1_000;

    private final Ring ring;
    private final Doorbell bell;

    /// What was written, and how much of it the reader may see.
    private long tail;

    private long published;

    /// What the reader had read when this end looked last.
    private long head;

    /// How long this turn has looked for room.
    private long looked;

    /// Whether the selector was asked, and bells may have come.
    private boolean asked;

    /// @param ring written by nobody else
    /// @param bell a connected socket, put into non-blocking mode
    /// @throws IOException if the mode cannot be changed
    RingSink(Ring ring, SocketChannel bell) throws IOException {
        this.ring = ring;
        this.bell = new Doorbell(bell);
        this.bell.neverWait();
    }

    @Override
    public boolean take(ByteBuffer part) throws IOException {
        if (asked) {
            asked = false;
            looked = 0;
            if (!bell.hear()) {
                throw new EOFException("the peer is gone");
            }
            if (!ring.hasMuchRoom(tail, look())) {
                return false; // a bell before its time: whoever rings without need holds up nobody
                // else
            }
        }
        while (part.hasRemaining()) {
            int room = room(part.remaining());
            if (room == 0) {
                publish();
                if (!awaitRoom()) {
                    return false;
                }
                continue;
            }
            int count = Math.min(Math.min(part.remaining(), room), STEP_BYTES);
            ring.write(tail, part, count);
            tail += count;
            if (tail - published >= STEP_BYTES) {
                publish();
            }
        }
        return true;
    }

    /// Tells how many bytes fit. Looks at what the reader says only if more are wanted than are known to.
    private int room(int wanted) throws RubbishException {
        int known = ring.capacity() - (int) (tail - head);
        return known >= wanted ? known : ring.capacity() - (int) (tail - look());
    }

    /// Looks how much the reader has read.
    private long look() throws RubbishException {
        long now = ring.head();
        if (now < head || now > published) {
            throw new RubbishException(
                    "an impossible place in a ring: head=%d before=%d tail=%d"
                            .formatted(now, head, published));
        }
        head = now;
        return now;
    }

    private boolean awaitRoom() throws RubbishException {
        long before = head;
        long begin = System.nanoTime();
        long most = Math.min(LONGEST_LOOK_NANOS, LONGEST_TURN_NANOS - looked);
        long nanos = 0;
        while (look() == before && nanos < most) {
            yieldOrSpin();
            nanos = System.nanoTime() - begin;
        }
        looked += Math.max(nanos, LEAST_LOOK_NANOS);
        return head != before && looked < LONGEST_TURN_NANOS;
    }

    /// The reader may need this very processor. A virtual thread would lose its carrier, perhaps to somebody who
    /// never gives it back, while others wait for what it sends.
    @SuppressWarnings(
            "ThreadPriorityCheck") // nothing relies on it; it is only for the sake of others
    private static void yieldOrSpin() {
        if (Thread.currentThread().isVirtual()) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    @Override
    public boolean flush() throws IOException {
        publish();
        looked = 0;
        return true;
    }

    private void publish() throws IOException {
        if (tail != published) {
            published = tail;
            if (ring.publish(tail)) {
                bell.ring();
            }
        }
    }

    @Override
    public boolean register(Selector selector, Object attachment) throws IOException {
        asked = true;
        ring.writerWaits();
        if (ring.hasMuchRoom(tail, look())) {
            return false;
        }
        bell.register(selector, attachment);
        return true;
    }

    @Override
    public void close() {
        bell.close();
    }
}
