package io.heddle.shared;

import io.heddle.internal.memory.ByteParts;
import io.heddle.internal.memory.Limit;
import io.heddle.internal.memory.Memory;
import io.heddle.internal.memory.PieceRing;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Waiters;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One direction of a [Pipe]: those at the other end send, those at this end receive.
///
/// | offset | field |
/// |-------:|-------|
/// |  0x000 | lock of those who receive |
/// |  0x100 | lock of those who send |
/// |  0x200 | where the ring has been written to; at +0x20 who waits for bytes |
/// |  0x280 | where it has been read to; at +0x20 who waits for room |
///
/// Who waits for bytes, or for room, has the lock meanwhile: so each ring has one whom it is for.
final class Conduit {

    static final int BYTES = 0x300;

    private static final int RECEIVING = 0x000;
    private static final int SENDING = 0x100;
    private static final int RING = 0x200;
    private static final int FOR_BYTES = 0x220;
    private static final int FOR_ROOM = 0x2A0;

    /// Longer messages do not fit into one array where they arrive.
    static final long LONGEST = Integer.MAX_VALUE - 64;

    private final SharedLock receiving;
    private final SharedLock sending;
    private final PieceRing ring;
    private final long ringBytes;
    private final Waiters forBytes;
    private final Waiters forRoom;

    /// What has come of a message that is not whole yet, or was looked at and not taken. Of this process;
    /// guarded by the lock of those who receive.
    private ByteParts parts = new ByteParts();

    private int kind;
    private boolean begun;
    private boolean whole;

    /// Where the next piece of it must be; if it is not, another process has received meanwhile.
    private long next;

    /// Why somebody must not go on. Asked at each look.
    interface Ends {

        /// Tells whether the connection was closed in this process.
        boolean isClosed();

        /// Tells whether nobody is at the other end.
        boolean isPeerGone();

        /// Says so.
        IOException closed();

        /// Says so to one who sends.
        IOException brokenPipe();
    }

    Conduit(Place place, long ringAt, long ringBytes) {
        Memory memory = place.memory();
        this.receiving = new SharedLock(place.part(RECEIVING));
        this.sending = new SharedLock(place.part(SENDING));
        this.ring = new PieceRing(memory, place.at() + RING, ringAt, ringBytes);
        this.ringBytes = ringBytes;
        this.forBytes = new Waiters(place, place.at() + FOR_BYTES);
        this.forRoom = new Waiters(place, place.at() + FOR_ROOM);
    }

    /// Lets all look again who wait.
    void wakeAll() {
        forBytes.wakeAll();
        forRoom.wakeAll();
    }

    private static boolean lock(SharedLock lock, Limit limit) throws InterruptedException {
        if (limit.isTimed()) {
            return lock.tryLock(limit.leftNanos(), TimeUnit.NANOSECONDS);
        }
        lock.lockInterruptibly();
        return true;
    }

    private static boolean await(Waiters waiters, BooleanSupplier attempt, Limit limit)
            throws InterruptedException {
        return attempt.getAsBoolean() || waiters.await(attempt, limit);
    }

    // ---- sending -------------------------------------------------------------------------------

    /// Sends a message.
    ///
    /// @param kind [PieceRing#OBJECT] or 0
    /// @return whether it was sent; false if the time was up
    boolean send(ByteParts message, int kind, Ends ends, Limit limit)
            throws IOException, InterruptedException {
        if (message.left() > LONGEST) {
            throw new IOException(
                    "too long for one message: bytes=%d most=%d; send it in parts"
                            .formatted(message.left(), LONGEST));
        }
        if (!lock(sending, limit)) {
            return false;
        }
        try {
            return sendPieces(message, kind, ends, limit);
        } finally {
            sending.unlock();
        }
    }

    private boolean sendPieces(ByteParts message, int kind, Ends ends, Limit limit)
            throws IOException, InterruptedException {
        long most = ringBytes - PieceRing.HEADER;
        boolean inOne = message.left() <= most;
        int flags = PieceRing.FIRST | kind;
        while (true) {
            long least = inOne ? message.left() : Math.min(message.left(), most / 4);
            long wanted = PieceRing.taken(least);
            // SYNC pipe-room
            if (!await(forRoom, () -> mustEnd(ends) || ring.room() >= wanted, limit)) {
                return false;
            }
            requireBoth(ends);
            long length = Math.min(message.left(), ring.room() - PieceRing.HEADER);
            boolean last = length == message.left();
            ring.put(last ? flags | PieceRing.LAST : flags, message, (int) length);
            forBytes.wakeOne();
            if (last) {
                return true;
            }
            flags = kind;
        }
    }

