package io.heddle.supervision;

import java.net.InetSocketAddress;

/// Where clients of a prefork server come in, seen from its parent, which may or may not be the one who opens.
interface Door {

    /// Lets clients in, if that is up to the parent.
    void open();

    /// Tells where clients connect to.
    InetSocketAddress address();

    /// What the workers are to open.
    WorkerSide.Maker maker();

    /// Is told of each worker that is up.
    void greet(WorkerLink worker);

    /// Counts clients, as far as is known.
    int connections();

    /// Tells whether there is no client any more. May ask the workers.
    boolean isEmpty();

    /// Lets nobody in any more.
    void close();

    /// Ends the connections of clients on which nothing is going on, if that is known.
    void endIdle();

    /// Ends what is left of them, and gives the address up.
    void end();
}
