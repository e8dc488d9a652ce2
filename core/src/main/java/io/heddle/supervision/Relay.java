package io.heddle.supervision;

import io.heddle.internal.wire.Sockets;
import io.heddle.spi.Deadline;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Carries bytes between one client and a worker, in two virtual threads, one for each direction.
///
/// ## Moving to another worker
///
/// With HTTP a connection can change its worker between an answer and the next request, and the client notices nothing. That is
/// so if the last bytes that went through were those of an answer, nothing is in progress in the worker, and no bytes
/// of the client go there meanwhile: they are *held* while the worker is asked. Then the direction to the
/// worker is closed; the worker closes the other one, after everything that it has sent; and the next bytes of the client
/// go to another worker.
///
/// ## If the worker dies
///
/// The end of a worker's connection looks the same whether it closed it or was killed. So the worker is asked whether
/// it is still there before the end is passed on as one; if it is not, the client's connection is reset.
final class Relay {

    private static final System.Logger LOG = System.getLogger("io.heddle");
    private static final int BUFFER_BYTES = 16 * 1024;

    /// How long a worker may take to close a connection that it was asked to give up.
    private static final long LONGEST_MOVE_SECONDS = 10;

    private static final long RETRY_MILLIS = 5;
    private static final int LONGEST_INTERIM = 256;

    /// How long a client may take to close a connection that its worker has closed.
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final SocketChannel client;
    private final Workers workers;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();

    // guarded by the lock

    /// Where the client's bytes go; `null` before the first, between two, and at the end.
    private @Nullable Seat seat;

    /// Whether the last bytes that went through came from the worker, or none have.
    private boolean answered = true;

    private boolean held;

    /// Whether a worker is being looked for.
    private boolean seeking;

    /// Whether the worker is to close its side without the client hearing of it.
    private boolean moving;

    /// Whether the worker takes no more, so that the client is only given time to hear what was said and to close the
    /// connection itself.
    private boolean deaf;

    /// Whether the client has said that nothing more comes.
    private boolean clientDone;

    private boolean over;

    Relay(SocketChannel client, Workers workers, Duration patience) {
        this.client = client;
        this.workers = workers;
        this.patience = patience;
    }

    // ---- from the client
    // ---------------------------------------------------------------------------

    /// Serves the client to the end, in the calling thread and another one.
    void run() {
        try {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (place(false) == null) {
                return; // there was no worker in time
            }
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            while (client.read(buffer) >= 0) {
                buffer.flip();
                if (!passOn(buffer)) {
                    return;
                }
                buffer.clear();
            }
            passEndOn();
            awaitEnd();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection broke", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does
        } finally {
            end();
        }
    }