    private static boolean mustEnd(Ends ends) {
        return ends.isClosed() || ends.isPeerGone();
    }

    private static void requireBoth(Ends ends) throws IOException {
        if (ends.isClosed()) {
            throw ends.closed();
        }
        if (ends.isPeerGone()) {
            throw ends.brokenPipe();
        }
    }

    // ---- receiving -----------------------------------------------------------------------------

    /// Receives a message.
    ///
    /// @param wanted [PieceRing#OBJECT] or 0
    /// @return the message; `null` if the time was up
    @Nullable ByteParts receive(int wanted, Ends ends, Limit limit)
            throws IOException, InterruptedException {
        if (!awaitMessage(wanted, ends, limit, true)) {
            return null;
        }
        try {
            ByteParts message = parts;
            forget();
            return message;
        } finally {
            receiving.unlock();
        }
    }

    /// Tells whether there is a message of any kind, or will never be one.
    boolean poll(Ends ends, Limit limit) throws IOException, InterruptedException {
        try {
            if (!awaitMessage(ANY, ends, limit, false)) {
                return false;
            }
            receiving.unlock();
            return true;
        } catch (EOFException e) {
            return true;
        }
    }

    private static final int ANY = -1;

    /// @return whether there is one; then the lock is held
    private boolean awaitMessage(int wanted, Ends ends, Limit limit, boolean take)
            throws IOException, InterruptedException {
        if (!lock(receiving, limit)) {
            return false;
        }
        boolean there = false;
        try {
            there = awaitUnderLock(wanted, ends, limit, take);
            return there;
        } finally {
            if (!there) {
                receiving.unlock();
            }
        }
    }

    private boolean awaitUnderLock(int wanted, Ends ends, Limit limit, boolean take)
            throws IOException, InterruptedException {
        while (true) {
            if (ends.isClosed()) {
                throw ends.closed();
            }
            boolean gone =
                    ends.isPeerGone(); // before the ring is looked at: it may have sent before
            if (takePieces(wanted, take)) {
                return true;
            }
            if (gone) {
                forget();
                throw new EOFException("nobody is at the other end of the pipe any more: " + ends);
            }
            if (!await(
                    forBytes, () -> !ring.isEmpty() || mustEnd(ends), limit)) { // SYNC pipe-piece
                return false;
            }
        }
    }

    /// Takes what is there of the next message.
    ///
    /// @param take whether it is taken; if not, a message of one piece stays where it is
    /// @return whether it is whole
    private boolean takePieces(int wanted, boolean take) {
        while (true) {
            if (begun && !whole && next != ring.position()) {
                forget(); // another process has received what was to come
            }
            if (whole) {
                requireKind(wanted, kind);
                return true;
            }
            if (ring.isEmpty()) {
                return false;
            }
            int flags = ring.flags();
            if ((flags & PieceRing.FIRST) != 0) {
                if ((flags & PieceRing.LAST) != 0) {
                    requireKind(wanted, flags & PieceRing.OBJECT);
                    if (!take) {
                        return true;
                    }
                }
                forget(); // its sender has given up, or died
                begun = true;
                kind = flags & PieceRing.OBJECT;
            }
            takePiece(flags);
        }
    }

    private void takePiece(int flags) {
        if (begun) {
            parts.add(ring.take());
            next = ring.position();
            whole = (flags & PieceRing.LAST) != 0;
        } else {
            ring.skip(); // the rest of what another process has received, and has died since
        }
        forRoom.wakeOne();
    }

    private static void requireKind(int wanted, int kind) {
        if (wanted != ANY && wanted != kind) {
            throw new IllegalStateException(
                    kind == 0
                            ? "the next message is bytes and no object: take it by receiveBytes()"
                            : "the next message is an object and no bytes: take it by receive()");
        }
    }

    private void forget() {
        parts = new ByteParts();
        begun = false;
        whole = false;
    }
}
