package io.heddle.shared;

import io.heddle.HeddleException;
import java.io.Serial;

/// Says that a shared object was not made because there is one of its name already.
public final class NameTakenException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    private final long pid;

    NameTakenException(String name, long pid) {
        super(
                "there is a shared object of this name already: name=%s pid=%d; open(\"%s\") gives it, SharedNames.unlink(\"%s\") makes the name free"
                        .formatted(name, pid, name, name));
        this.pid = pid;
    }

    /// Tells who has the object.
    ///
    /// @return the pid of one of the processes that have it
    public long pid() {
        return pid;
    }
}
