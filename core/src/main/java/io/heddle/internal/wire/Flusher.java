package io.heddle.internal.wire;

import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// One thread for all sockets that were full: it goes on sending when there is room again.
final class Flusher {

    static final Flusher INSTANCE = new Flusher();

    private final Selector selector;
    private final Queue<SocketOutbox> arriving = new ConcurrentLinkedQueue<>();

    private Flusher() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServiceThreads.named("heddle-flusher").start(this::run);
    }

    /// Takes over the role of the sender until the socket can be written to.
    void resumeWhenWritable(SocketOutbox outbox) {
        arriving.add(outbox);
        selector.wakeup();
    }

    @SuppressWarnings("InfiniteLoopStatement") // a daemon, as long as the program lives
    private void run() {
        while (true) {
            try {
                selector.select();
                selector.selectedKeys().forEach(Flusher::resume);
                selector.selectedKeys().clear();
                selector.selectNow(); // forgets cancelled keys, so that they can come again
                registerArriving();
            } catch (IOException e) {
                System.getLogger("io.heddle")
                        .log(
                                System.Logger.Level.WARNING,
                                "the flusher could not wait for sockets",
                                e);
            }
        }
    }

    private static void resume(SelectionKey key) {
        key.cancel();
        ((SocketOutbox) key.attachment()).sendAll();
    }

    private void registerArriving() {
        for (SocketOutbox next = arriving.poll(); next != null; next = arriving.poll()) {
            try {
                next.register(selector);
            } catch (IOException | RuntimeException e) {
                next.close();
                next.sendAll(); // gives the role back; a closed outbox drops its frames
            }
        }
    }
}
