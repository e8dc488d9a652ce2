package io.heddle.internal.wire;

import java.io.IOException;
import java.io.Serial;

/// What came over a wire cannot be a frame. Whoever sent it is not to be trusted any more.
public final class RubbishException extends IOException {

    @Serial private static final long serialVersionUID = 1L;

    RubbishException(String message) {
        super(message);
    }
}
