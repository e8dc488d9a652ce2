package io.heddle.cluster;

import io.heddle.HeddleException;
import java.io.Serial;

/// What this process held was no longer its own: its lease had run out, because the process or the network stood still
/// for longer than the lease, or because the server had forgotten it. Somebody else may have held it meanwhile.
///
/// What was done under it may have met what others did at the same time. Who must exclude that hands
/// [ClusterLock#token()] to whatever it changes, and lets it refuse a smaller token than it has seen.
public final class LeaseLostException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    /// Makes the exception.
    ///
    /// @param message what was lost, and how long its lease was
    public LeaseLostException(String message) {
        super(message);
    }
}
