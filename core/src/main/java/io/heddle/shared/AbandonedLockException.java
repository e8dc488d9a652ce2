package io.heddle.shared;

import io.heddle.HeddleException;
import java.io.Serial;

/// Says that a lock was taken over from a process that died while it held it, if that was asked for by
/// [SharedLock#failIfAbandoned()]. **The lock is held by who gets this**: put in order what it guards, if it
/// can be, and unlock it.
public final class AbandonedLockException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    private final long pid;

    AbandonedLockException(long pid) {
        super(
                "the holder of a lock has died: pid=%d; this thread holds the lock now, and what it guards may be half changed"
                        .formatted(pid));
        this.pid = pid;
    }

    /// Tells which process had died.
    ///
    /// @return its pid; negative if it is not known any more
    public long pid() {
        return pid;
    }
}
