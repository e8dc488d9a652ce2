package io.heddle.command;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The system does not let this user start a program, or use the directory or a file that it was given.
public final class NoPermissionException extends CommandStartException {

    @Serial private static final long serialVersionUID = 1L;

    NoPermissionException(String message, String command, @Nullable Throwable cause) {
        super(message, command, cause);
    }
}
