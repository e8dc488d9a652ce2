package io.heddle.command;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The directory in which a command was to run is not there, or is none.
public final class NoSuchDirectoryException extends CommandStartException {

    @Serial private static final long serialVersionUID = 1L;

    NoSuchDirectoryException(String message, String command, @Nullable Throwable cause) {
        super(message, command, cause);
    }
}
