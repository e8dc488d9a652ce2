package io.heddle.supervision;

import java.io.Serializable;
import java.net.SocketAddress;
import java.util.Set;

/// What a worker of a prefork server does with connections of its parent.
interface WorkerSide extends AutoCloseable {

    /// Makes a side in the worker. It travels.
    interface Maker extends Serializable {
        WorkerSide open() throws Exception;

        /// Whether connections consist of requests and answers, and may go to another worker in between.
        boolean isHttp();
    }

    /// Tells where the parent connects to.
    SocketAddress address();

    /// The parent has made, or ended, a connection from a port.
    void announce(int port, boolean open);

    /// Tells on which of some connections nothing is being done and nothing will be by itself.
    Set<Integer> idle(Set<Integer> ports);

    @Override
    void close();
}