    /// Passes bytes on to the worker. One that takes no more may still have said something, and a client that is cut off
    /// while it sends may never read that: so from then on its bytes are thrown away.
    ///
    /// @return whether there is anybody who takes or throws away
    private boolean passOn(ByteBuffer bytes) throws InterruptedException {
        Seat to = place(true);
        if (to == null) {
            return isDeaf();
        }
        try {
            while (bytes.hasRemaining()) {
                var _ = to.channel().write(bytes);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a worker takes no more of a connection", e);
            goDeaf();
        }
        return true;
    }

    /// Tells whether bytes of the client are thrown away.
    boolean isDeaf() {
        lock.lock();
        try {
            return deaf && !over;
        } finally {
            lock.unlock();
        }
    }

    private void goDeaf() {
        lock.lock();
        try {
            deaf = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Gives where the next bytes of the client go.
    ///
    /// @param bytes whether there are some now
    /// @return `null` if nowhere
    private @Nullable Seat place(boolean bytes) throws InterruptedException {
        lock.lock();
        try {
            Deadline deadline = Deadline.in(LONGEST_MOVE_SECONDS, TimeUnit.SECONDS);
            while ((held || moving) && !over && !deadline.hasPassed()) {
                var _ = change.awaitNanos(deadline.left().toNanos());
            }
            if (over || held || moving || deaf) {
                return null;
            }
            answered &= !bytes;
            if (seat != null) {
                return seat;
            }
            seeking = true;
        } finally {
            lock.unlock();
        }
        return takeSeat();
    }

    private @Nullable Seat takeSeat() throws InterruptedException {
        Deadline deadline = Deadline.in(patience);
        while (true) {
            WorkerLink worker = workers.take(deadline).orElse(null);
            if (worker == null) {
                return null;
            }
            try {
                Seat taken = worker.seat(this);
                if (!sit(taken)) {
                    worker.leave(taken);
                    return null;
                }
                Thread.ofVirtual().name("heddle-relay-back").start(() -> back(taken));
                return taken;
            } catch (IOException e) { // it leaves, or has just died; nothing was sent to it
                LOG.log(System.Logger.Level.DEBUG, "a worker does not take a connection", e);
                if (deadline.hasPassed()) {
                    return null;
                }
                workers.awaitChange(RETRY_MILLIS);
            }
        }
    }

    private boolean sit(Seat taken) {
        lock.lock();
        try {
            seeking = false;
            if (!over) {
                seat = taken;
            }
            return !over;
        } finally {
            lock.unlock();
        }
    }

    private void passEndOn() throws IOException {
        lock.lock();
        try {
            clientDone = true;
            change.signalAll();
            if (seat == null) {
                over = true;
            } else if (!moving && !deaf) {
                seat.channel().shutdownOutput();
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitEnd() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!over) {
                change.await();
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- to the client
    // -----------------------------------------------------------------------------

    private void back(Seat from) {
        boolean ended = false;
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            while (from.channel().read(buffer) >= 0) {
                buffer.flip();
                if (!from.worker().isHttp() || !isInterim(buffer)) {
                    noteAnswer();
                }
                while (buffer.hasRemaining()) {
                    var _ = client.write(buffer);
                }
                buffer.clear();
            }
            ended = true;
        } catch (IOException | OutOfMemoryError e) { // direct memory has a limit of its own
            LOG.log(System.Logger.Level.DEBUG, "a connection broke", e);
        }
        if (moved(from)) {
            from.worker().leave(from);
        } else {
            finish(from, ended);
        }
    }

    /// Whether bytes only say that the request may go on. It is all that is ever looked at.
    private static boolean isInterim(ByteBuffer bytes) {
        if (bytes.remaining() > LONGEST_INTERIM) {
            return false;
        }
        String text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        return text.startsWith("HTTP/1.1 100") && text.indexOf("\r\n\r\n") == text.length() - 4;
    }

    private void noteAnswer() {
        lock.lock();
        try {
            answered = true;
        } finally {
            lock.unlock();
        }
    }

    /// Deals with the end of a worker's side that was asked for.
    private boolean moved(Seat from) {
        lock.lock();
        try {
            if (seat != from || !moving) {
                return false;
            }
            seat = null;
            moving = false;
            over |= clientDone;
            change.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void finish(Seat from, boolean ended) {
        try {
            if (ended && from.worker().answers()) {
                client.shutdownOutput();
                if (!from.worker().isHttp()) {
                    awaitClient(patience, true); // the worker may still listen
                }
                linger(from);
                end();
            } else {
                cut();
            }
        } catch (IOException | InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection broke", e);
            end();
        }
    }

    /// A server that closes at once what a client still sends to may so destroy its own last answer.
    private void linger(Seat from) throws InterruptedException {
        lock.lock();
        try {
            deaf = true;
            seat = null;
        } finally {
            lock.unlock();
        }
        from.worker().leave(from);
        awaitClient(LINGER, false);
    }

    private void awaitClient(Duration limit, boolean whileHeard) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Deadline deadline = Deadline.in(limit);
            while (!clientDone && !over && !(deaf && whileHeard) && !deadline.hasPassed()) {
                var _ = change.awaitNanos(deadline.left().toNanos());
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends it in order, as far as the client is concerned.
    void end() {
        Seat last;
        lock.lock();
        try {
            over = true;
            last = seat;
            seat = null;
            change.signalAll();
        } finally {
            lock.unlock();
        }
        Sockets.close(client);
        if (last != null) {
            last.worker().leave(last);
        }
    }

    // ---- for whoever drains a worker
    // -----------------------------------------------------------------

    /// Holds the client's bytes back if nothing seems to be going on.
    ///
    /// @return whether they are held, until [#release]
    boolean hold(Seat of) {
        lock.lock();
        try {
            boolean quiet = seat == of && answered && !held && !moving && !clientDone && !over;
            held |= quiet;
            return quiet;
        } finally {
            lock.unlock();
        }
    }

    /// Lets them go on, to another worker if it is true that nothing is going on.
    void release(Seat of, boolean idle) {
        lock.lock();
        try {
            held = false;
            if (idle && seat == of && !over) {
                moving = true;
                of.channel().shutdownOutput();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a worker has closed a connection itself", e);
        } finally {
            change.signalAll();
            lock.unlock();
        }
    }

    /// Ends it if nothing is going on and no worker has it.
    void endIfIdle() {
        lock.lock();
        try {
            if (seat != null || seeking || deaf || !answered) {
                return;
            }
        } finally {
            lock.unlock();
        }
        end();
    }

    /// Ends it whatever is going on, by a reset: what the client has got must not look whole.
    void cut() {
        try {
            client.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client has gone already", e);
        }
        end();
    }
}
