package io.heddle.manager;

import io.heddle.HeddleException;
import java.io.Serial;
import java.time.Duration;

/// The process of a manager is there, and has said nothing for longer than it may: it is stopped, or does not get to run.
///
/// The call may still run when it goes on: *detached*. An element that it takes out of a queue goes back there.
public final class ManagerSilentException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    private final long pid;
    private final Duration limit;

    /// Makes the exception.
    ///
    /// @param message which manager and which call
    /// @param pid the process of the manager
    /// @param limit how long it may be silent
    public ManagerSilentException(String message, long pid, Duration limit) {
        super(message);
        this.pid = pid;
        this.limit = limit;
    }

    /// Tells which process is silent.
    ///
    /// @return its process id
    public long pid() {
        return pid;
    }

    /// Tells how long it may be.
    ///
    /// @return as it was set by [ManagerBuilder#silenceLimit]
    public Duration limit() {
        return limit;
    }
}
