package io.heddle.command;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// There is no such program: not where its name says, or nowhere on the path.
public final class NoSuchProgramException extends CommandStartException {

    @Serial private static final long serialVersionUID = 1L;

    NoSuchProgramException(String message, String command, @Nullable Throwable cause) {
        super(message, command, cause);
    }
}
