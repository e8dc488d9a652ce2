package io.heddle.manager;

import io.heddle.HeddleException;
import io.heddle.WorkerDiedException;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The process of a manager has ended, and with it all objects that were in it.
///
/// Whether a call that was under way has done anything is not known. The process that had started the manager is told how
/// its process came to its end: the cause is a [WorkerDiedException] then, unless the manager was closed there.
public final class ManagerEndedException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    private final String manager;
    private final long pid;

    /// Makes the exception.
    ///
    /// @param message which manager, and what is known of its end
    /// @param manager the name of the manager
    /// @param pid its process
    /// @param cause how it died, or why it cannot be reached; `null` if it was closed
    public ManagerEndedException(
            String message, String manager, long pid, @Nullable Throwable cause) {
        super(message, cause);
        this.manager = manager;
        this.pid = pid;
    }

    /// Tells which manager it was.
    ///
    /// @return its name
    public String manager() {
        return manager;
    }

    /// Tells which process it was.
    ///
    /// @return its process id
    public long pid() {
        return pid;
    }

    /// Tells how it came to its end.
    ///
    /// @return the report; empty if it was closed, or another process has started it
    public Optional<WorkerDiedException.Death> death() {
        return getCause() instanceof WorkerDiedException died
                ? Optional.of(died.death())
                : Optional.empty();
    }
}
