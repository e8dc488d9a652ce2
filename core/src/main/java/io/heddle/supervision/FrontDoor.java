package io.heddle.supervision;

import io.heddle.internal.wire.Sockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/// Where clients of a prefork server come in.
final class FrontDoor {

    private static final System.Logger LOG = System.getLogger("io.heddle");
    private static final int BACKLOG = 1024;

    /// After a failure, such as too many open files.
    private static final long PAUSE_NANOS = 50_000_000;

    private final String name;
    private final ServerSocketChannel door;
    private final InetSocketAddress address;
    private final Workers workers;
    private final Duration patience;
    private final Semaphore room;
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();

    FrontDoor(PreforkBuilder spec, Workers workers) throws IOException {
        this.name = spec.name();
        this.workers = workers;
        this.patience = spec.waitLimit();
        this.room = new Semaphore(spec.connections());
        this.door = ServerSocketChannel.open();
        boolean bound = false;
        try {
            door.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            door.bind(spec.address(), BACKLOG);
            this.address = (InetSocketAddress) door.getLocalAddress();
            bound = true;
        } catch (IOException e) {
            throw new IOException(
                    "nobody can listen there: server=%s address=%s".formatted(name, spec.address()),
                    e);
        } finally {
            if (!bound) {
                Sockets.close(door);
            }
        }
    }

    void open() {
        Thread.ofPlatform().daemon().name("heddle-" + name + "-door").start(this::accept);
    }

    InetSocketAddress address() {
        return address;
    }

    List<Relay> relays() {
        return List.copyOf(relays);
    }

    /// Lets nobody in any more.
    void close() {
        Sockets.close(door);
        room.release(); // whoever waits for room sees that there is no door
    }

    private void accept() {
        while (door.isOpen()) {
            room.acquireUninterruptibly();
            try {
                SocketChannel client = door.accept();
                Thread.ofVirtual().name("heddle-relay").start(() -> serve(client));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                room.release();
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a client could not come in: server=" + name,
                        e);
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    private void serve(SocketChannel client) {
        Relay relay = new Relay(client, workers, patience);
        relays.add(relay);
        try {
            relay.run();
        } finally {
            relays.remove(relay);
            room.release();
            workers.changed();
        }
    }
}
