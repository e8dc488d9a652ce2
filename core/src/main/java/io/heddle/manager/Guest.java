package io.heddle.manager;

import io.heddle.HeddleException;
import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Sockets;
import io.heddle.internal.wire.StreamInbox;
import io.heddle.internal.wire.StreamOutbox;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A process that is connected to this manager. [Link] is its side, and has the table of what both say.
///
/// When it is gone, its calls that still run are interrupted, and what was handed over to it and has not arrived goes back.
/// A guest that does not read its answers holds up nobody else: they wait in memory, no more of them than it has calls.
final class Guest {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private final Server server;
    private final SocketChannel callSocket;
    private final SocketChannel answerSocket;
    private final StreamInbox calls;
    private final StreamOutbox answers;
    private final Map<Long, Running> running = new ConcurrentHashMap<>();

    /// What is on its way, by the number of the call. Guarded by itself.
    private final Map<Long, HandOver> handedOver = new HashMap<>();

    /// Guarded by [#handedOver].
    private boolean gone;

    Guest(Server server, SocketChannel calls, SocketChannel answers) throws IOException {
        this.server = server;
        this.callSocket = calls;
        this.answerSocket = answers;
        this.calls = new StreamInbox(calls);
        this.answers = new StreamOutbox(answers);
    }

    /// Serves it to its end, in the calling thread.
    void serve() {
        try {
            for (Frame frame = calls.receive(); frame != null; frame = calls.receive()) {
                hear(frame);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a process that used this manager is gone", e);
        } finally {
            end();
        }
    }

    private void hear(Frame frame) throws StreamCorruptedException {
        switch (frame.type()) {
            case RUN -> begin(frame);
            case CANCEL -> {
                Running meant = running.get(frame.id());
                if (meant != null) {
                    meant.interrupt();
                }
            }
            case RECALLED -> {
                HandOver done = forget(frame.id());
                if (done != null && !frame.flag()) {
                    done.refused();
                }
            }
            case PROBE -> send(Frame.of(Frame.Type.ALIVE, false, 0, 0));
            default ->
                    throw new StreamCorruptedException(
                            "nobody says that to a manager: type=" + frame.type());
        }
    }

    private void begin(Frame call) {
        Running one = new Running(this, server, call);
        running.put(call.id(), one);
        try {
            server.threads().execute(one);
        } catch (OutOfMemoryError e) { // that is how a JVM says that there is no thread
            running.remove(call.id());
            var why =
                    new HeddleException(
                            "there is no thread for one more call: calls=" + running.size(), e);
            send(Running.failed(call.id(), why, server.codec()));
        }
    }

    /// Sends what came of a call.
    ///
    /// @param done what it hands over, if anything
    void answer(long id, Frame answer, @Nullable HandOver done) {
        running.remove(id);
        if (done != null && !note(id, done)) {
            done.lost();
            return;
        }
        send(answer);
    }

    /// Ends it; [#serve()] does the rest.
    void hangUp() {
        Sockets.close(callSocket);
    }

    /// Notes it; gives false if nobody is there to have it.
    private boolean note(long id, HandOver done) {
        synchronized (handedOver) {
            if (!gone) {
                handedOver.put(id, done);
            }
            return !gone;
        }
    }

    private @Nullable HandOver forget(long id) {
        synchronized (handedOver) {
            return handedOver.remove(id);
        }
    }

    private void send(Frame frame) {
        answers.add(frame);
        answers.flush();
    }

    private void end() {
        List<HandOver> underWay;
        synchronized (handedOver) {
            gone = true;
            underWay = List.copyOf(handedOver.values());
            handedOver.clear();
        }
        underWay.forEach(Guest::lose);
        running.values().forEach(Running::interrupt);
        calls.close();
        answers.close();
        Sockets.close(answerSocket);
    }

    /// One that cannot be undone is no reason to keep the others.
    private static void lose(HandOver done) {
        try {
            done.lost();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "what was handed over did not come back", e);
        }
    }
}
