package io.heddle.supervision;

import io.heddle.internal.wire.Sockets;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Lets connections in at one socket, as long as there is room, and serves each in a virtual thread of its own.
///
/// Whoever cannot come in, since there is no room or this process has no descriptor left, waits at the socket.
final class Doorkeeper {

    /// Who serves those who come in.
    @FunctionalInterface
    interface Host {
        /// Is told of each before anything else happens, in the thread that lets in; so it must not wait.
        ///
        /// @throws IOException if the connection is broken already
        default void welcome(SocketChannel guest) throws IOException {}

        /// Serves one, in a thread of its own. It is closed afterwards.
        void serve(SocketChannel guest);
    }

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// How many connections the system keeps at a socket until they are let in.
    static final int BACKLOG = 1024;

    /// At the end more is given back than was taken, and a semaphore must not overflow.
    private static final int MOST_ROOM = 1 << 30;

    /// After a failure, such as too many open files.
    private static final long PAUSE_NANOS = 50_000_000;

    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

    private final String name;
    private final ServerSocketChannel door;
    private final Selector selector;
    private final Semaphore room;
    private final Host host;
    private final Thread thread;

    /// Touched by the thread.
    private final Trouble trouble;

    /// Entered by the thread, left by the thread of each.
    private final Set<SocketChannel> guests = ConcurrentHashMap.newKeySet();

    private final AtomicLong served = new AtomicLong();

    /// Set once, by [#leave].
    private volatile boolean leaving;

    /// Takes a socket that is bound, and closes it if this fails.
    ///
    /// @param name of the door
    /// @param door where connections come in
    /// @param room for how many at once
    /// @param host serves them
    Doorkeeper(String name, ServerSocketChannel door, int room, Host host) throws IOException {
        this.name = name;
        this.door = door;
        this.room = new Semaphore(Math.min(room, MOST_ROOM));
        this.host = host;
        this.trouble = new Trouble("letting a connection in", "door=" + name);
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .name("heddle-" + name)
                        .unstarted(this::keep);
        boolean ready = false;
        try {
            this.selector = Selector.open();
            door.configureBlocking(false);
            door.register(selector, SelectionKey.OP_ACCEPT);
            ready = true;
        } finally {
            if (!ready) {
                Sockets.close(door);
            }
        }
    }

    void open() {
        thread.start();
    }

    List<SocketChannel> guests() {
        return List.copyOf(guests);
    }

    int connections() {
        return guests.size();
    }

    long served() {
        return served.get();
    }

    // ---- the thread
    // ------------------------------------------------------------------------------

    private void keep() {
        try {
            while (!leaving) {
                room.acquireUninterruptibly();
                if (!letIn()) {
                    room.release();
                    awaitGuests();
                }
            }
            for (int i = 0; i < BACKLOG && letIn(); i++) {
                LOG.log(System.Logger.Level.DEBUG, "one more comes in: door={0}", name);
            }
        } catch (ClosedChannelException | ClosedSelectorException e) {
            LOG.log(System.Logger.Level.DEBUG, "nobody comes in any more", e);
        } finally {
            close();
        }
    }

    private void awaitGuests() {
        try {
            selector.select(_ -> {});
        } catch (IOException | OutOfMemoryError e) {
            trouble.failed(e, System.nanoTime());
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    /// @return whether there was somebody, and nothing failed
    private boolean letIn() throws ClosedChannelException {
        try {
            SocketChannel guest = door.accept();
            if (guest == null) {
                return false;
            }
            trouble.worked(System.nanoTime());
            receive(guest);
            return true;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException | OutOfMemoryError e) {
            trouble.failed(e, System.nanoTime());
            LockSupport.parkNanos(this, PAUSE_NANOS);
            return false;
        }
    }

    private void receive(SocketChannel guest) {
        guests.add(guest); // before the thread, so that it is counted when this one has ended
        boolean begun = false;
        try {
            host.welcome(guest);
            Thread.ofVirtual().name("heddle-" + name + "-guest").start(() -> serve(guest));
            begun = true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "one that came in has gone already", e);
            room.release();
        } finally {
            if (!begun) {
                part(guest);
            }
        }
    }

    private void serve(SocketChannel guest) {
        served.incrementAndGet();
        try {
            host.serve(guest);
        } finally {
            part(guest);
            room.release();
        }
    }

    private void part(SocketChannel guest) {
        guests.remove(guest);
        Sockets.close(guest);
    }

    // ---- its end
    // ---------------------------------------------------------------------------------

    /// Lets those in who have come, whether there is room or not, and nobody who comes later. Those who are in stay.
    ///
    /// @throws InterruptedException if interrupted while waiting for that; it happens all the same
    void leave() throws InterruptedException {
        if (!leaving) { // one thread calls this
            leaving = true;
            room.release(); // it may wait for that
            selector.wakeup();
        }
        var _ = thread.join(LONGEST_FAREWELL);
    }

    /// Lets nobody in any more. Those who are in stay; whoever has come and is not in yet is reset by the system.
    void close() {
        Sockets.close(door);
        try {
            selector.close(); // only now the socket is
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a selector could not be closed", e);
        }
        room.release(); // whoever waits for room sees that there is no door
    }
}
