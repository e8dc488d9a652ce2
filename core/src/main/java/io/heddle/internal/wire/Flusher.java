package io.heddle.internal.wire;

import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One thread for all sockets that were full: it goes on sending when there is room again.
///
/// It outlives a shortage of memory: all full sockets wait for it. A socket for which there is no memory
/// is closed, so that whoever reads from it knows.
final class Flusher {

    private static final long PAUSE_AFTER_TROUBLE_NANOS = 10_000_000;

    /// Guarded by the class.
    private static @Nullable Flusher instance;

    private final Selector selector;
    private final Queue<StreamOutbox> arriving = new ConcurrentLinkedQueue<>();

    private Flusher() throws IOException {
        selector = Selector.open();
    }

    /// Gives the one of this process, and makes it if there is none yet.
    ///
    /// @throws IOException if the system has nothing left to wait for sockets with
    /// @throws OutOfMemoryError if there is no thread for it
    static synchronized Flusher current() throws IOException {
        Flusher current = instance;
        if (current == null) {
            current = new Flusher();
            current.start();
            instance = current;
        }
        return current;
    }

    private void start() throws IOException {
        try {
            ServiceThreads.named("heddle-flusher").start(this::run);
        } catch (OutOfMemoryError e) {
            selector.close();
            throw e;
        }
    }

    /// Takes over the role of the sender until the socket can be written to.
    void resumeWhenWritable(StreamOutbox outbox) {
        arriving.add(outbox);
        selector.wakeup();
    }

    @SuppressWarnings("InfiniteLoopStatement") // a daemon, as long as the program lives
    private void run() {
        while (true) {
            try {
                selector.select();
                resumeSelected();
                selector.selectNow(); // forgets cancelled keys, so that they can come again
                registerArriving();
            } catch (IOException e) {
                System.getLogger("io.heddle")
                        .log(
                                System.Logger.Level.WARNING,
                                "the flusher could not wait for sockets",
                                e);
            } catch (OutOfMemoryError e) { // nothing to say it with
                LockSupport.parkNanos(this, PAUSE_AFTER_TROUBLE_NANOS);
            }
        }
    }

    /// Forgets each key before it goes on, so that an error on the way lets none be served twice: the role
    /// of the sender may be somebody else's by then.
    private void resumeSelected() {
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        while (keys.hasNext()) {
            SelectionKey key = keys.next();
            keys.remove();
            key.cancel();
            ((StreamOutbox) key.attachment()).sendAll();
        }
    }

    private void registerArriving() {
        for (int left = arriving.size();
                left > 0;
                left--) { // some may come back at once, behind all
            StreamOutbox next = arriving.poll();
            if (next == null) {
                return;
            }
            try {
                if (!next.register(selector)) {
                    next.sendAll();
                }
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                next.close();
                next.sendAll(); // gives the role back; a closed outbox drops its frames
            }
        }
    }
}
