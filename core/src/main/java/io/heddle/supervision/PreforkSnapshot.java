package io.heddle.supervision;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;

/// A prefork server as it was at one moment.
///
/// @param name the server's name
/// @param address where clients connect to
/// @param workers its processes that are up
/// @param connections how many clients are connected
/// @param waiting how many of them wait for a worker
/// @param restarts how many workers were replaced because they died or were of no use
public record PreforkSnapshot(
        String name,
        InetSocketAddress address,
        List<Worker> workers,
        int connections,
        int waiting,
        long restarts) {

    /// Copies the list, so that the picture stays as it is.
    public PreforkSnapshot {
        workers = List.copyOf(workers);
    }

    /// One worker at that moment.
    ///
    /// @param name its name
    /// @param pid its process
    /// @param draining whether it gets no new connections
    /// @param connections how many connections it has
    /// @param served how many it has had, those included
    /// @param startedAt when it was up
    public record Worker(
            String name,
            long pid,
            boolean draining,
            int connections,
            long served,
            Instant startedAt) {}
}
