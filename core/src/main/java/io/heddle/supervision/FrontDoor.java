package io.heddle.supervision;

import io.heddle.internal.wire.Sockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The door at which the parent lets clients in itself, and carries their bytes to the workers.
final class FrontDoor implements Door {

    private final InetSocketAddress address;
    private final Doorkeeper keeper;
    private final WorkerSide.Maker maker;
    private final Workers workers;
    private final Duration patience;
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();

    FrontDoor(PreforkBuilder spec, Workers workers) throws IOException {
        this.maker = spec.maker();
        this.workers = workers;
        this.patience = spec.waitLimit();
        ServerSocketChannel door = ServerSocketChannel.open();
        boolean bound = false;
        try {
            door.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            door.bind(spec.address(), Doorkeeper.BACKLOG);
            this.address = (InetSocketAddress) door.getLocalAddress();
            bound = true;
        } catch (IOException e) {
            throw spec.cannotListen(e);
        } finally {
            if (!bound) {
                Sockets.close(door);
            }
        }
        this.keeper = new Doorkeeper(spec.name() + "-door", door, spec.connections(), this::serve);
    }

    @Override
    public void open() {
        keeper.open();
    }

    private void serve(SocketChannel client) {
        Relay relay = new Relay(client, workers, patience);
        relays.add(relay);
        try {
            relay.run();
        } finally {
            relays.remove(relay);
            workers.changed();
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public WorkerSide.Maker maker() {
        return maker;
    }

    /// Clients ask for workers, not the other way round.
    @Override
    public void greet(WorkerLink worker) {}

    List<Relay> relays() {
        return List.copyOf(relays);
    }

    @Override
    public int connections() {
        return keeper.connections();
    }

    @Override
    public boolean isEmpty() {
        return keeper.connections() == 0;
    }

    @Override
    public void close() {
        keeper.close();
    }

    @Override
    public void endIdle() {
        workers.present().forEach(link -> link.letGoOfIdle(true));
        relays().forEach(Relay::endIfIdle);
    }

    @Override
    public void end() {
        relays().forEach(Relay::cut);
    }
}
