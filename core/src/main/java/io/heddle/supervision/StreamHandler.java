package io.heddle.supervision;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;

/// Serves one connection in a worker of a [PreforkServer], in whatever protocol. It travels; a lambda is one.
@FunctionalInterface
public interface StreamHandler extends Serializable {

    /// Serves a connection, which is closed when this returns or throws. Called in a virtual thread for each connection.
    ///
    /// @param in what the client sends; ends when it sends no more
    /// @param out what the client gets; closing it says that nothing more comes, and the client may still send
    /// @throws IOException if the connection is broken; it is closed then
    void handle(InputStream in, OutputStream out) throws IOException;
}
