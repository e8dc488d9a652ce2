package io.heddle.supervision;

import io.heddle.HeddleException;
import io.heddle.internal.wire.Sockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;

/// The door at which the workers let clients in themselves: the parent only keeps the port, so that it is known before the
/// first worker is up, and nobody else's while there is none.
///
/// The socket that keeps it is bound and never listens.
final class HeldPort implements Door {

    private final SocketChannel place;
    private final InetSocketAddress address;
    private final WorkerSide.Maker maker;
    private final Workers workers;

    /// Set when nobody is to be let in any more.
    private volatile boolean closed;

    HeldPort(PreforkBuilder spec, Workers workers) throws IOException {
        this.workers = workers;
        this.place = SocketChannel.open();
        boolean bound = false;
        try {
            this.address = take(place, spec.address());
            bound = true;
        } catch (IOException e) {
            throw spec.cannotListen(e);
        } finally {
            if (!bound) {
                Sockets.close(place);
            }
        }
        this.maker = spec.maker().at(address, share(spec.connections(), spec.workers()));
    }

    /// What it says before it has the port decides whose remains may be there, and what it says afterwards who may come:
    /// it gets a port at which only the connections of an earlier server are left, none that anybody else has, though
    /// they would share it; and then only those get it who share it.
    private static InetSocketAddress take(SocketChannel place, InetSocketAddress where)
            throws IOException {
        place.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        place.bind(where);
        place.setOption(StandardSocketOptions.SO_REUSEADDR, false);
        place.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        return (InetSocketAddress) place.getLocalAddress();
    }

    /// What the system can do with sockets that listen.
    static Set<SocketOption<?>> offered() {
        try (ServerSocketChannel any = ServerSocketChannel.open()) {
            return any.supportedOptions();
        } catch (IOException e) {
            throw new HeddleException("it cannot be found out what the system offers", e);
        }
    }

    static void requireOffered(Set<SocketOption<?>> offered) {
        if (!offered.contains(StandardSocketOptions.SO_REUSEPORT)) {
            throw new UnsupportedOperationException(
                    "workers cannot listen at one port, since this system has no SO_REUSEPORT: system=%s; leave workersListen() out"
                            .formatted(System.getProperty("os.name")));
        }
    }

    private static int share(int connections, int workers) {
        return Math.ceilDiv(connections, workers);
    }

    /// The workers do.
    @Override
    public void open() {}

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public WorkerSide.Maker maker() {
        return maker;
    }

    /// One that comes up when nobody is to be let in any more sees that, or is seen.
    @Override
    public void greet(WorkerLink worker) {
        if (closed) { // SYNC greet-or-leave
            worker.drain();
        }
    }

    @Override
    public int connections() {
        return workers.present().stream().mapToInt(WorkerLink::connections).sum();
    }

    @Override
    public boolean isEmpty() {
        return workers.present().stream().allMatch(WorkerLink::isEmpty);
    }

    @Override
    public void close() {
        closed = true; // SYNC greet-or-leave
        workers.present().forEach(WorkerLink::drain);
    }

    /// Only the handler knows.
    @Override
    public void endIdle() {}

    /// Connections end with their workers.
    @Override
    public void end() {
        Sockets.close(place);
    }
}
