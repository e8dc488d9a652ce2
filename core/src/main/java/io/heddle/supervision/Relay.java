package io.heddle.supervision;

import io.heddle.internal.wire.Sockets;
import io.heddle.spi.Deadline;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    private static final long RETRY_MILLIS = 5;
    private static final int LONGEST_INTERIM = 256;

    private final SocketChannel client;
    private final Workers workers;
    private final Duration patience;
    private final Passage passage = new Passage();

    Relay(SocketChannel client, Workers workers, Duration patience) {
        this.client = client;
        this.workers = workers;
        this.patience = patience;
    }

    Passage passage() {
        return passage;
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
            passage.endClient();
            passage.awaitEnd();
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
            return passage.isDeaf();
        }
        try {
            while (bytes.hasRemaining()) {
                var _ = to.channel().write(bytes);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a worker takes no more of a connection", e);
            passage.goDeaf();
        }
        return true;
    }

    /// Gives where the next bytes of the client go.
    ///
    /// @param bytes whether there are some now
    /// @return `null` if nowhere
    private @Nullable Seat place(boolean bytes) throws InterruptedException {
        return switch (passage.next(bytes)) {
            case SEAT -> passage.seat(); // if its end has not come meanwhile
            case SEEK -> takeSeat();
            case NONE -> null;
        };
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
                if (!passage.sit(taken)) {
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

    // ---- to the client
    // -----------------------------------------------------------------------------

    private void back(Seat from) {
        boolean ended = false;
        try {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            while (from.channel().read(buffer) >= 0) {
                buffer.flip();
                if (!from.worker().isHttp() || !isInterim(buffer)) {
                    passage.noteAnswer();
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
        if (passage.endMove(from)) {
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

    private void finish(Seat from, boolean ended) {
        try {
            if (ended && from.worker().answers()) {
                client.shutdownOutput();
                if (!from.worker().isHttp()) {
                    passage.awaitClient(patience, true); // the worker may still listen
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
        passage.standUp();
        from.worker().leave(from);
        passage.awaitClient(StreamSide.LINGER, false);
    }

    /// Ends it in order, as far as the client is concerned.
    void end() {
        Seat last = passage.end();
        Sockets.close(client);
        if (last != null) {
            last.worker().leave(last);
        }
    }

    // ---- for whoever ends a server
    // -------------------------------------------------------------------

    /// Ends it if nothing is going on and no worker has it.
    void endIfIdle() {
        if (passage.isIdle()) {
            end();
        }
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
