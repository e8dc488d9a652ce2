package io.heddle.supervision;

import io.heddle.internal.wire.Sockets;
import java.nio.channels.SocketChannel;

/// The connection of one client to one worker.
final class Seat {

    private final WorkerLink worker;
    private final SocketChannel channel;
    private final Relay relay;
    private final int port;

    /// @param worker the worker
    /// @param channel leads there
    /// @param relay serves the client
    /// @param port from which the channel comes, by which the worker knows it; 0 if it has none
    Seat(WorkerLink worker, SocketChannel channel, Relay relay, int port) {
        this.worker = worker;
        this.channel = channel;
        this.relay = relay;
        this.port = port;
    }

    WorkerLink worker() {
        return worker;
    }

    SocketChannel channel() {
        return channel;
    }

    Relay relay() {
        return relay;
    }

    int port() {
        return port;
    }

    void close() {
        Sockets.close(channel);
    }
}
