package io.heddle.shared;

import io.heddle.HeddleException;
import java.io.Serial;

/// Says that another process has died, and that something can therefore not come about. It is the cause of
/// what a method is documented to throw.
public final class PeerDiedException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    private final long pid;

    PeerDiedException(String what, long pid) {
        super("%s: pid=%d".formatted(what, pid));
        this.pid = pid;
    }

    /// Tells which process had died.
    ///
    /// @return its pid; negative if it is not known any more
    public long pid() {
        return pid;
    }
}
