package io.heddle.cluster;

import io.heddle.HeddleException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The server of the cluster cannot be reached, does not take the secret, or cannot be started.
public final class ClusterUnavailableException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    /// Makes the exception.
    ///
    /// @param message which server, what it said, and what to do
    /// @param cause what led to it
    public ClusterUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
