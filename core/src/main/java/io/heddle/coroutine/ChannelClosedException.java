package io.heddle.coroutine;

import io.heddle.HeddleException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A channel was closed: nothing can be sent any more, or nothing is left to be received.
///
/// The cause is the one that [Channel#close(Throwable)] was given, if it was.
public final class ChannelClosedException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    ChannelClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
