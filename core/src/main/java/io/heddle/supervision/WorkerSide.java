package io.heddle.supervision;

import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;

/// What a worker of a prefork server does with connections: those of its parent, or those that come to it.
interface WorkerSide extends AutoCloseable {

    /// Makes a side in the worker. It travels.
    interface Maker extends Serializable {
        WorkerSide open() throws Exception;

        /// Whether connections consist of requests and answers, and may go to another worker in between.
        boolean isHttp();

        /// Whether clients connect to the worker itself.
        default boolean listens() {
            return false;
        }

        /// Gives one of a worker that listens itself.
        ///
        /// @param where at the port that all of them share
        /// @param room for how many connections at once
        /// @throws UnsupportedOperationException if there is none
        default Maker at(InetSocketAddress where, int room) {
            throw new UnsupportedOperationException("this side cannot listen itself: " + this);
        }
    }

    /// Tells where it can be connected to.
    SocketAddress address();

    /// The parent has made, or ended, a connection from a port.
    void announce(int port, boolean open);

    /// Tells on which of some connections nothing is being done and nothing will be by itself.
    Set<Integer> idle(Set<Integer> ports);

    /// Lets no more clients in; those that it has stay. Only who listens itself is told so.
    ///
    /// @throws InterruptedException if interrupted meanwhile
    default void leave() throws InterruptedException {}

    /// Tells how many connections there are, and how many there have been, those included.
    default List<Long> howMany() {
        return List.of(0L, 0L);
    }

    /// Ends all connections too.
    @Override
    void close();
}
